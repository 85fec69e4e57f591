"""Asks the engine and puts its answers in the shape of the twin's, so that the two can be compared.

- `engine` asks the rules and draws the outcome, as the twin does. `decided` is the whole decision, with duties and all;
  `shaped` takes from it what can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from confide.authority import outcome, pack, verdicts
from confide.authority.decide import decide
from confide.authority.situation import check
from confide.authority.slice import Parts
from confide.domain.decision import Decision
from tests.policy.twin import Answer, Verdict


@cache
def the_pack() -> pack.Pack:
    """The leader_group pack as the product loads it."""
    return pack.load()


def decided(raw: Mapping[str, Any]) -> Decision:
    """The engine's whole decision about a situation in its public form."""
    return decide(check(raw, the_pack()), the_pack())


def engine(raw: Mapping[str, Any]) -> Answer:
    """The engine's outcome, with every rule behind each category."""
    situation = check(raw, the_pack())
    parts = Parts(the_pack())
    asked = verdicts.ask([(situation, category) for category in situation.asked], parts)
    found = outcome.answers(situation, asked, parts)
    made = {answer.verdict.category: _verdict(answer) for answer in found}
    return _answer(outcome.outcome(found, the_pack()), made)


def _verdict(answer: outcome.Answer) -> Verdict:
    assert not answer.verdict.faults
    kind = "share" if answer.kind == outcome.PERMIT else answer.kind
    return Verdict(answer.verdict.category, answer.verdict.allowed, frozenset(answer.verdict.rules), kind)


def shaped(decision: Decision) -> Answer:
    """A whole decision in the shape of the twin's answer."""
    assert not decision.faults
    permits = [reason for reason in decision.reasons if reason.effect == "permit"]
    made = {}
    for category in decision.release:
        rules = frozenset(reason.rule for reason in permits if category in reason.categories)
        made[category] = Verdict(category, allowed=True, rules=rules, kind="share")
    for held in decision.withhold:
        made[held.category] = Verdict(held.category, allowed=False, rules=frozenset(held.rules), kind=held.answer)
    return _answer(decision.outcome, made)


def _answer(whole: str, made: Mapping[str, Verdict]) -> Answer:
    release = tuple(category for category, verdict in made.items() if verdict.allowed)
    withhold = tuple(category for category, verdict in made.items() if not verdict.allowed)
    return Answer(whole, release, withhold, made)


def pack_rules() -> dict[str, tuple[str, str, str]]:
    """Every rule of the pack: its clause, what it makes of the answer, and the fact or office it names."""
    found = {}
    for name, policy in the_pack().notes.items():
        if policy.file.startswith("rules/"):
            kind = outcome.effect(name, the_pack())
            found[name] = (policy.note("clause"), kind, policy.note("refer") or policy.note("question"))
    return found
