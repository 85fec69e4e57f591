"""The grounds of the policy in plain Python: what permits sharing one category of information.

- One entry a ground, under the identifier the pack gives it; an entry says only when the ground is there.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.policy.facts import BY_ORDER, Facts

STAFF = frozenset({"employee", "agency_worker", "director"})
RISKS = frozenset({"significant", "serious", "immediate"})


def _of_the_dead(f: Facts) -> bool:
    shown = f.instrument == "ahra_application" and f.reached and f.verified and f.category in {"health", "care_record"}
    return f.disclose and f.subject["deceased"] and (shown or f.approved("managing_director"))


def _best_interests(f: Facts) -> bool:
    alone = f.subject["capacity"] == "lacks" and f.subject["designated_other"] == "none"
    return f.disclose and alone and f.judgements["best_interest"] == "yes"


def _safeguarding_request(f: Facts) -> bool:
    at_risk = f.child or f.risk["level"] != "none"
    return f.disclose and f.group == "safeguarding" and f.purpose == "safeguarding" and at_risk


def _own(f: Facts) -> bool:
    theirs = f.to in {"subject", "representative", "designated_other"}
    return f.action == "give_own" and theirs and f.person and not f.subject["deceased"]


GROUNDS: dict[str, Callable[[Facts], bool]] = {
    "g_consent": lambda f: f.disclose and f.person and f.consent_ok,
    "g_order": lambda f: f.disclose and f.compelled and f.instrument in BY_ORDER,
    "g_required_by_law": lambda f: f.disclose and f.compelled and f.instrument not in BY_ORDER,
    "g_duty_to_tell": lambda f: f.disclose and f.owed,
    "g_public_interest": lambda f: f.disclose and f.person and f.risk["to"] != "none" and f.risk["level"] in RISKS,
    "g_safeguarding": _safeguarding_request,
    "g_emergency": lambda f: f.emergency,
    "g_best_interests": _best_interests,
    "g_staff_name": lambda f: f.disclose and f.kept == "staff_name_title" and f.subject["kind"] in STAFF,
    "g_published": lambda f: f.disclose and f.kept == "public" and f.subject["kind"] in {"director", "nobody"},
    "g_anonymous": lambda f: f.action in {"disclose", "release_data_set"} and f.kept == "anonymised",
    "g_coded": lambda f: f.action == "release_data_set" and f.kept == "pseudonymised",
    "g_own": lambda f: _own(f) and f.subject["kind"] not in STAFF,
    "g_own_staff": lambda f: _own(f) and f.subject["kind"] in STAFF,
    "g_after_death": _of_the_dead,
    "g_legal_claim": lambda f: (
        f.disclose and f.person and f.purpose == "legal_claim" and f.to in {"solicitor", "court"}
    ),
    "g_supplier_own": lambda f: f.action in {"disclose", "read_terms"} and f.kept == "commercial" and f.own_supplier,
    "g_terms_for_job": lambda f: f.action == "read_terms" and f.to == "colleague" and f.needed,
    "g_business": lambda f: (
        f.disclose
        and f.kept == "commercial"
        and f.subject["kind"] in {"nobody", "supplier"}
        and f.approved("managing_director")
    ),
    "g_minutes": lambda f: (
        f.action == "read_minutes"
        and f.category == "meeting_minutes"
        and f.to == "colleague"
        and (f.actor["attended"] or f.approved("managing_director"))
    ),
    "g_break_glass": lambda f: f.action == "view" and f.actor["break_glass"] and f.needed,
    "g_view": lambda f: f.action == "view" and f.actor["in_team"] and f.needed,
    "g_copy": lambda f: (
        f.action == "copy"
        and (
            (f.consent_ok and f.purpose == "copy_for_record")
            or (f.purpose == "statutory_copy" and f.approved("managing_director"))
        )
    ),
    "g_photograph": lambda f: f.action == "photograph" and f.consent_ok,
    "g_comment": lambda f: (
        f.action == "comment_to_media"
        and not f.person
        and f.kept in {"public", "commercial"}
        and f.approved("media_contact")
    ),
    "g_reidentify": lambda f: (
        f.action == "reidentify" and f.kept == "pseudonymised" and f.approved("data_protection_officer")
    ),
}
