"""Reads the golden tables: markdown for people, turned into situations and the answers they must have.

- Each table begins with a line "Begins with:", each row adds its own words to it; what is not said is in ordinary.toml.
- A row's words are phrases of phrases.toml, "to KIND LEVEL", "about KIND", "asks A, B", "for PURPOSE", "action A",
  "shown INSTRUMENT", "agreed", or "fact = value"; an unknown word is an error.
"""

from __future__ import annotations

import copy
import itertools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.policy.facts import WITHOUT_RECIPIENT
from tests.policy.situations import get, put

FOLDER = Path(__file__).parent / "golden"
ORDINARY = tomllib.loads((FOLDER / "ordinary.toml").read_text())
PHRASES = tomllib.loads((FOLDER / "phrases.toml").read_text())
BEGINS = "Begins with:"
NOTHING = "–"
OURS = "999, rung by us"
LEVELS = ("failed", "L0", "L1", "L2", "L3", "L4")
EVERY_CELL = "about client; asks identity, health; for danger; consent withheld"


@dataclass(frozen=True, slots=True)
class Row:
    """One situation of a table and what must be answered."""

    name: str
    situation: dict[str, Any]
    outcome: str
    released: tuple[str, ...]
    grounds: frozenset[str]
    gates: frozenset[str]


def rows(path: Path) -> Iterator[Row]:
    """Every row of every table in one file."""
    begins = ""
    for line in path.read_text().splitlines():
        if line.startswith(BEGINS):
            begins = line.removeprefix(BEGINS)
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] != "Situation" and not set(cells[0]) <= {"-"}:
            yield _row(f"{path.stem}: {cells[0]}", f"{begins}; {cells[1]}", cells[2:])


def _row(name: str, words: str, expected: list[str]) -> Row:
    outcome, released, decided = expected
    release = _names(released)
    grounds, _, gates = decided.partition("/") if release else ("", "", decided)
    return Row(name, situation(words), outcome, release, frozenset(_names(grounds)), frozenset(_names(gates)))


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(",") if name.strip() not in {"", NOTHING})


def situation(words: str) -> dict[str, Any]:
    """The situation that a row's words describe."""
    made = copy.deepcopy(ORDINARY)
    said = [word.strip() for word in words.split(";") if word.strip()]
    for word in said:
        _say(made, word)
    if "agreed" in said:
        _agreed(made)
    if get(made, "instrument.kind"):
        _default(made, "instrument", {"verified": "yes", "covers": made["ask"]})
    if made["action"] in WITHOUT_RECIPIENT:
        made.pop("recipient")
        made.pop("requester", None)
    if made["initiated_by"] == "we_tell":
        made.pop("requester", None)
    if get(made, "approval.decision") == "none":
        made.pop("approval")
    return made


def _say(made: dict[str, Any], word: str) -> None:
    first, _, rest = word.partition(" ")
    if word in PHRASES:
        for fact, value in PHRASES[word].items():
            put(made, fact, value)
    elif " = " in word:
        fact, _, value = word.partition(" = ")
        lists = [name.strip() for name in value.strip("[]").split(",")]
        put(made, fact, lists if value.startswith("[") else {"true": True, "false": False}.get(value, value))
    elif first == "to":
        kind, _, level = rest.partition(" ")
        for who in ("requester", "recipient"):
            put(made, f"{who}.kind", kind)
            put(made, f"{who}.identity", level)
    elif word != "agreed":
        fact = {
            "about": "subject.kind",
            "for": "purpose",
            "action": "action",
            "shown": "instrument.kind",
            "asks": "ask",
        }[first]
        put(made, fact, [name.strip() for name in rest.split(",")] if first == "asks" else rest)


def _agreed(made: dict[str, Any]) -> None:
    to = get(made, "recipient.kind")
    said = {
        "state": "given",
        "form": "paper",
        "by": "subject",
        "covers": made["ask"],
        "recipients": [to] if to else [],
        "purposes": [made["purpose"]],
        "explained": "yes",
    }
    _default(made, "subject.consent", said)


def _default(made: dict[str, Any], place: str, said: dict[str, Any]) -> None:
    for key, value in said.items():
        if get(made, f"{place}.{key}") is None:
            put(made, f"{place}.{key}", value)


def whole(path: Path, kinds: Sequence[str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every cell of the table of danger, standing, identity and kind of recipient: its name, situation and outcome."""
    danger, listed = "", set[tuple[str, str]]()
    for line in path.read_text().splitlines():
        if line.startswith("## "):
            danger, listed = line.removeprefix("## ").lower(), set()
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "Standing":
            standing, recipients, *outcomes = cells
            named = _kinds(recipients, [kind for kind in kinds if (standing, kind) not in listed])
            listed.update((standing, kind) for kind in named if recipients != OURS)
            common = f"{EVERY_CELL}; {danger}; {standing}" + ("; we tell" if recipients == OURS else "")
            for kind, (level, outcome) in itertools.product(named, zip(LEVELS, outcomes, strict=True)):
                if outcome != NOTHING:
                    yield f"{common}; {kind} {level}", situation(f"{common}; to {kind} {level}"), outcome


def _kinds(recipients: str, others: list[str]) -> list[str]:
    if recipients == OURS:
        return ["emergency_service"]
    return others if recipients == "all others" else recipients.split(", ")
