"""Turns situations into what the engine is asked about: one proposal each, one item for every category asked.

- Many variants of one question share every part in which they do not differ, so that asking again costs little.
- All that is worked out here is what the engine cannot work out: how long ago a day was. The rest are the facts
  themselves and what the pack says about their codes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from confide.authority import shape
from confide.authority.engine import Question, Slice
from confide.authority.pack import Pack
from confide.authority.question_types import key
from confide.authority.shape import BY_NAME, FACTS, PARTS, STAFF, Fact, Kind, Part
from confide.authority.situation import Situation
from confide.authority.situation_values import Facts

Entity = dict[str, Any]
Reference = dict[str, str]


class Parts:
    """The entities of some situations, each different one once; it grows as more is asked."""

    def __init__(self, pack: Pack) -> None:
        """Start with none."""
        self.pack = pack
        self.known: dict[tuple[object, ...], Reference] = {}
        self.unparsed: list[Entity] = []
        self.parsed: Slice | None = None

    def question(self, situation: Situation, category: str) -> Question:
        """May this be done with this category?"""
        staff, item = self.staff(situation), self.item(category, self.proposal(situation))
        return Question((staff["type"], staff["id"]), situation.action, (item["type"], item["id"]))

    def staff(self, situation: Situation) -> Reference:
        """Whoever asks."""
        return self._part(STAFF, situation.facts)

    def proposal(self, situation: Situation) -> Reference:
        """The proposal of a situation, with everything it leads to."""
        facts = situation.facts
        values = tuple(facts[name] for name in OF_A_PROPOSAL)
        return self._once("Proposal", values, partial(self._proposal, facts))

    def item(self, category: str, proposal: Reference) -> Reference:
        """One category of one proposal."""
        about = self._coded("category", "Category", category)
        return self._once(
            "Item", (category, proposal["id"]), lambda: {"category": _to(about), "proposal": _to(proposal)}
        )

    def slice(self) -> Slice:
        """All of them, parsed for the engine; what was parsed before is not parsed again."""
        text = json.dumps(self.unparsed)
        if self.parsed is None:
            self.parsed = Slice(text, self.pack.schema)
        elif self.unparsed:
            self.parsed = self.parsed.with_more(text)
        self.unparsed = []
        return self.parsed

    def _proposal(self, facts: Facts) -> Entity:
        made: Entity = {name: facts[name] for name in shape.PLAIN}
        for part in PARTS:
            made[part.section] = _to(self._part(part, facts))
        for name, type_ in shape.CODED.items():
            made[name] = _to(self._coded(name, type_, str(facts[name])))
        return made

    def _part(self, part: Part, facts: Facts) -> Reference:
        values = tuple(facts[fact.name] for fact in PART_FACTS[part.section])
        dated = facts[shape.NOW] if part.section in DATED else ""
        return self._once(part.type, (part.section, dated, values), partial(self._attributes, part, facts))

    def _attributes(self, part: Part, facts: Facts) -> Entity:
        made: Entity = dict(ABSENT.get(part.type, {}))
        for fact in PART_FACTS[part.section]:
            inner = fact.section.removeprefix(part.section).removeprefix(".")
            place = made.setdefault(inner, {}) if inner else made
            place[key(fact)] = _value(fact, facts)
        for name in part.coded:
            made |= self.pack.vocabulary.facts(BY_NAME[name].codes, str(facts[name]))
        return made

    def _coded(self, codes: str, type_: str, code: str) -> Reference:
        return self._once(type_, (code,), lambda: {"code": code, **self.pack.vocabulary.facts(codes, code)})

    def _once(self, type_: str, values: tuple[object, ...], make: Callable[[], Entity]) -> Reference:
        found = self.known.get((type_, values))
        if found is None:
            attributes = make()
            found = {"type": type_, "id": str(len(self.known))}
            self.known[type_, values] = found
            self.unparsed.append({"uid": found, "attrs": attributes, "parents": []})
        return found


PART_FACTS = {part.section: part.facts for part in (STAFF, *PARTS)}
DATED = frozenset(fact.section for fact in FACTS if fact.kind is Kind.DAY)
OF_A_PROPOSAL = tuple(
    fact.name for fact in FACTS if fact.section != STAFF.section and fact.name not in {shape.ASK, shape.HELD}
)
# A requester has no role and no need to know; as one of the two parties it says nothing there.
ABSENT: Mapping[str, Entity] = {"Party": {"role": "", "need_to_know": ""}}


def _to(reference: Reference) -> dict[str, Reference]:
    return {"__entity": reference}


def _value(fact: Fact, facts: Facts) -> Any:
    value = facts[fact.name]
    return shape.recent(str(value), str(facts[shape.NOW])) if fact.kind is Kind.DAY else value
