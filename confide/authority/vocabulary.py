"""The code lists of a pack: which codes there are, their words, and the facts that the rules read about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Value = str | int | bool | tuple[str, ...]
WORDS = frozenset({"label", "hint"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list of a pack: list, code, then what is said of the code."""

    lists: Mapping[str, Mapping[str, Mapping[str, Value]]]

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of one list in its order, the cautious one first. Raises KeyError for no such list."""
        return tuple(self.lists[name])

    def label(self, name: str, code: str) -> str:
        """The words people read for a code; the code itself where the list does not hold it."""
        return str(self.lists[name].get(code, {}).get("label", code))

    def facts(self, name: str, code: str) -> dict[str, Value]:
        """What the rules read about a code. A code that is empty has the emptiest value of each."""
        said = self.lists[name].get(code)
        if said is None:
            return {key: _empty(value) for key, value in self.keys(name)}
        return {key: value for key, value in said.items() if key not in WORDS}

    def by_key(self, name: str, key: str) -> dict[str, Value]:
        """One such fact for every code of a list, and for no code."""
        return {code: self.facts(name, code)[key] for code in ("", *self.lists[name])}

    def keys(self, name: str) -> Iterator[tuple[str, Value]]:
        """The names of those facts, each with a value that shows its type."""
        first = next(iter(self.lists[name].values()))
        return ((key, value) for key, value in first.items() if key not in WORDS)


def _empty(value: Value) -> Value:
    return type(value)()
