"""What must hold in every situation, said of one question and its answer, or of neighbouring questions and theirs.

- None: the invariant says nothing about this situation. True: it holds. False: it is broken.
- Said in facts of the situation wherever it can be, not in rules: else it would only repeat what it has to check.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.policy.facts import PROTECTED, RANKS, Words
from tests.policy.gates import GATES
from tests.policy.situations import get
from tests.policy.twin import Answer

Question = Mapping[str, Any]
OPEN_CHANNELS = frozenset({"email", "post", "messaging", "social_media"})
SHARED = frozenset({"share", "share_minimum"})


def in_danger(q: Question) -> bool:
    """Is somebody in immediate danger?"""
    return get(q, "risk.level") == "immediate" and get(q, "risk.to", "none") != "none"


def known(q: Question) -> int:
    """How well the recipient is known: -1 failed, 0 to 4."""
    return RANKS[get(q, "recipient.identity", "L0")]


def we_rang_999(q: Question) -> bool:
    """Did we ring the emergency service ourselves?"""
    return q.get("initiated_by") == "we_tell" and get(q, "recipient.kind") == "emergency_service"


def minimum(q: Question, words: Words) -> frozenset[str]:
    """What may go in an emergency whatever else is so; empty where this is none."""
    reached = we_rang_999(q) or known(q) >= 2
    if q["action"] != "disclose" or not in_danger(q) or not reached or get(q, "recipient.kind") == "media":
        return frozenset()
    return words.minimum & set(q["ask"]) & set(q.get("held", q["ask"]))


def nothing_without_agreement_and_induction(q: Question, a: Answer, words: Words) -> bool | None:
    """Without agreement or induction nothing but the emergency minimum."""
    if get(q, "actor.agreement_signed", False) and get(q, "actor.inducted", False):
        return None
    return set(a.release) <= minimum(q, words)


def lapsed_training_only_under_override(q: Question, a: Answer, words: Words) -> bool | None:
    """After the thirty days only current care of one's own people, under an override; else the emergency minimum."""
    if get(q, "actor.training", "lapsed") != "lapsed":
        return None
    lifted = get(q, "actor.override") and get(q, "actor.in_team") and q["purpose"] in words.direct_care
    return bool(lifted) or set(a.release) <= minimum(q, words)


def withheld_without_a_ground(q: Question, a: Answer, words: Words) -> bool | None:
    """Consent withheld and no ground: nothing protected is shared, whoever approves it."""
    no = get(q, "subject.consent.state") in {"withheld", "withdrawn"} and q["action"] == "disclose"
    risk = get(q, "risk.to", "none") != "none" and get(q, "risk.level", "none") != "none"
    other = get(q, "instrument.kind", "none") != "none" or get(q, "subject.deceased") or risk
    claim = q["purpose"] in {"legal_claim", "safeguarding"} or get(q, "subject.capacity") == "lacks"
    if not no or other or claim or get(q, "subject.kind") == "nobody":
        return None
    kept = {c for c in q["ask"] if words.classes[c] in {"personal", "special_category", "criminal", "safeguarding"}}
    return not kept & set(a.release)


def failed_identity_receives_nothing(q: Question, a: Answer, words: Words) -> bool | None:
    """Somebody who is not who they said receives nothing at all."""
    if get(q, "recipient.identity") != "failed":
        return None
    return not a.release


def nothing_about_a_person_to_the_media(q: Question, a: Answer, words: Words) -> bool | None:
    """Nothing about a person ever goes to the media, by anybody, in any situation."""
    goes = q["action"] == "comment_to_media" or get(q, "recipient.kind") == "media"
    if not goes or get(q, "subject.kind") == "nobody":
        return None
    return not a.release


def danger_never_blocks(q: Question, a: Answer, words: Words) -> bool | None:
    """Danger, and a recipient at L2 or above or a 999 call of our own: the whole emergency minimum goes."""
    if not minimum(q, words):
        return None
    return minimum(q, words) <= set(a.release) and a.outcome in SHARED


def danger_calls_back(q: Question, a: Answer, words: Words) -> bool | None:
    """Danger and an unknown voice: ring back, never a refusal."""
    unknown = known(q) in {0, 1} and not we_rang_999(q) and get(q, "recipient.kind") != "media"
    asked = words.minimum & set(q["ask"]) & set(q.get("held", q["ask"]))
    if q["action"] != "disclose" or not in_danger(q) or not unknown or not asked:
        return None
    return a.outcome == "need_information" or a.outcome in SHARED


def released_and_withheld_are_what_was_asked(q: Question, a: Answer, words: Words) -> bool | None:
    """Every category asked for and held is released or withheld, never both, and nothing else is."""
    both = [*a.release, *a.withhold]
    return len(both) == len(set(both)) and set(both) == set(q["ask"]) & set(q.get("held", q["ask"]))


def every_permit_has_a_ground(q: Question, a: Answer, words: Words) -> bool | None:
    """Whatever is released rests on at least one ground and on grounds alone."""
    if not a.release:
        return None
    return all(a.verdicts[c].rules and all(r.startswith("g_") for r in a.verdicts[c].rules) for c in a.release)


def the_outcome_says_what_was_released(q: Question, a: Answer, words: Words) -> bool | None:
    """Sharing outcomes release something, the others nothing."""
    return (a.outcome in SHARED) == bool(a.release)


def doubt_is_referred(q: Question, a: Answer, words: Words) -> bool | None:
    """In doubt nothing but the emergency minimum goes before the Managing Director has answered."""
    if not q.get("doubt") or get(q, "approval.by_office") == "managing_director":
        return None
    return set(a.release) <= minimum(q, words)


def no_about_the_dead_without_an_office(q: Question, a: Answer, words: Words) -> bool | None:
    """Confidentiality outlives the person: what they refused in life goes only by law, in danger, or by approval."""
    refused = get(q, "subject.consent.state") in {"withheld", "withdrawn"} and get(q, "subject.deceased")
    if not refused or q["action"] != "disclose" or get(q, "instrument.kind", "none") != "none":
        return None
    return get(q, "approval.decision") == "approved" or set(a.release) <= minimum(q, words)


def the_current_employer_is_never_told(q: Question, a: Answer, words: Words) -> bool | None:
    """Nobody tells a work-seeker's current employer anything without consent, compulsion or danger."""
    theirs = get(q, "subject.work_seeker") and get(q, "recipient.kind") == "current_employer"
    if not theirs or q["action"] != "disclose" or get(q, "subject.consent.state") == "given":
        return None
    return set(a.release) <= minimum(q, words) or get(q, "instrument.kind", "none") != "none"


def nothing_sensitive_to_somebody_not_rung_back(q: Question, a: Answer, words: Words) -> bool | None:
    """Health, offences and safeguarding never go to anybody below L2, but for a 999 call of our own."""
    if get(q, "recipient.identity") not in {"failed", "L0", "L1"} or q["action"] not in {"disclose", "give_own"}:
        return None
    sensitive = {c for c in a.release if words.classes[c] in {"special_category", "criminal", "safeguarding"}}
    return sensitive <= minimum(q, words)


def no_consent_no_law_no_danger_then_an_office(q: Question, a: Answer, words: Words) -> bool | None:
    """To anybody else: without consent, law or danger nothing about a person goes unless an office approves."""
    forced = get(q, "subject.consent.state") == "given" or get(q, "instrument.kind", "none") != "none"
    own = get(q, "recipient.kind") == "subject" or get(q, "subject.kind") == "nobody"
    if q["action"] != "disclose" or forced or own or get(q, "approval.decision") == "approved":
        return None
    return not (_protected(a, words) - minimum(q, words))


def an_office_that_refuses_is_obeyed(q: Question, a: Answer, words: Words) -> bool | None:
    """What an office refused goes only by law or in danger."""
    if get(q, "approval.decision") != "refused" or get(q, "instrument.kind", "none") != "none":
        return None
    return set(a.release) <= minimum(q, words)


def nothing_protected_by_an_open_channel(q: Question, a: Answer, words: Words) -> bool | None:
    """Nothing protected travels by ordinary post or email, messaging or social media, but for the emergency minimum."""
    if q["action"] not in {"disclose", "give_own"} or q.get("channel", "unknown") not in OPEN_CHANNELS:
        return None
    return _protected(a, words) <= minimum(q, words)


def a_rival_never_sees_terms(q: Question, a: Answer, words: Words) -> bool | None:
    """A supplier's terms never reach another supplier, whoever approves."""
    ours, theirs = get(q, "recipient.organisation", ""), get(q, "subject.organisation", "")
    if get(q, "recipient.kind") != "supplier" or "supplier_terms" not in q["ask"] or (ours and ours == theirs):
        return None
    return "supplier_terms" not in a.release


def nothing_is_ever_posted_online(q: Question, a: Answer, words: Words) -> bool | None:
    """Nobody posts anything anywhere."""
    return None if q["action"] != "post_online" else not a.release


def only_ones_own_people_are_looked_at(q: Question, a: Answer, words: Words) -> bool | None:
    """Nobody looks at anything about people of another team, unless they broke the glass for this one."""
    own = get(q, "actor.in_team") or get(q, "actor.break_glass")
    return None if q["action"] != "view" or own else not a.release


def broken_glass_only_reads(q: Question, a: Answer, words: Words) -> bool | None:
    """Through broken glass one reads, and nothing else comes of it but the emergency minimum, which needs no glass."""
    if not get(q, "actor.break_glass") or get(q, "actor.in_team") or q["action"] == "view":
        return None
    return set(a.release) <= minimum(q, words)


def no_more_than_the_purpose_needs(q: Question, a: Answer, words: Words) -> bool | None:
    """Nothing protected that its purpose does not need is shared or looked at, unless law or danger demands it."""
    lawful = get(q, "instrument.kind", "none") != "none" or get(q, "subject.kind") == "nobody"
    if q["action"] not in {"disclose", "view"} or lawful:
        return None
    return _protected(a, words) - minimum(q, words) <= words.needs[q["purpose"]]


def _protected(a: Answer, words: Words) -> set[str]:
    return {category for category in a.release if words.classes[category] in PROTECTED}


EACH: tuple[Callable[[Question, Answer, Words], bool | None], ...] = (
    nothing_without_agreement_and_induction,
    lapsed_training_only_under_override,
    withheld_without_a_ground,
    failed_identity_receives_nothing,
    nothing_about_a_person_to_the_media,
    danger_never_blocks,
    danger_calls_back,
    released_and_withheld_are_what_was_asked,
    every_permit_has_a_ground,
    the_outcome_says_what_was_released,
    doubt_is_referred,
    no_about_the_dead_without_an_office,
    the_current_employer_is_never_told,
    nothing_sensitive_to_somebody_not_rung_back,
    no_consent_no_law_no_danger_then_an_office,
    an_office_that_refuses_is_obeyed,
    nothing_protected_by_an_open_channel,
    a_rival_never_sees_terms,
    nothing_is_ever_posted_online,
    only_ones_own_people_are_looked_at,
    broken_glass_only_reads,
    no_more_than_the_purpose_needs,
)

OF_EVERY_ACT = frozenset(
    {
        nothing_without_agreement_and_induction,
        lapsed_training_only_under_override,
        failed_identity_receives_nothing,
        nothing_about_a_person_to_the_media,
        released_and_withheld_are_what_was_asked,
        every_permit_has_a_ground,
        the_outcome_says_what_was_released,
    }
)


def worse_identity_never_shares_more(by_identity: Sequence[Answer]) -> bool:
    """From failed to L4: what a worse identity releases a better one releases too, and no refusal becomes a share."""
    pairs = itertools.pairwise(by_identity)
    return all(set(worse.release) <= set(better.release) for worse, better in pairs)


def an_approval_lifts_no_bar(before: Answer, after: Answer) -> bool:
    """A category that a bar forbids stays forbidden whoever approves."""
    barred = [c for c in before.withhold if any(GATES[r].kind == "bar" for r in before.verdicts[c].rules)]
    return not set(barred) & set(after.release)


def a_refusal_by_an_office_shares_nothing_more(before: Answer, after: Answer) -> bool:
    """An office that says no never widens what goes."""
    return set(after.release) <= set(before.release)


def grace_changes_nothing(in_date: Answer, within_grace: Answer) -> bool:
    """For thirty days after training lapsed there is a warning and nothing else."""
    return (in_date.outcome, in_date.release) == (within_grace.outcome, within_grace.release)


PAIRS = (
    worse_identity_never_shares_more,
    an_approval_lifts_no_bar,
    a_refusal_by_an_office_shares_nothing_more,
    grace_changes_nothing,
)
