"""Signs of misuse in who opened what: rules that compare somebody's openings with their job and their own habits.

- Pure: openings, people, workers and thresholds are arguments. A sign is a reason to ask, never a finding.
- The clock alone says nothing: an hour is odd for whoever hardly ever works in it, and to nobody who does.
- Much is much against one's own usual day, and only above a number under which nobody would ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from uuid import UUID

OWN_FILE, COLLEAGUE, NAMESAKE, LEFT_TEAM = "own_file", "colleague", "namesake", "left_team"
BULK, ODD_HOURS, MISSES, NOT_JUSTIFIED = "bulk", "odd_hours", "misses", "glass_not_justified"
EXPLAINED = "explained"
"""The one outcome that does not confirm a sign."""


@dataclass(frozen=True, slots=True)
class Look:
    """One opening by a worker, in local time. `person` is None where nobody was found; a list shows many at once."""

    at: datetime
    who: UUID
    person: UUID | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What counts of somebody who was looked at. Without a surname they are nobody's namesake."""

    team: UUID | None = None
    surname: str = ""
    staff: UUID | None = None
    """The member of staff that they are, where they work here."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What counts of somebody who looks."""

    id: UUID
    surname: str = ""
    role: str = ""
    teams: frozenset[UUID] = frozenset()
    left: Mapping[UUID, date] = field(default_factory=dict)
    """Teams that they worked in once, and their last day there."""
    reports: frozenset[UUID] = frozenset()
    """The staff whom they manage."""
    hours: Mapping[tuple[bool, int], int] = field(default_factory=dict)
    """Their own pattern: how often they opened anything, by weekend or not and hour of the day."""
    days: tuple[int, ...] = ()
    """How many people they opened on each of their working days."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how much on one asks; dated data of the policy pack."""

    pattern_days: int
    pattern_least: int
    bulk_least: int
    bulk_times: int
    odd_percent: int
    odd_least: int
    misses: int
    notice_version: int
    looks_after_staff: frozenset[str]
    """Roles whose job is the records of colleagues."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A reason to ask one worker about one day: how many openings, how many are usual, and of whom."""

    kind: str
    who: UUID
    count: int
    usual: int = 0
    people: tuple[UUID, ...] = ()


def signs(
    looks: Iterable[Look], people: Mapping[UUID, About], workers: Iterable[Worker], limits: Thresholds
) -> Iterator[Sign]:
    """Every sign in one day's looks."""
    by_worker: dict[UUID, list[Look]] = {}
    for look in looks:
        by_worker.setdefault(look.who, []).append(look)
    for worker in workers:
        mine = by_worker.get(worker.id, [])
        yield from _of_people(worker, mine, people, limits)
        yield from _of_habits(worker, mine, limits)


def _of_people(
    worker: Worker, looks: Collection[Look], people: Mapping[UUID, About], limits: Thresholds
) -> Iterator[Sign]:
    """Whom they opened one by one, where that is nobody of their own work."""
    opened = dict.fromkeys(look.person for look in looks if look.person is not None and not look.listed)
    found: dict[str, list[UUID]] = {}
    for person in opened:
        if kind := _kind(worker, people.get(person, About()), limits):
            found.setdefault(kind, []).append(person)
    for kind, whom in found.items():
        yield Sign(kind, worker.id, len(whom), people=tuple(whom))


def _kind(worker: Worker, about: About, limits: Thresholds) -> str:
    if about.staff == worker.id:
        return OWN_FILE
    by_job = worker.role in limits.looks_after_staff or about.staff in worker.reports
    if about.staff is not None:
        return "" if by_job else COLLEAGUE
    if about.team in worker.teams:
        return ""
    if about.team in worker.left:
        return LEFT_TEAM
    return NAMESAKE if about.surname and about.surname == worker.surname else ""


def _of_habits(worker: Worker, looks: Collection[Look], limits: Thresholds) -> Iterator[Sign]:
    missed = [look for look in looks if look.person is None]
    if len(missed) >= limits.misses:
        yield Sign(MISSES, worker.id, len(missed))
    single = [look for look in looks if look.person is not None and not look.listed]
    usual = int(median(worker.days)) if worker.days else 0
    whom = {look.person for look in single}
    if worker.days and len(whom) >= max(limits.bulk_least, usual * limits.bulk_times):
        yield Sign(BULK, worker.id, len(whom), usual)
    odd = [look for look in single if is_odd(look.at, worker.hours, limits)]
    if len(odd) >= limits.odd_least:
        yield Sign(
            ODD_HOURS, worker.id, len(odd), people=tuple(dict.fromkeys(look.person for look in odd if look.person))
        )


def is_odd(at: datetime, hours: Mapping[tuple[bool, int], int], limits: Thresholds) -> bool:
    """Whether somebody hardly ever works at that hour. Whoever has no pattern yet has no odd hour."""
    whole = sum(hours.values())
    if whole < limits.pattern_least:
        return False
    weekend = at.weekday() >= 5
    # An hour before or after one's usual ones is a long day and nothing else.
    near = sum(hours.get((weekend, (at.hour + step) % 24), 0) for step in (-1, 0, 1))
    return near * 100 <= whole * limits.odd_percent


def precision(outcomes: Collection[str]) -> int | None:
    """How many of a hundred reviewed signs were confirmed; None where none was reviewed."""
    reviewed = [outcome for outcome in outcomes if outcome]
    if not reviewed:
        return None
    return round(100 * sum(outcome != EXPLAINED for outcome in reviewed) / len(reviewed))
