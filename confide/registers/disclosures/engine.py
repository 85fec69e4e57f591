"""Asking the policy about a disclosure, through the door: the answer, and whether a question can still change it.

- Answers and records that contradict each other are a refusal that says so, never a broken page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from confide.domain.decision import Decision
from confide.domain.refusal import Refused
from confide.door import policy

CONTRADICTION = "What was answered and what is on record do not fit together: {what}."


def decide(situation: Mapping[str, Any]) -> Decision:
    """What the policy proposes for a situation. Raises Refused where the situation contradicts itself."""
    try:
        decision: Decision = policy.decide(situation)
    except ValueError as wrong:
        raise Refused(CONTRADICTION, what=str(getattr(wrong, "message", wrong))) from wrong
    return decision


def still_matters(situation: Mapping[str, Any], facts: Sequence[str]) -> bool:
    """Whether establishing these facts could still change what may be shared; where nobody can say, it could."""
    try:
        return policy.still_matters(situation, facts)
    except ValueError:
        return True


def in_force() -> str:
    """The policy that would be asked now, as a decision names it."""
    return policy.pack().bundle
