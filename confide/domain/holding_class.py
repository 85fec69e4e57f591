"""Retention classes: what a data key is called, so that it can be destroyed exactly when its rule says.

- A rule whose clock starts with each record has a class for each day, month or year: `DB-01/2026-11`.
- A rule whose clock starts with the end of something has one class: `CR-01`.
- A class that was destroyed never holds anything again; what comes later has the next generation: `CR-01.2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

BUCKETS = {"": "", "day": "/%Y-%m-%d", "month": "/%Y-%m", "year": "/%Y"}
PATTERN = re.compile(
    r"(?P<code>[A-Z]{2}-\d{2})"
    r"(?:/(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?)?"
    r"(?:\.(?P<generation>[1-9]\d*))?"
)


@dataclass(frozen=True, slots=True)
class HoldingClass:
    """A retention class: the rule, the first and last day of its bucket (None without one), its generation from 1."""

    code: str
    first: date | None = None
    last: date | None = None
    generation: int = 1


def holding_class(code: str, bucket: str, on: date, generation: int = 1) -> str:
    """The class for a record of that day. Raises KeyError for no such bucket, ValueError for a generation below 1."""
    if generation < 1:
        raise ValueError("generations are counted from 1")
    later = f".{generation}" if generation > 1 else ""
    return f"{code}{on.strftime(BUCKETS[bucket])}{later}"


def read(held_as: str) -> HoldingClass:
    """What a class says of itself. Raises ValueError for what is no class."""
    found = PATTERN.fullmatch(held_as)
    if found is None:
        raise ValueError(f"{held_as!r} is no retention class")
    code, generation = found["code"], int(found["generation"] or 1)
    if found["year"] is None:
        return HoldingClass(code, generation=generation)
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    return HoldingClass(code, date(year, month, day), _last(found, year, month, day), generation)


def _last(found: re.Match[str], year: int, month: int, day: int) -> date:
    if found["day"]:
        return date(year, month, day)
    years, months = divmod(month, 12) if found["month"] else (1, 0)
    return date(year + years, months + 1, 1) - timedelta(days=1)
