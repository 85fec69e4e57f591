"""Works out what a rule could still say while some facts are not known.

- Every expression has the set of values it could have, and the facts that this hangs on. The set may hold more values
  than are truly possible, never fewer; so what is called certain is certain.
- It decides nothing. It only tells which questions are still worth asking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from confide.authority import shape
from confide.authority.pack import Pack
from confide.authority.paths import CATEGORY, attribute, reading
from confide.authority.scope import covers, groups
from confide.authority.shape import BY_NAME, Fact, Kind
from confide.authority.situation_values import Facts
from confide.authority.terms import TERM, condition

EITHER = frozenset({True, False})
NOTHING: frozenset[str] = frozenset()
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "contains": lambda left, right: right in left,
}


@dataclass(frozen=True, slots=True)
class Possible:
    """The values an expression could have, None for any at all; and the unknown facts that they hang on."""

    values: frozenset[Any] | None
    facts: frozenset[str] = NOTHING

    @property
    def certain(self) -> bool:
        """Whether there is only one."""
        return self.values is not None and len(self.values) == 1

    def may_be(self, value: object) -> bool:
        """Whether it could have this value."""
        return self.values is None or value in self.values


@dataclass
class Possibilities:
    """One question about one category, with some facts unknown, and what its rules could still say."""

    facts: Facts
    unknown: frozenset[str]
    category: str
    action: str
    pack: Pack
    terms: dict[str, Possible] = field(default_factory=dict)

    def rule(self, name: str) -> Possible:
        """Whether a rule could speak."""
        document = self.pack.notes[name].document
        if not covers(document, self.action, self.pack):
            return Possible(frozenset({False}))
        return self._of(condition(document))

    def _of(self, node: Mapping[str, Any]) -> Possible:
        if "&&" in node:
            return self._joined(node["&&"], until=False)
        if "||" in node:
            return self._joined(node["||"], until=True)
        if "!" in node:
            inner = self._of(node["!"]["arg"])
            return Possible(frozenset(not value for value in inner.values or EITHER), inner.facts)
        if "if-then-else" in node:
            return self._chosen(node["if-then-else"])
        if "Value" in node:
            return Possible(frozenset({node["Value"] if not isinstance(node["Value"], dict) else NOTHING}))
        if "Set" in node:
            return Possible(frozenset({tuple(item["Value"] for item in node["Set"])}))
        return self._read_or_compared(node)

    def _joined(self, sides: Mapping[str, Any], *, until: bool) -> Possible:
        """And, or: the first side that certainly is `until` settles it."""
        left = self._of(sides["left"])
        if left.values == frozenset({until}):
            return left
        right = self._of(sides["right"])
        if right.values == frozenset({until}):
            return right
        values = ({until} if left.may_be(until) or right.may_be(until) else set()) | (
            {not until} if left.may_be(not until) and right.may_be(not until) else set()
        )
        if len(values) == 1:
            return Possible(frozenset(values))
        hanging = (side for side in (left, right) if not side.certain)
        return Possible(frozenset(values), frozenset().union(*(side.facts for side in hanging)))

    def _chosen(self, parts: Mapping[str, Any]) -> Possible:
        which = self._of(parts["if"])
        if which.certain:
            return self._of(parts["then" if which.may_be(True) else "else"])
        then, other = self._of(parts["then"]), self._of(parts["else"])
        values = None if then.values is None or other.values is None else then.values | other.values
        return Possible(values, which.facts | then.facts | other.facts)

    def _read_or_compared(self, node: Mapping[str, Any]) -> Possible:
        names = attribute(node)
        if names:
            return self._term(names[1]) if names[0] == TERM else self._attribute(names)
        name = next(iter(node))
        if name in {"==", "!="} and attribute(node[name]["left"]) == ("action",):
            same = node[name]["right"]["Value"]["__entity"]["id"] == self.action
            return Possible(frozenset({same == (name == "==")}))
        if name == "in":
            group = node[name]["right"]["Value"]["__entity"]["id"]
            return Possible(frozenset({group in {self.action, *groups(self.pack)[self.action]}}))
        if name not in COMPARE:
            return Possible(EITHER, self.unknown)
        return self._compared(COMPARE[name], self._of(node[name]["left"]), self._of(node[name]["right"]))

    def _compared(self, holds: Callable[[Any, Any], bool], left: Possible, right: Possible) -> Possible:
        facts = left.facts | right.facts
        if left.values is None or right.values is None:
            return Possible(EITHER, facts)
        values = frozenset(holds(one, other) for one in left.values for other in right.values)
        return Possible(values, NOTHING if len(values) == 1 else facts)

    def _term(self, name: str) -> Possible:
        if name not in self.terms:
            self.terms[name] = self._of(condition(self.pack.notes[name].document))
        return self.terms[name]

    def _attribute(self, names: tuple[str, ...]) -> Possible:
        read = reading(names, self.pack.vocabulary)
        if read is None:
            return Possible(None, self.unknown)
        if read.fact == CATEGORY:
            said = self.pack.vocabulary.facts(CATEGORY, self.category)
            return Possible(frozenset({said[read.key] if read.key else self.category}))
        fact = BY_NAME[read.fact]
        values = self._values(fact)
        facts = frozenset({fact.name}) & self.unknown
        if read.key and fact.kind is Kind.DAY:
            return Possible(EITHER if facts else frozenset({self._recent(fact)}), facts)
        if values is None or not read.key:
            return Possible(values, facts)
        return Possible(frozenset(self.pack.vocabulary.facts(fact.codes, code)[read.key] for code in values), facts)

    def _recent(self, fact: Fact) -> bool:
        return shape.recent(str(self.facts[fact.name]), str(self.facts[shape.NOW]))

    def _values(self, fact: Fact) -> frozenset[Any] | None:
        if fact.name not in self.unknown:
            return frozenset({self.facts[fact.name]})
        if fact.kind is Kind.FLAG:
            return EITHER
        blank = {""} if fact.blank or fact.required else set()
        return frozenset({*self.pack.vocabulary.codes(fact.codes), *blank}) if fact.kind is Kind.CODE else None
