"""The policy pack in force, as the door asks it: code lists, and whether somebody may take a step or read.

- The lists are the pack's vocabulary, the one there is.
- Registers announce their steps here, so that the pack is built with them.
"""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext

PACK = "leader_group"
Row = tuple[str, str, str, str, bool]
_steps: dict[tuple[str, str], Row] = {
    # Reading what is no case, and taking up one's own answers, which is never barred.
    ("person", "read"): ("person", "read", "reader", "1.7b", False),
    ("draft", "read"): ("draft", "read", "opener", "1.7b", True),
}


@dataclass(frozen=True, slots=True)
class May:
    """Whether somebody may, and if not the sentences that say why, with the clauses behind them."""

    allowed: bool
    reasons_if_not: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def announce(rows: tuple[Row, ...]) -> None:
    """Add the steps of a register: (register, step, by, clause, emergency) each."""
    for row in rows:
        _steps[row[0], row[1]] = row


def announced() -> tuple[Row, ...]:
    """Every step that was announced, in a fixed order."""
    return tuple(_steps[key] for key in sorted(_steps))


@functools.cache
def _lists() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name in ("purposes.toml", "roles.toml", "vocabulary.toml"):
        found |= tomllib.loads((files("confide.policy") / PACK / name).read_text(encoding="utf-8"))
    return found


def codes(vocabulary: str) -> list[tuple[str, str]]:
    """The codes of one list and their words, in the pack's order."""
    return [(code, gettext(entry["label"])) for code, entry in _lists()[vocabulary].items()]


def decide(situation: Mapping[str, Any]) -> Any:
    """The policy's decision on a situation in its public form. Raises the authority's BadSituation."""
    pack = import_module("confide.authority.pack").load(PACK)
    checked = import_module("confide.authority.situation").check(situation, pack)
    return import_module("confide.authority.decide").decide(checked, pack)


def still_matters(situation: Mapping[str, Any], facts: Sequence[str]) -> bool:
    """Whether answering these facts could still change what the policy decides."""
    pack = import_module("confide.authority.pack").load(PACK)
    matters: bool = import_module("confide.authority.relevance").still_matters(situation, facts, pack)
    return matters


def may(action: str, *, actor: Mapping[str, Any], case: Mapping[str, Any]) -> May:
    """Whether the policy lets `actor` take `action` on `case`."""
    register, _, step = action.partition(":")
    row = _steps.get((register, step))
    if row is None:
        return May(False, ("The policy knows no such step.",))
    standing = actor["agreement_signed"] and actor["inducted"] and (actor["training"] != "lapsed" or actor["override"])
    if not (standing or row[4]):
        return May(False, ("Sign the agreement, and do the induction and the training first.",), ("1.5a",))
    if not _relation(row[2], actor, case):
        return May(False, ("This step is for somebody else.",), (row[3],))
    return May(True)


def _relation(by: str, actor: Mapping[str, Any], case: Mapping[str, Any]) -> bool:
    me = actor["id"]
    concerned = {case.get("opened_by"), case.get("subject_staff"), case.get("author"), case.get("respondent")}
    answers = {
        "anyone": True,
        "reader": True,
        "opener": case.get("opened_by") == me,
        "owner": case.get("owner") == me,
        "handler": me in {case.get("opened_by"), case.get("owner")},
        "office": case.get("office") in actor["offices"] and me not in concerned,
        "not_opener": case.get("opened_by") != me,
        "line_manager": case.get("team_relation") == "manager",
        "managing_director": "managing_director" in actor["roles"],
        "governance": bool({"information_governance", "managing_director"} & set(actor["roles"])),
    }
    return answers[by]
