"""The questions a pack asks, and how each could turn out at best.

- A question is put only where its best answer could lead somewhere. Best means best for sharing, not best advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from confide.authority import shape
from confide.authority.faults import PackError
from confide.authority.matching import Match, known, match
from confide.authority.shape import BY_NAME
from confide.authority.situation_values import Facts, Said

Lists = Mapping[str, Mapping[str, Any]]
# What stands in a value for something that the situation itself says.
FROM_THE_SITUATION = ("@ask", "@recipient", "@purpose", "@today")


@dataclass(frozen=True, slots=True)
class Settled:
    """Some facts set to given values, where `when` holds."""

    when: Match
    facts: Mapping[str, Said]

    def values(self, facts: Facts) -> dict[str, Said]:
        """The values in this situation."""
        return {name: _here(value, facts) for name, value in self.facts.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one fact: its words, and its best answers, the first that fits counting."""

    fact: str
    text: str
    best: tuple[Settled, ...]

    def at_best(self, facts: Facts) -> dict[str, Said]:
        """What the facts would be if this turned out as well as it can."""
        return next((best.values(facts) for best in self.best if best.when.holds(facts)), {})


def read(tables: Mapping[str, Mapping[str, Any]], lists: Lists) -> dict[str, Asked]:
    """The questions by the fact that each is about. Raises PackError."""
    return {fact: _asked(fact, raw, lists) for fact, raw in tables.items()}


def _asked(fact: str, raw: Mapping[str, Any], lists: Lists) -> Asked:
    if fact not in BY_NAME or not raw.get("text"):
        raise PackError(f"questions.toml: {fact} is no fact, or has no words")
    best = [
        settled(item.get("when", {}), item["set"], lists, f"questions.toml: {fact}") for item in raw.get("best", ())
    ]
    return Asked(fact, raw["text"], tuple(best))


def settled(when: Mapping[str, Any], facts: Mapping[str, Any], lists: Lists, where: str) -> Settled:
    """Facts with their values, checked. Raises PackError."""
    for name, value in facts.items():
        if value not in FROM_THE_SITUATION:
            known(name, value, lists, where)
    return Settled(match(when, lists, where), dict(facts))


def _here(value: Said, facts: Facts) -> Said:
    """A value, with what stands for something in the situation put in its place."""
    said: dict[Said, Said] = {
        "@ask": facts[shape.ASK],
        "@recipient": (str(facts["recipient.kind"]),),
        "@purpose": (str(facts[shape.PURPOSE]),),
        "@today": shape.today(str(facts[shape.NOW])).isoformat(),
    }
    return said.get(value, value)
