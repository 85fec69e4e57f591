"""Facts that cannot both be so, as a pack writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confide.authority.matching import Match, match


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where `when` holds, and the part `present` was said if one is named, `field` is wrong; `message` says why."""

    field: str
    message: str
    when: Match
    present: str = ""


def read(tables: Iterable[Mapping[str, Any]], lists: Mapping[str, Mapping[str, Any]]) -> tuple[Contradiction, ...]:
    """The contradictions of a pack. Raises PackError."""
    return tuple(
        Contradiction(raw["field"], raw["message"], match(raw["when"], lists, raw["field"]), raw.get("present", ""))
        for raw in tables
    )
