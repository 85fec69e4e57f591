"""The facts that could still turn out otherwise, as a pack lists them, to say what would change an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confide.authority.best_answers import Lists, Settled, settled
from confide.authority.situation_values import Facts, Said


@dataclass(frozen=True, slots=True, eq=False)
class Changeable:
    """What could be established: in words that follow "if it were established that", and the facts it sets."""

    text: str
    settled: Settled

    def values(self, facts: Facts) -> dict[str, Said]:
        """The facts it would change here; empty where it does not apply or changes nothing."""
        if not self.settled.when.holds(facts):
            return {}
        return {name: value for name, value in self.settled.values(facts).items() if facts[name] != value}


def read(tables: Iterable[Mapping[str, Any]], lists: Lists) -> tuple[Changeable, ...]:
    """What could be established, in the order in which it is tried. Raises PackError."""
    return tuple(
        Changeable(raw["text"], settled(raw.get("when", {}), raw["set"], lists, f"changes.toml: {raw['text']}"))
        for raw in tables
    )
