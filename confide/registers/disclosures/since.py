"""What has changed on record since a question was asked: a consent, a death, a flag, or the policy itself.

- What is recorded about the person is put in its place anew. Whoever acts stays as they were when it was asked: whether
  they may take a step is asked with the step.
- The policy is asked again only where something did change, so that a step costs no more than it has to.
- In an emergency, and where it went before anybody decided, sharing came first, and nothing is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from confide.cases import situation
from confide.cases.models import Case
from confide.cases.taking import Taking
from confide.domain.decision import Basis, Decision
from confide.domain.refusal import Refused
from confide.records.consent import consent_for
from confide.registers.disclosures import engine
from confide.registers.disclosures.known import when_told

CHANGED = "What is on record has changed since this was asked, and with it the answer. Ask again."
CHANGED_BEFORE_APPROVAL = (
    "What is on record has changed since this was asked, and with it the answer. "
    "Refuse it, and let whoever brought it ask anew."
)
CLAUSES = ("2.3e", "2.3l")
# When something went is known to the minute; what was recorded within it counts.
A_MINUTE = timedelta(minutes=1)


def build(taking: Taking, typed: Mapping[str, Any], as_of: datetime) -> dict[str, Any]:
    """What was typed, with what is recorded about actor, person and consent as of a moment."""
    about: dict[str, Any] = {
        "person": taking.person,
        "subject_staff": None if taking.person else taking.case.subject_staff,
    }
    return situation.build(typed, actor=taking.actor, at=as_of, **about)


def as_recorded(taking: Taking, as_of: datetime) -> dict[str, Any]:
    """The situation that was asked about, with what is on record about the person as of a moment."""
    asked = taking.facts.situation
    return {**build(taking, asked, as_of), "actor": asked["actor"]}


def is_another(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether something else is on record about the person."""
    return bool(before["subject"] != now["subject"])


def answers_otherwise(before: Decision, now: Decision) -> bool:
    """Whether the policy says something else, of something else or on another legal basis."""
    return _said(before) != _said(now)


def _said(decision: Decision) -> tuple[Any, ...]:
    return decision.outcome, frozenset(decision.release), as_kept(decision.basis)


def as_kept(proposed_basis: Iterable[Basis]) -> dict[str, dict[str, Any]]:
    """The basis of each category, as it is kept."""
    names = ("gateway", "label", "art6", "art9_10", "sch1", "exemption")
    return {basis.category: {name: getattr(basis, name) for name in names} for basis in proposed_basis}


def why_not_any_more(taking: Taking, decision: Decision) -> Refused | None:
    """Why the answer that was given when it was asked cannot be decided by now."""
    facts, now = taking.facts, as_recorded(taking, taking.at)
    if not is_another(facts.situation, now) and facts.bundle == engine.in_force():
        return None
    again = engine.decide(now)
    if answers_otherwise(decision, again) or when_told(again, now) != facts.telling:
        return Refused(CHANGED, CLAUSES)
    return None


def why_not_as_asked(before: Mapping[str, Any], now: Mapping[str, Any], decision: Decision) -> Refused | None:
    """Why an office cannot approve what was asked: `decision` is the answer to `now`, and another than it was."""
    if is_another(before, now) and answers_otherwise(engine.decide(before), decision):
        return Refused(CHANGED_BEFORE_APPROVAL, CLAUSES)
    return None


def lapsed(taking: Taking) -> frozenset[str]:
    """What was decided to go, and could not go any more by what was on record when it went."""
    facts = taking.facts
    went = max(facts.decided_at, min(facts.sent_at + A_MINUTE, taking.at))
    try:
        now = as_recorded(taking, went)
        still = engine.decide(now).release if is_another(facts.situation, now) else facts.release
    except Refused:
        # The truth about what went is never refused, also where the question cannot be put any more.
        return frozenset()
    return frozenset(facts.release) - frozenset(still)


def is_consent_another(case: Case, facts: Any, at: datetime) -> bool:
    """Whether another consent to it is on record than when it was asked; nothing of the person is opened for that."""
    asked = facts.situation if isinstance(facts.situation, dict) else {}
    subject = asked.get("subject", {})
    # A yes ends with the person, whatever their consents say.
    if case.person is None or "consent" not in subject or subject.get("deceased"):
        return False
    question = {"recipient_kind": asked.get("recipient", {}).get("kind", ""), "categories": asked["ask"]}
    return bool(consent_for(case.person, purpose=asked["purpose"], at=at, **question) != subject["consent"])
