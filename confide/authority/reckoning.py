"""Reckons quickly which rules would speak in a changed situation, to choose what is worth asking the engine.

- It decides nothing: whatever it suggests is asked of the engine before it is said to anybody. Were it wrong, something
  would be missed and nothing false be said.
- Each rule becomes one function when it is first needed, made from the same parsed text that the engine reads.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from confide.authority import shape
from confide.authority.pack import Pack
from confide.authority.paths import CATEGORY, attribute, reading
from confide.authority.scope import groups
from confide.authority.shape import BY_NAME, Kind
from confide.authority.situation_values import Facts
from confide.authority.terms import TERM, condition

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "contains": operator.contains,
}


@dataclass(slots=True)
class Asked:
    """One question, and the terms that were worked out for it so far."""

    facts: Facts
    category: str
    action: str
    terms: dict[str, bool] = field(default_factory=dict)


Says = Callable[[Asked], Any]


class Reckoning:
    """The rules of a pack as functions."""

    def __init__(self, pack: Pack) -> None:
        """Start with none made."""
        self.pack = pack
        self.made: dict[str, Says] = {}

    def speaks(self, rule: str, asked: Asked) -> bool:
        """Whether a rule's conditions hold; its action is for the caller to see to."""
        return bool(self._function(rule)(asked))

    def any(self, rules: Iterable[str], asked: Asked) -> bool:
        """Whether any of these rules speaks."""
        return any(self._function(rule)(asked) for rule in rules)

    def _function(self, policy: str) -> Says:
        made = self.made.get(policy)
        if made is None:
            made = self.made[policy] = self._of(condition(self.pack.notes[policy].document))
        return made

    def _of(self, node: Any) -> Says:
        for name, make in (("&&", _both), ("||", _either)):
            if name in node:
                return make(self._of(node[name]["left"]), self._of(node[name]["right"]))
        if "!" in node:
            inner = self._of(node["!"]["arg"])
            return lambda asked: not inner(asked)
        if "if-then-else" in node:
            which, then, other = (self._of(node["if-then-else"][part]) for part in ("if", "then", "else"))
            return lambda asked: then(asked) if which(asked) else other(asked)
        if "Value" in node or "Set" in node:
            return _constant(node)
        return self._read(node) or self._compared(node)

    def _compared(self, node: Any) -> Says:
        name = next(iter(node))
        if name in {"==", "!=", "in"} and attribute(node[name]["left"]) == ("action",):
            return self._about_the_action(name, node[name]["right"]["Value"]["__entity"]["id"])
        if name not in COMPARE:
            return _unreckoned
        holds, left, right = COMPARE[name], self._of(node[name]["left"]), self._of(node[name]["right"])
        return lambda asked: holds(left(asked), right(asked))

    def _about_the_action(self, name: str, action: str) -> Says:
        if name == "in":
            return lambda asked: action in groups(self.pack)[asked.action]
        return lambda asked: (asked.action == action) == (name == "==")

    def _read(self, node: Any) -> Says | None:
        names = attribute(node)
        if names is None:
            return None
        if names[0] == TERM:
            return self._term(names[1])
        read = reading(names, self.pack.vocabulary)
        if read is None:
            return _unreckoned
        if read.fact == CATEGORY:
            return self._said(CATEGORY, read.key) if read.key else lambda asked: asked.category
        return self._fact(read.fact, read.key)

    def _term(self, name: str) -> Says:
        def held(asked: Asked) -> bool:
            known = asked.terms.get(name)
            if known is None:
                known = asked.terms[name] = bool(self._function(name)(asked))
            return known

        return held

    def _fact(self, name: str, key: str) -> Says:
        fact = BY_NAME[name]
        if not key:
            return lambda asked: asked.facts[name]
        if fact.kind is Kind.DAY:
            return lambda asked: shape.recent(str(asked.facts[name]), str(asked.facts[shape.NOW]))
        said = self.pack.vocabulary.by_key(fact.codes, key)
        return lambda asked: said[str(asked.facts[name])]

    def _said(self, codes: str, key: str) -> Says:
        said = self.pack.vocabulary.by_key(codes, key)
        return lambda asked: said[asked.category]


def _both(left: Says, right: Says) -> Says:
    return lambda asked: left(asked) and right(asked)


def _either(left: Says, right: Says) -> Says:
    return lambda asked: left(asked) or right(asked)


def _constant(node: Any) -> Says:
    value = frozenset(item["Value"] for item in node["Set"]) if "Set" in node else node["Value"]
    return lambda _: value


def _unreckoned(_: Asked) -> bool:
    """What this module does not understand is taken not to hold; the engine, which does, has the last word."""
    return False
