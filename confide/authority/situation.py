"""Checks a question put from outside and fills in what was left out.

- What is unknown, misspelt or contradictory is an error that names the field. Nothing is guessed.
- What is left out takes the cautious value: the first code of its list, no, or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NoReturn, cast

from confide.authority import shape
from confide.authority.json_schema import schema
from confide.authority.pack import Pack
from confide.authority.shape import BY_NAME, FACTS, Fact, Kind
from confide.authority.situation_values import Facts, Said

__all__ = ["BadSituation", "Facts", "Situation", "check", "schema"]

LONGEST_TEXT = 200
MOST_SHOWN = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadSituation(ValueError):
    """The question itself is wrong. `field` is a dotted name, empty for the whole; `message` says what to put right."""

    def __init__(self, field: str, message: str) -> None:
        """Take the field's dotted name and the words."""
        self.field, self.message = field, message
        super().__init__(f"{field}: {message}" if field else message)


@dataclass(frozen=True, slots=True)
class Situation:
    """A question that holds together, with every fact there is by its dotted name.

    `given` are the names that were said; every other fact has its cautious value. A party that is absent has an empty
    kind.
    """

    facts: Facts
    given: frozenset[str] = field(default=frozenset())

    @property
    def action(self) -> str:
        """What somebody wants to do."""
        return self.text(shape.ACTION)

    @property
    def asked(self) -> tuple[str, ...]:
        """The categories that are asked for and held, in the order of asking."""
        held = self.facts[shape.HELD]
        return tuple(code for code in self.codes(shape.ASK) if code in cast(tuple[str, ...], held))

    @property
    def at(self) -> datetime:
        """The moment the question is asked, in UTC."""
        return datetime.fromisoformat(self.text(shape.NOW)).astimezone(UTC)

    def text(self, name: str) -> str:
        """A fact that is a code, a text or a date."""
        return cast(str, self.facts[name])

    def codes(self, name: str) -> tuple[str, ...]:
        """A fact that is a list of codes."""
        return cast(tuple[str, ...], self.facts[name])

    def changed(self, facts: Facts) -> Situation:
        """The same question with some facts changed."""
        return Situation({**self.facts, **facts}, self.given | facts.keys())

    def to_json(self) -> dict[str, Any]:
        """The public form with every fact said, which `check` accepts again."""
        whole: dict[str, Any] = {}
        for fact in FACTS:
            value = self.facts[fact.name]
            if fact.section not in shape.OPTIONAL_PARTIES or self.facts[f"{fact.section}.kind"]:
                place = whole
                for key in fact.section.split(".") if fact.section else ():
                    place = place.setdefault(key, {})
                place[fact.key] = list(value) if isinstance(value, tuple) else value
        return whole


def check(raw: Mapping[str, Any], pack: Pack) -> Situation:
    """The situation that `raw` says. Raises BadSituation, naming the first field that is wrong."""
    situation = filled(raw, pack)
    _complete(situation, raw, pack)
    _agreeing(situation, raw, pack)
    return situation


def filled(raw: Mapping[str, Any], pack: Pack) -> Situation:
    """What `raw` says so far, with cautious values for the rest; it may still lack what is required.

    Raises BadSituation for a fact that does not exist or cannot have its value.
    """
    said = {name: _value(BY_NAME[name], value, pack) for name, value in _flat(raw)}
    facts = {fact.name: said.get(fact.name, default(fact, pack)) for fact in FACTS}
    if shape.HELD not in said:
        facts[shape.HELD] = facts[shape.ASK]
    return Situation(facts, frozenset(said))


def default(fact: Fact, pack: Pack) -> Said:
    """The cautious value of a fact that nobody said."""
    if fact.kind is Kind.FLAG:
        return False
    if fact.kind is Kind.CODES:
        return ()
    cautious = fact.kind is Kind.CODE and not fact.blank and not fact.required
    return pack.vocabulary.codes(fact.codes)[0] if cautious else ""


def _flat(raw: Any, section: str = "") -> Iterator[tuple[str, Any]]:
    """Every said fact by its dotted name."""
    if not isinstance(raw, Mapping):
        _bad(section, "this holds several facts, so it must be an object")
    for key, value in raw.items():
        name = f"{section}.{key}" if section else str(key)
        if name in shape.SECTIONS:
            yield from _flat(value, name)
        elif name in BY_NAME:
            yield name, value
        else:
            known = [n.rpartition(".")[2] for n in (*shape.SECTIONS, *BY_NAME) if n.rpartition(".")[0] == section]
            _bad(name[:LONGEST_TEXT], f"there is no such fact; here there are {', '.join(dict.fromkeys(known))}")


def _value(fact: Fact, value: Any, pack: Pack) -> Said:
    if fact.kind is Kind.FLAG:
        return value if isinstance(value, bool) else _bad(fact.name, "this is either true or false")
    if fact.kind is Kind.CODES:
        return _codes(fact, value, pack)
    if not isinstance(value, str):
        _bad(fact.name, "this must be a text")
    if fact.blank and not value:
        return value
    if fact.kind is Kind.CODE:
        return _code(fact, value, pack)
    return {Kind.DAY: _day, Kind.INSTANT: _instant}.get(fact.kind, _text)(fact, value)


def _code(fact: Fact, value: str, pack: Pack) -> str:
    codes = pack.vocabulary.codes(fact.codes)
    return value if value in codes else _bad(fact.name, f"{_shown(value)} is none of {', '.join(codes)}")


def _codes(fact: Fact, value: Any, pack: Pack) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        _bad(fact.name, "this must be a list of codes")
    if len(set(value)) < len(value):
        _bad(fact.name, "a code stands here twice")
    return tuple(_code(fact, code, pack) for code in value)


def _text(fact: Fact, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        _bad(fact.name, f"this is longer than {LONGEST_TEXT} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        _bad(fact.name, "this holds a control character")
    return value


def _day(fact: Fact, value: str) -> str:
    try:
        date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        _bad(fact.name, f"{_shown(value)} is no date; write it like 2026-03-31")
    return value


def _instant(fact: Fact, value: str) -> str:
    try:
        # The length keeps dates without a time, and weeks, from passing as a moment.
        moment = datetime.fromisoformat(value if "T" in value else "")
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        _bad(fact.name, f"{_shown(value)} is no moment; write it like 2026-03-31T09:30:00+01:00")
    return value if moment.tzinfo else _bad(fact.name, "the moment does not say its time zone; end it with Z or +01:00")


def _complete(situation: Situation, raw: Mapping[str, Any], pack: Pack) -> None:
    for fact in FACTS:
        absent = fact.section in shape.OPTIONAL_PARTIES and fact.section not in raw
        if fact.required and not absent and fact.name not in situation.given:
            _bad(fact.name, "this is required")
    if not situation.codes(shape.ASK):
        _bad(shape.ASK, "name at least one category")
    if shape.NOW not in situation.given:
        _bad(shape.NOW, "this is required")
    receives = pack.vocabulary.facts("action", situation.action)["recipient"]
    if receives and shape.RECIPIENT not in raw:
        _bad(f"{shape.RECIPIENT}.kind", "say who would receive it")


def _agreeing(situation: Situation, raw: Mapping[str, Any], pack: Pack) -> None:
    """Two facts that cannot both be so are an error; which those are, the pack says."""
    accurate_on = situation.text("judgements.accurate_on")
    if accurate_on and date.fromisoformat(accurate_on) > situation.at.date():
        _bad("judgements.accurate_on", "this day has not come yet")
    for contradiction in pack.contradictions:
        present = not contradiction.present or contradiction.present in raw
        if present and contradiction.when.holds(situation.facts):
            _bad(contradiction.field, contradiction.message)


def _shown(value: str) -> str:
    """What was typed, short enough and without anything that would spoil a line."""
    clean = "".join(character if character.isprintable() else "?" for character in value[:40])
    return f"“{clean}…”" if len(value) > 40 else f"“{clean}”"


def _bad(name: str, message: str) -> NoReturn:
    raise BadSituation(name, message)
