"""What each step does to the facts of a disclosure, inside the transaction of the step.

- The engine is asked again whenever something changed: facts, what is on record, or an office's approval. A hard bar is
  never lifted.
- Sharing is decided only where the engine found something to release, and only with the legal basis confirmed.
- What in fact went is recorded as it was; how it differs from the decision is worked out here and never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from confide.cases.taking import Taking
from confide.domain.decision import SENT, Decision
from confide.domain.refusal import Refused
from confide.records.consent import consent_for, record_consent
from confide.registers.disclosures import history, since, words
from confide.registers.disclosures.clocks import due, referral_due
from confide.registers.disclosures.engine import decide
from confide.registers.disclosures.known import look_again, when_told
from confide.registers.disclosures.rules import TELL_AFTER, TELL_BEFORE, Decided, Sent, differences
from confide.registers.disclosures.ticking import (
    brought,
    is_left,
    settle,
    supersede,
    when_not_shared,
    when_referred,
    when_shared,
    when_shared_already,
)

Effect = Callable[[Taking], None]

NOTHING_TO_SHARE = (
    "Nothing here may be shared as things stand. Establish more and ask again, refer it, or decide not to share."
)
STILL_BARRED = (
    "Approval cannot lift this: the policy bars it whoever approves. Refuse it, and say what would put it right."
)
ANOTHER_POLICY = (
    "The policy has changed since this page was shown. Read the legal basis that it proposes now, then confirm it."
)
EMERGENCY_RECORD = "24_hours"
REFUSED = "refuse"
IN_CONFIDENCE = "say_in_confidence"
MANAGING_DIRECTOR = "managing_director"
NOT_ASKED = frozenset({"cannot_be_obtained", "unsafe_to_seek", "not_applicable"})


def ask(taking: Taking) -> None:
    """Open the case, or ask again with changed facts: keep what was answered, and what the engine proposes."""
    given, facts = taking.given, taking.facts
    for name in ("requester_name", "recipient_name"):
        setattr(facts, name, given.get(name, ""))
    facts.answers = given.get("answers") or {}
    forget_the_answer_before(facts)
    why_nobody_was_asked(taking, given["situation"])
    decision = judge(taking, since.build(taking, given["situation"], given.get("as_of") or taking.at))
    # What the answer before brought is over; only what has to be done whatever is decided now goes on.
    supersede(taking, decision, when_referred)


def forget_the_answer_before(facts: Any) -> None:
    """What was decided, and what an office was asked and said, was about another question."""
    facts.basis, facts.reasons = {}, ""
    facts.office_question, facts.office_reasons, facts.taken_up_at = "", "", None


def why_nobody_was_asked(taking: Taking, typed: Mapping[str, Any]) -> None:
    """Why a person could not be asked is recorded with their consents, where nothing else speaks."""
    state = typed.get("subject", {}).get("consent", {}).get("state")
    person = taking.person
    if person is None or state not in NOT_ASKED:
        return
    question = {"categories": typed["ask"], "purpose": typed["purpose"]}
    kind = typed.get("recipient", {}).get("kind", "")
    recorded = consent_for(person, recipient_kind=kind, at=taking.at, **question)
    if recorded["state"] != "not_sought":
        return
    record_consent(
        person,
        actor=taking.actor,
        at=taking.at,
        state=state,
        form="none",
        given_by="nobody",
        covers=list(typed["ask"]),
        recipients=[kind] if kind else [],
        purposes=[typed["purpose"]],
        explained="unknown",
        capacity="unknown",
        explanation=(taking.facts.answers.get("consent") or {}).get("explain", ""),
    )


def judge(taking: Taking, asked: Mapping[str, Any]) -> Decision:
    """Ask the engine about a situation; keep both, and what can be counted in clear."""
    decision = decide(asked)
    facts = taking.facts
    facts.situation, facts.decision = dict(asked), decision.to_json()
    facts.initiated_by = asked.get("initiated_by", "asked_of_us")
    facts.action, facts.purpose = asked["action"], asked["purpose"]
    facts.requester_kind = (asked.get("requester") or {}).get("kind", "")
    facts.recipient_kind = (asked.get("recipient") or {}).get("kind", "")
    facts.asked_categories = list(asked["ask"])
    facts.risk_level = (asked.get("risk") or {}).get("level", "none")
    facts.risk_to = (asked.get("risk") or {}).get("to", "none")
    facts.telling = when_told(decision, asked)
    facts.outcome, facts.release = decision.outcome, list(decision.release)
    facts.bundle, facts.decided_at = decision.bundle, decision.at
    taking.decision = decision
    taking.clauses += decision.clauses
    taking.data |= {"outcome": decision.outcome, "release": list(decision.release), "bundle": decision.bundle}
    return decision


def proposed(taking: Taking) -> Decision:
    """What the engine proposed when it was last asked."""
    return Decision.from_json(taking.facts.decision)


def why_not_share(decision: Decision) -> Refused | None:
    """Why sharing cannot be decided now; the same sentence on the page and from the step."""
    return None if decision.shared else Refused(NOTHING_TO_SHARE, ("1.7l", "2.3e"))


def why_not_approve(decision: Decision) -> Refused | None:
    """Why an approval changes nothing, from the answer that was given with it."""
    return None if decision.shared else Refused(STILL_BARRED, ("1.7l",))


def with_approval(asked: Mapping[str, Any], office: str) -> dict[str, Any]:
    """A situation, once an office has approved it."""
    return {**asked, "approval": {"by_office": office, "decision": "approved"}}


def if_approved(facts: Any, office: str) -> Decision | None:
    """What the policy proposes if that office approves; None where the situation is not open to whoever asks."""
    return decide(with_approval(facts.situation, office)) if isinstance(facts.situation, dict) else None


def decide_to_share(taking: Taking) -> None:
    """A named person decides to share what the engine would release."""
    decision = proposed(taking)
    if refused := why_not_share(decision) or since.why_not_any_more(taking, decision):
        raise refused
    confirm(taking, decision)
    set_duties(taking, decision, when_shared)


def not_shared(taking: Taking) -> None:
    """It is decided not to share, which is always possible; what sharing would have brought is over."""
    decision = proposed(taking)
    supersede(taking, decision, when_not_shared)
    set_duties(taking, decision, when_not_shared)


def refer(taking: Taking) -> None:
    """Put the question, without the name, to the office that decides, with the time by which it is due."""
    decision = proposed(taking)
    give_to_office(taking, office_of(decision))
    taking.due(referral_due(decision, taking.facts.risk_level, taking.at))
    set_duties(taking, decision, when_referred)


def give_to_office(taking: Taking, code: str) -> None:
    """To that office, or to the Managing Director where nobody in it may decide this."""
    try:
        taking.office(code)
    except Refused:
        taking.office(MANAGING_DIRECTOR)


def office_of(decision: Decision) -> str:
    """The office that a decision goes to: the one the engine names, else the Managing Director (1.7l)."""
    return decision.escalation.office if decision.escalation.mode == "decide" else MANAGING_DIRECTOR


def take_up(taking: Taking) -> None:
    """The office has it in hand."""
    taking.facts.taken_up_at = taking.at


def approve(taking: Taking) -> None:
    """Ask the engine again with the approval and what is on record now; what it then releases is shared, no more."""
    office, shown = taking.case.office, taking.facts.situation
    asked = with_approval(since.as_recorded(taking, taking.at), office)
    decision = judge(taking, asked)
    if refused := since.why_not_as_asked(with_approval(shown, office), asked, decision) or why_not_approve(decision):
        raise refused
    if taking.given.get("shown_under", decision.bundle) != decision.bundle:
        raise Refused(ANOTHER_POLICY, ("2.3l",))
    confirm(taking, decision)
    settled(taking)
    set_duties(taking, decision, when_shared)


def refuse(taking: Taking) -> None:
    """The office says no, with reasons."""
    settled(taking)
    not_shared(taking)


def settled(taking: Taking) -> None:
    """Nothing waits for an office any more; it is with whoever asked again."""
    taking.due(None)
    taking.office("")


def confirm(taking: Taking, decision: Decision) -> None:
    """Keep the proposed legal basis of what is released as confirmed, where a person confirmed it."""
    if taking.given.get("confirmed"):
        taking.facts.basis = since.as_kept(decision.basis)


def share_in_emergency(taking: Taking) -> None:
    """Sharing the minimum comes first; the record is completed within 24 hours."""
    decision = proposed(taking)
    if not decision.shared:
        raise Refused(NOTHING_TO_SHARE, ("1.3c",))
    # Nobody reads a legal basis then; what is proposed stays a proposal.
    taking.due(due(EMERGENCY_RECORD, taking.at))
    # It is told at once, on the telephone.
    set_duties(taking, decision, when_shared, went_at=taking.at)


def carry_out(taking: Taking) -> None:
    """Record what went after a decision, which came first: so the person, where they had to be told, knew by then."""
    compare(taking, first_decided=True)


def record_what_went(taking: Taking) -> None:
    """The same where sharing came first, in an emergency."""
    compare(taking, first_decided=False)


def record_afterwards(taking: Taking) -> None:
    """The same where nobody decided: it is held against what the policy would have let go, and brings what it asks."""
    compare(taking, first_decided=False, by_nobody=True)
    decision = proposed(taking)
    if decision.shared:
        set_duties(taking, decision, when_shared_already, went_at=taking.facts.sent_at)
    if before := next((duty for duty in decision.duties if duty.duty == TELL_BEFORE), None):
        taking.duty(TELL_AFTER, before.clause)
    if "not_told_in_confidence" in taking.facts.differences:
        taking.duty(IN_CONFIDENCE, "1.7j")


def compare(taking: Taking, *, first_decided: bool, by_nobody: bool = False) -> None:
    """Compare what went with what was decided. What differs is kept as a possible breach."""
    facts, given = taking.facts, taking.given
    facts.sent_categories = sorted({item["category"] for item in facts.sent})
    proposal = proposed(taking)
    # Where nothing may go there is no such duty, and whoever received it has to be told all the more.
    needs_telling = not proposal.shared or IN_CONFIDENCE in {duty.duty for duty in proposal.duties}
    decided = Decided(
        frozenset(facts.release),
        (facts.situation or {}).get("channel", "unknown"),
        at=history.decided_to_share_at(taking.case) if first_decided else None,
        refused=proposal.outcome == REFUSED,
        by_nobody=by_nobody,
        lapsed=since.lapsed(taking) if first_decided else frozenset(),
    )
    went = Sent(
        frozenset(facts.sent_categories),
        facts.sent_channel,
        to_the_recipient_decided=bool(given.get("to_the_recipient_decided", True)),
        told_in_confidence=bool(facts.told_in_confidence) or not needs_telling,
        accepted=bool(facts.accepted) or not needs_telling,
        unmarked_post=facts.sent_channel in words.POST and not facts.marked,
        at=facts.sent_at,
        person_not_told=first_decided and is_left(taking, TELL_BEFORE),
    )
    facts.differences = list(differences(decided, went, less_secure=words.insecure_channels()))
    facts.sent_as_decided = not facts.differences
    taking.data["sent"] = [{"category": item["category"], "sha256": item["sha256"]} for item in facts.sent]
    taking.data["differences"] = list(facts.differences)
    taking.due(None)
    start_clocks(taking, proposal)
    if went.person_not_told:
        tell_afterwards(taking)
    look_again(taking)


def tell_afterwards(taking: Taking) -> None:
    """Whoever was not told before it went is told as soon as that can be done."""
    kept = {duty.code: duty for duty in taking.earlier()}
    if TELL_AFTER not in brought(taking):
        taking.duty(TELL_AFTER, kept[TELL_BEFORE].clause)


def close(taking: Taking) -> None:
    """Nothing is due any more, but to look again at what the person must not know yet."""
    settled(taking)
    look_again(taking)


def set_duties(
    taking: Taking, decision: Decision, counts: Callable[[str], bool], went_at: datetime | None = None
) -> None:
    """Keep the duties that this step brings, each with its clock; what an earlier step brought stays as it is.

    What is owed about something shared has no time to count until it went.
    """
    kept = brought(taking)
    for duty in decision.duties:
        if counts(duty.duty) and duty.duty not in kept:
            begins = went_at if duty.starts == SENT else taking.at
            taking.duty(duty.duty, duty.clause, due(duty.clock, begins) if begins else None)
    look_again(taking)


def start_clocks(taking: Taking, decision: Decision) -> None:
    """Count from now on what runs from when it went."""
    clocks = {duty.duty: duty.clock for duty in decision.duties if duty.starts == SENT}
    for duty in taking.earlier():
        if duty.code in clocks and duty.due_at is None and duty.done_at is None:
            duty.due_at = due(clocks[duty.code], taking.facts.sent_at)
            duty.save()


def then_settle(effect: Effect) -> Effect:
    """The effect, and then the ticks that it brings about."""

    def both(taking: Taking) -> None:
        effect(taking)
        settle(taking)

    return both


_EFFECTS: Mapping[str, Effect] = {
    "open": ask,
    "ask_again": ask,
    "decide_to_share": decide_to_share,
    "decide_not_to_share": not_shared,
    "refer": refer,
    "take_up": take_up,
    "approve": approve,
    "refuse": refuse,
    "withdraw": close,
    "carry_out": carry_out,
    "share_in_emergency": share_in_emergency,
    "complete_the_record": record_what_went,
    "record_afterwards": record_afterwards,
    "answer_the_asker": close,
    "keep_silent": close,
}
EFFECTS = {step: then_settle(effect) for step, effect in _EFFECTS.items()}
