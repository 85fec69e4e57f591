"""Asking the policy about a disclosure, through the door: the answer, and whether a question can still change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from confide.domain.decision import Decision
from confide.door import policy


def decide(situation: Mapping[str, Any]) -> Decision:
    """What the policy proposes for a situation."""
    return policy.decide(situation)


def still_matters(situation: Mapping[str, Any], facts: Sequence[str]) -> bool:
    """Whether establishing these facts could still change what may be shared."""
    return policy.still_matters(situation, facts)
