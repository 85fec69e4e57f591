"""Asks the rules about categories of information, and tells what they say of each.

- Where anything could not be worked out, the category is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from confide.authority.engine import Reply
from confide.authority.pack import Pack
from confide.authority.policies import FORBID
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.domain.decision import Fault

Asked = tuple[Situation, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one category: allowed on these grounds, or forbidden by these rules, or by none at all."""

    category: str
    allowed: bool
    rules: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def ask(asked: Sequence[Asked], parts: Parts) -> list[Verdict]:
    """One verdict for each (situation, category), in order."""
    if not asked:
        return []
    questions = [parts.question(situation, category) for situation, category in asked]
    replies = parts.pack.rules.ask(questions, parts.slice())
    return [_verdict(category, reply) for (_, category), reply in zip(asked, replies, strict=True)]


def _verdict(category: str, reply: Reply) -> Verdict:
    return Verdict(category, reply.allowed, reply.policies, reply.faults)


def forbidding(verdict: Verdict, pack: Pack) -> tuple[str, ...]:
    """The rules of a verdict that forbid."""
    return tuple(rule for rule in verdict.rules if pack.notes[rule].effect == FORBID)
