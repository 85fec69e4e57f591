"""Works out what a rule could still say while some facts are not known.

- Every expression has the set of values it could have, and the facts that this hangs on. The set may hold more values
  than are truly possible, never fewer; so what is called certain is certain.
- It decides nothing. It only tells which questions are still worth asking.
- Each rule becomes one function when it is first needed: a page of questions asks every rule again and again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from confide.authority import shape
from confide.authority.pack import Pack
from confide.authority.paths import CATEGORY, Reading, attribute, reading
from confide.authority.scope import groups, spoken
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


SURELY = {value: Possible(frozenset({value})) for value in (True, False)}


@dataclass
class Possibilities:
    """One question about one category, with some facts unknown, and what its rules could still say."""

    facts: Facts
    unknown: frozenset[str]
    category: str
    action: str
    pack: Pack
    terms: dict[str, Possible] = field(default_factory=dict)
    read: dict[Reading, Possible] = field(default_factory=dict)

    def rule(self, name: str) -> Possible:
        """Whether a rule could speak."""
        return _function(name, self.pack)(self) if name in spoken(self.action, self.pack) else SURELY[False]


Says = Callable[[Possibilities], Possible]


@functools.cache
def _function(policy: str, pack: Pack) -> Says:
    return _of(condition(pack.notes[policy].document), pack)


def _of(node: Mapping[str, Any], pack: Pack) -> Says:
    if "&&" in node:
        return _joined(node["&&"], pack, until=False)
    if "||" in node:
        return _joined(node["||"], pack, until=True)
    if "!" in node:
        return _denied(_of(node["!"]["arg"], pack))
    if "if-then-else" in node:
        return _chosen(*(_of(node["if-then-else"][part], pack) for part in ("if", "then", "else")))
    if "Value" in node:
        return _constant(node["Value"] if not isinstance(node["Value"], dict) else NOTHING)
    if "Set" in node:
        return _constant(tuple(item["Value"] for item in node["Set"]))
    return _read_or_compared(node, pack)


def _constant(value: Any) -> Says:
    always = Possible(frozenset({value}))
    return lambda _: always


def _denied(inner: Says) -> Says:
    def denied(about: Possibilities) -> Possible:
        said = inner(about)
        return Possible(frozenset(not value for value in said.values or EITHER), said.facts)

    return denied


def _joined(sides: Mapping[str, Any], pack: Pack, *, until: bool) -> Says:
    """And, or: the first side that certainly is `until` settles it."""
    first, second = _of(sides["left"], pack), _of(sides["right"], pack)
    settled = SURELY[until].values

    def joined(about: Possibilities) -> Possible:
        left = first(about)
        if left.values == settled:
            return left
        right = second(about)
        return right if right.values == settled else _either_side(left, right, until)

    return joined


def _either_side(left: Possible, right: Possible, until: bool) -> Possible:
    values = ({until} if left.may_be(until) or right.may_be(until) else set()) | (
        {not until} if left.may_be(not until) and right.may_be(not until) else set()
    )
    if len(values) == 1:
        return Possible(frozenset(values))
    hanging = (side for side in (left, right) if not side.certain)
    return Possible(frozenset(values), frozenset().union(*(side.facts for side in hanging)))


def _chosen(which: Says, then: Says, other: Says) -> Says:
    def chosen(about: Possibilities) -> Possible:
        said = which(about)
        if said.certain:
            return (then if said.may_be(True) else other)(about)
        one, two = then(about), other(about)
        values = None if one.values is None or two.values is None else one.values | two.values
        return Possible(values, said.facts | one.facts | two.facts)

    return chosen


def _read_or_compared(node: Mapping[str, Any], pack: Pack) -> Says:
    names = attribute(node)
    if names:
        return _term(names[1]) if names[0] == TERM else _attribute(names, pack)
    name = next(iter(node))
    if name in {"==", "!="} and attribute(node[name]["left"]) == ("action",):
        action = node[name]["right"]["Value"]["__entity"]["id"]
        return lambda about: SURELY[(action == about.action) == (name == "==")]
    if name == "in":
        group = node[name]["right"]["Value"]["__entity"]["id"]
        return lambda about: SURELY[group in {about.action, *groups(about.pack)[about.action]}]
    if name not in COMPARE:
        return lambda about: Possible(EITHER, about.unknown)
    return _compared(COMPARE[name], _of(node[name]["left"], pack), _of(node[name]["right"], pack))


def _compared(holds: Callable[[Any, Any], bool], one: Says, other: Says) -> Says:
    def compared(about: Possibilities) -> Possible:
        left, right = one(about), other(about)
        facts = left.facts | right.facts
        if left.values is None or right.values is None:
            return Possible(EITHER, facts)
        values = frozenset(holds(this, that) for this in left.values for that in right.values)
        return Possible(values, NOTHING if len(values) == 1 else facts)

    return compared


def _term(name: str) -> Says:
    def said(about: Possibilities) -> Possible:
        known = about.terms.get(name)
        if known is None:
            known = about.terms[name] = _function(name, about.pack)(about)
        return known

    return said


def _attribute(names: tuple[str, ...], pack: Pack) -> Says:
    read = reading(names, pack.vocabulary)
    if read is None:
        return lambda about: Possible(None, about.unknown)

    def held(about: Possibilities) -> Possible:
        known = about.read.get(read)
        if known is None:
            known = about.read[read] = _held(read, about)
        return known

    return held


def _held(read: Reading, about: Possibilities) -> Possible:
    vocabulary = about.pack.vocabulary
    if read.fact == CATEGORY:
        said = vocabulary.facts(CATEGORY, about.category)
        return Possible(frozenset({said[read.key] if read.key else about.category}))
    fact = BY_NAME[read.fact]
    values = _values(fact, about)
    facts = frozenset({fact.name}) & about.unknown
    if read.key and fact.kind is Kind.DAY:
        return Possible(EITHER if facts else frozenset({_recent(fact, about)}), facts)
    if values is None or not read.key:
        return Possible(values, facts)
    return Possible(frozenset(vocabulary.facts(fact.codes, code)[read.key] for code in values), facts)


def _recent(fact: Fact, about: Possibilities) -> bool:
    return shape.recent(str(about.facts[fact.name]), str(about.facts[shape.NOW]))


def _values(fact: Fact, about: Possibilities) -> frozenset[Any] | None:
    if fact.name not in about.unknown:
        return frozenset({about.facts[fact.name]})
    if fact.kind is Kind.FLAG:
        return EITHER
    blank = {""} if fact.blank or fact.required else set()
    return frozenset({*about.pack.vocabulary.codes(fact.codes), *blank}) if fact.kind is Kind.CODE else None
