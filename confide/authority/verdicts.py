"""Asks the rules about categories of information, and tells what they say of each.

- One round establishes the terms, the next asks the rules: two calls for any number of categories and variants.
- Where anything could not be worked out, the category is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from confide.authority.engine import Question, Slice
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
    context: str = "{}"
    """The terms that were established, as the engine read them."""


def ask(asked: Sequence[Asked], pack: Pack) -> list[Verdict]:
    """One verdict for each (situation, category), in order."""
    if not asked:
        return []
    parts = Parts(pack)
    questions = [_question(situation, category, parts, pack) for situation, category in asked]
    return judge(questions, [category for _, category in asked], parts.slice(), pack)


def _question(situation: Situation, category: str, parts: Parts, pack: Pack) -> Question:
    item = parts.item(category, parts.proposal(situation))
    staff = parts.staff(situation)
    return Question(
        (staff["type"], staff["id"]), situation.action, (item["type"], item["id"]), pack.established.nothing
    )


def judge(questions: Sequence[Question], categories: Iterable[str], about: Slice, pack: Pack) -> list[Verdict]:
    """The same, for questions whose facts are parsed already."""
    terms = pack.terms.ask(questions, about)
    informed = [
        replace(question, context=pack.established.json(frozenset(term.policies)))
        for question, term in zip(questions, terms, strict=True)
    ]
    replies = pack.rules.ask(informed, about)
    found = []
    for category, question, term, reply in zip(categories, informed, terms, replies, strict=True):
        faults = term.faults + reply.faults
        found.append(Verdict(category, reply.allowed and not faults, reply.policies, faults, question.context))
    return found


def forbidding(verdict: Verdict, pack: Pack) -> tuple[str, ...]:
    """The rules of a verdict that forbid."""
    return tuple(rule for rule in verdict.rules if pack.notes[rule].effect == FORBID)
