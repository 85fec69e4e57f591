"""Conditions on the facts of a situation that a pack writes as data: each fact named, and the values that will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from confide.authority.faults import PackError
from confide.authority.shape import BY_NAME, Kind

Accepted = tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Holds where every named fact has one of its values; an empty one always holds."""

    wanted: Mapping[str, Accepted]

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the facts, by their dotted names, are so."""
        return all(facts[name] in values for name, values in self.wanted.items())


def match(raw: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]], where: str) -> Match:
    """The condition written as `raw`. Raises PackError, beginning with `where`, for what does not exist."""
    wanted = {name: tuple(said) if isinstance(said, list) else (said,) for name, said in raw.items()}
    for name, values in wanted.items():
        for value in values:
            known(name, value, lists, where)
    return Match(wanted)


def known(name: str, value: object, lists: Mapping[str, Mapping[str, Any]], where: str) -> None:
    """Raise PackError unless the fact exists and can have this value."""
    fact = BY_NAME.get(name)
    if fact is None:
        raise PackError(f"{where}: there is no fact {name}")
    if isinstance(value, bool) != (fact.kind is Kind.FLAG):
        raise PackError(f"{where}: {name} cannot be {value}")
    if fact.codes and value not in lists[fact.codes] and not (fact.blank and value == ""):
        raise PackError(f"{where}: {value} is no code of {fact.codes}")
