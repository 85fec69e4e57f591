"""The gates of the policy in plain Python: what forbids sharing one category of information, and what may lift it.

- One entry a gate, under the identifier the pack gives it; an entry says only when the gate is shut.
- A gate is a bar, a question that names the fact to find out, a matter for an office, or a call to anonymise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.policy.facts import Facts

Speaks = Callable[[Facts], bool]
INSECURE = frozenset({"email", "post", "messaging", "social_media"})


@dataclass(frozen=True, slots=True)
class Gate:
    """A necessary condition: when it is broken, and what that makes of the answer."""

    speaks: Speaks
    kind: str = "bar"
    names: str = ""


def ask(fact: str, speaks: Speaks) -> Gate:
    """A gate that somebody can open by finding out one fact."""
    return Gate(speaks, "question", fact)


def refer(office: str, speaks: Speaks) -> Gate:
    """A gate that the holder of one office, or the Managing Director, may lift."""
    return Gate(lambda f: speaks(f) and not f.approved(office), "refer", office)


def _identity(f: Facts) -> bool:
    least = 1 if f.category == "wellbeing" else 2
    return f.action in {"disclose", "give_own", "release_data_set"} and f.protected and f.rank < least and not f.our_999


def _identity_strict(f: Facts) -> bool:
    if f.action not in {"disclose", "give_own"} or not f.protected or f.category == "wellbeing" or f.emergency:
        return False
    least = 2 if f.action == "give_own" and f.to == "subject" else 3
    return (f.sensitive or f.child) and f.rank < least


def _order_identity(f: Facts) -> bool:
    shown = f.disclose and f.reached and f.instrument in f.words.compels
    return shown and f.rank < 4 and not f.emergency and not f.consent_ok


def _media(f: Facts) -> bool:
    asked = f.to == "media" or (f.asker_is_media and not f.emergency)
    return f.goes_out and asked and f.person


def _training(f: Facts) -> bool:
    lifted = f.actor["override"] and f.actor["in_team"] and f.purpose in f.words.direct_care
    return f.actor["training"] == "lapsed" and not f.emergency and not lifted


def _minimum(f: Facts) -> bool:
    return f.action in {"disclose", "view"} and f.person and not f.needed and not f.must and not f.open


def _view_purpose(f: Facts) -> bool:
    return f.action == "view" and f.person and not f.open and f.actor["role"] not in f.words.jobs[f.purpose]


def _about_nobody(f: Facts) -> bool:
    """Information about people is about somebody: saying that it is about nobody opens nothing."""
    about_people = f.sensitive or f.kept == "personal"
    return f.disclose and not f.person and about_people and not f.emergency and not f.compelled


def _purpose_recipient(f: Facts) -> bool:
    goes = f.among(*f.words.goes_to[f.purpose])
    return f.disclose and f.person and f.protected and not goes and not f.must and not f.consent_ok


def _need_to_know(f: Facts) -> bool:
    return f.disclose and f.protected and not f.compelled and not f.emergency


def _instrument_unverified(f: Facts) -> bool:
    shown = f.disclose and f.usable and not f.verified
    return shown and not f.owed and not f.emergency and not f.consent_ok


def _instrument_bogus(f: Facts) -> bool:
    return f.disclose and f.instrument != "none" and not f.usable and not f.emergency


def _provider(f: Facts) -> bool:
    provider = f.full["provider"]
    other = provider["purpose"] not in {"", f.purpose} or provider["consent"] == "withheld"
    theirs = provider["kind"] == "third_party" and provider["consent"] != "given" and other
    return f.disclose and theirs and not f.must and f.risk["level"] not in {"serious", "immediate"}


def _need_not_ask(f: Facts) -> bool:
    """Where a child or serious harm is at stake a safeguarding body is answered without consent being sought first.

    Nobody who has died can be asked.
    """
    if f.subject["deceased"]:
        return True
    return f.group == "safeguarding" and (f.child or f.risk["level"] in {"serious", "immediate"})


def _consent_not_sought(f: Facts) -> bool:
    return f.consent_needed and f.consent == "not_sought" and not _need_not_ask(f)


def _cannot_decide(f: Facts) -> bool:
    return f.subject["capacity"] == "lacks"


def _without_consent(f: Facts) -> bool:
    decided = f.consent != "not_sought" or _need_not_ask(f)
    by_the_lead = f.group == "safeguarding" and f.approved("safeguarding_lead")
    return f.weighed and decided and not (f.given and f.covers) and not by_the_lead


def _for_safeguarding(f: Facts) -> bool:
    return f.group == "safeguarding" and f.purpose == "safeguarding"


def _work_seeker(f: Facts) -> bool:
    theirs = f.disclose and f.work_seeker and f.protected and not f.consent_ok and not f.must
    return theirs and f.purpose != "legal_claim" and f.to != "professional_body"


def _current_employer(f: Facts) -> bool:
    theirs = f.disclose and f.work_seeker and f.to == "current_employer"
    return theirs and not f.consent_ok and not f.compelled and not f.emergency


def _anonymise(f: Facts) -> bool:
    return f.disclose and f.protected and not f.must and not f.consent_ok


def _interest_asked(f: Facts) -> bool:
    return f.consent_needed and f.risk["to"] not in {"others", "child"}


def _channel(f: Facts) -> bool:
    return f.action in {"disclose", "give_own"} and f.protected and not f.emergency


def _safety_flag(f: Facts) -> bool:
    found = f.kept == "staff_name_title" or f.category in {"whereabouts", "contact"}
    return (
        f.disclose and f.subject["safety_flag"] and found and not f.compelled and not f.emergency and f.to != "subject"
    )


def _after_death(f: Facts) -> bool:
    refused_in_life = f.subject["deceased"] and f.consent in {"withheld", "withdrawn"}
    return f.disclose and refused_in_life and not f.compelled and not f.emergency


def _supplier_wall(f: Facts) -> bool:
    return f.category == "supplier_terms" and f.to == "supplier" and not f.same_supplier


def _business(f: Facts) -> bool:
    ours = f.disclose and f.kept == "commercial" and f.subject["kind"] in {"nobody", "supplier"}
    return ours and f.to != "colleague" and not f.own_supplier


def _released(f: Facts) -> bool:
    return f.action == "release_data_set"


def _coded(f: Facts) -> bool:
    return f.action == "release_data_set" and f.kept == "pseudonymised"


GATES: dict[str, Gate] = {
    "f_identity_failed": Gate(lambda f: f.goes_out and (f.rank < 0 or (f.asker_failed and not f.emergency))),
    "f_identity": ask("recipient.identity", _identity),
    "f_identity_strict": ask("recipient.identity", _identity_strict),
    "f_order_identity": ask("recipient.identity", _order_identity),
    "f_media": Gate(_media),
    "f_media_contact": refer(
        "media_contact",
        lambda f: f.action in {"disclose", "comment_to_media"} and f.to == "media" and not f.person,
    ),
    "f_media_other": Gate(lambda f: f.action == "comment_to_media" and f.person),
    "f_post_online": Gate(lambda f: f.action == "post_online"),
    "f_photograph": Gate(lambda f: f.action == "photograph" and f.subject["kind"] in {"client", "service_user"}),
    "f_agreement": Gate(lambda f: not f.actor["agreement_signed"] and not f.emergency),
    "f_induction": Gate(lambda f: not f.actor["inducted"] and not f.emergency),
    "f_training": Gate(_training),
    "f_break_glass": Gate(
        lambda f: f.actor["break_glass"] and not f.actor["in_team"] and f.action != "view" and not f.emergency
    ),
    "f_about_nobody": Gate(_about_nobody),
    "f_minimum": Gate(_minimum),
    "f_view_purpose": Gate(_view_purpose),
    "f_purpose_recipient": Gate(_purpose_recipient),
    "f_need_to_know": Gate(lambda f: _need_to_know(f) and f.recipient["need_to_know"] == "no"),
    "f_need_to_know_unknown": ask(
        "recipient.need_to_know", lambda f: _need_to_know(f) and f.recipient["need_to_know"] == "unknown"
    ),
    "f_instrument_unverified": ask("instrument.verified", _instrument_unverified),
    "f_instrument_bogus": refer("managing_director", _instrument_bogus),
    "f_provider": refer("managing_director", _provider),
    "f_consent_not_sought": ask("subject.consent.state", lambda f: _consent_not_sought(f) and not _cannot_decide(f)),
    "f_consent_not_sought_for_them": ask(
        "subject.consent.state", lambda f: _consent_not_sought(f) and _cannot_decide(f)
    ),
    "f_consent_unexplained": ask(
        "subject.consent.explained", lambda f: f.consent_needed and f.given and f.covers and not f.explained
    ),
    "f_consent_giver": ask("subject.capacity", lambda f: f.consent_needed and f.given and f.covers and not f.giver_ok),
    "f_without_consent": refer("managing_director", lambda f: _without_consent(f) and not _for_safeguarding(f)),
    "f_without_consent_safeguarding": refer(
        "safeguarding_lead", lambda f: _without_consent(f) and _for_safeguarding(f)
    ),
    "f_work_seeker_form": ask(
        "subject.consent.form", lambda f: f.consent_needed and f.given and f.covers and not f.form_ok
    ),
    "f_work_seeker": refer("managing_director", _work_seeker),
    "f_current_employer": Gate(_current_employer),
    "f_anonymise": Gate(lambda f: _anonymise(f) and f.full["anonymisable"] == "yes", "anonymise"),
    "f_anonymise_unknown": ask("anonymisable", lambda f: _anonymise(f) and f.full["anonymisable"] == "unknown"),
    "f_best_interest": Gate(lambda f: _interest_asked(f) and f.judgements["best_interest"] == "no"),
    "f_best_interest_unknown": ask(
        "judgements.best_interest", lambda f: _interest_asked(f) and f.judgements["best_interest"] == "unknown"
    ),
    "f_wellbeing": refer("managing_director", lambda f: f.weighed and f.judgements["wellbeing"] == "no"),
    "f_wellbeing_unknown": ask("judgements.wellbeing", lambda f: f.weighed and f.judgements["wellbeing"] == "unknown"),
    "f_proportionate": Gate(lambda f: f.weighed and f.judgements["proportionate"] == "no"),
    "f_proportionate_unknown": ask(
        "judgements.proportionate", lambda f: f.weighed and f.judgements["proportionate"] == "unknown"
    ),
    "f_less_intrusive": Gate(lambda f: f.weighed and f.judgements["less_intrusive"] == "yes"),
    "f_less_intrusive_unknown": ask(
        "judgements.less_intrusive", lambda f: f.weighed and f.judgements["less_intrusive"] == "unknown"
    ),
    "f_consequences_unknown": ask(
        "judgements.consequences", lambda f: f.weighed and f.judgements["consequences"] != "yes"
    ),
    "f_accurate": ask(
        "judgements.accurate_on",
        lambda f: f.disclose and f.protected and not f.emergency and not f.compelled and not f.accurate,
    ),
    "f_channel": ask("channel", lambda f: _channel(f) and f.full["channel"] in INSECURE),
    "f_channel_unknown": ask("channel", lambda f: _channel(f) and f.full["channel"] == "unknown"),
    "f_safety_flag": refer("managing_director", _safety_flag),
    "f_after_death": refer("managing_director", _after_death),
    "f_investigation": Gate(
        lambda f: f.disclose and f.category == "complaint_or_investigation" and not f.must and f.group != "safeguarding"
    ),
    "f_third_party": refer(
        "data_protection_officer",
        lambda f: f.action == "give_own" and f.category == "third_party" and f.full["provider"]["consent"] != "given",
    ),
    "f_serious_harm": Gate(
        lambda f: f.action == "give_own" and f.kept == "special_category" and f.judgements["serious_harm"] == "yes"
    ),
    "f_serious_harm_unknown": ask(
        "judgements.serious_harm",
        lambda f: f.action == "give_own" and f.kept == "special_category" and f.judgements["serious_harm"] == "unknown",
    ),
    "f_authority": ask(
        "instrument.verified",
        lambda f: (
            f.action == "give_own"
            and f.to == "representative"
            and not (
                f.instrument == "written_authority" and f.verified and f.category in f.full["instrument"]["covers"]
            )
        ),
    ),
    "f_no_authority": Gate(lambda f: f.action == "give_own" and f.to == "designated_other" and not f.held_by_another()),
    "f_supplier_wall": Gate(_supplier_wall),
    "f_business": refer("managing_director", _business),
    "f_small_numbers": ask(
        "data_set.small_numbers_reviewed", lambda f: _released(f) and f.data_set["small_numbers_reviewed"] != "yes"
    ),
    "f_identifiable": Gate(
        lambda f: _released(f) and (f.data_set["cannot_identify"] == "no" or f.data_set["form"] == "identifiable")
    ),
    "f_identifiable_unknown": ask(
        "data_set.cannot_identify", lambda f: _released(f) and f.data_set["cannot_identify"] == "unknown"
    ),
    "f_release_review": ask("data_set.reviewed", lambda f: _released(f) and f.data_set["reviewed"] != "yes"),
    "f_choice": ask("data_set.choice_reasoned", lambda f: _coded(f) and f.data_set["choice_reasoned"] != "yes"),
    "f_key_apart": ask("data_set.key_apart", lambda f: _coded(f) and f.data_set["key_apart"] != "yes"),
    "f_release_approval": refer("data_protection_officer", _released),
    "f_minutes": refer("managing_director", lambda f: f.action == "read_minutes" and not f.actor["attended"]),
    "f_doubt": refer("managing_director", lambda f: f.full["doubt"] and not f.emergency),
    "f_reidentify": refer("data_protection_officer", lambda f: f.action == "reidentify"),
    "f_refused_by_office": Gate(
        lambda f: f.full["approval"]["decision"] == "refused" and not f.emergency and not f.compelled
    ),
}
