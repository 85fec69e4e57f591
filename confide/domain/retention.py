"""When something that is held may go, or must be gone: worked out from what happened and from the rules of the day.

- Pure: the events, the circumstances and the rules are arguments; there is no clock here.
- `min` and `norm`: kept up to the day; it may go from that day on. `max`: gone by that day at the latest.
- Of several periods the longest counts, of a `max` the shortest. What waits for an event is never due.
- Whoever comes back to us restarts the clock: an end before that day does not count any more.
- A day that does not exist (29 February, 31 November) is the next day for what is kept, the day before for a `max`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from confide.domain.clock import DAY, add_months

BACK_IN_USE, BORN, DIED, RECORDED, SUPPORT_ENDED = "back_in_use", "born", "died", "recorded", "support_ended"
ADULT = 18
MONTHS_A_YEAR = 12
NOTHING: frozenset[str] = frozenset()


class Kind(StrEnum):
    """Which way a rule binds."""

    MIN = "min"
    MAX = "max"
    NORM = "norm"


@dataclass(frozen=True, slots=True)
class Keep:
    """One period of a rule; see the head of a pack's retention.toml."""

    start: str = ""
    months: int = 0
    days: int = 0
    after: str = ""
    birthday: int = 0
    pension_age: bool = False
    needs: str = ""
    when: str = ""
    unless: str = ""
    if_known: bool = False

    @property
    def by_birth(self) -> bool:
        """Whether the day tells when somebody was born."""
        return bool(self.birthday) or self.pension_age or self.start == BORN

    def applies(self, circumstances: AbstractSet[str]) -> bool:
        """Whether it runs under these circumstances."""
        return (not self.when or self.when in circumstances) and self.unless not in circumstances

    def events(self) -> frozenset[str]:
        """The events that it counts from or waits for."""
        start = BORN if self.birthday or self.pension_age else self.start
        return frozenset({start, self.needs} - {""})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the schedule, from one day on."""

    code: str
    record: str
    keep: tuple[Keep, ...]
    kind: Kind
    bucket: str
    joined: str
    review_years: int
    authority: str
    mark: str
    effective_from: date
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PensionAge:
    """The age from which a State pension is paid to those born on a day or later."""

    born_from: date
    months: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a reckoning needs to know besides: when years end, how often pay is reckoned, and pension ages in order."""

    tax_year_ends: tuple[int, int]
    financial_year_ends: tuple[int, int]
    pay_period: str
    pension_ages: tuple[PensionAge, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """The day of each event that counts, and the ends that do not count any more because the person came back."""

    on: Mapping[str, date]
    reopened: frozenset[str] = field(default=NOTHING)


@dataclass(frozen=True, slots=True)
class Due:
    """The day that a rule comes to; `start` and `start_on` say from what, `by_birth` that it tells a date of birth."""

    code: str
    kind: Kind
    on: date
    start: str
    start_on: date
    by_birth: bool = False

    def window(self, days: int) -> tuple[date, date]:
        """The first and the last day to destroy it, so many days apart."""
        between = timedelta(days=days)
        return (self.on - between, self.on) if self.kind is Kind.MAX else (self.on, self.on + between)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not due before these events are known."""

    code: str
    events: tuple[str, ...]


Reckoned = Due | Waiting


def happened(history: Iterable[tuple[str, date]], ends: AbstractSet[str] = NOTHING) -> Happened:
    """What counts of a history told in the order it was recorded: of each event the last word.

    An event of `ends` that lies before the day the person came back is waited for anew.
    """
    last = dict(history)
    back = last.pop(BACK_IN_USE, date.min)
    reopened = frozenset(event for event in ends & last.keys() if last[event] < back)
    return Happened({event: on for event, on in last.items() if event not in reopened}, reopened)


def due(rule: Rule, known: Happened, calendar: Calendar, circumstances: AbstractSet[str] = NOTHING) -> Reckoned:
    """The day that one rule comes to, by itself."""
    holds = circumstances | _from_dates(known.on)
    keeps = [keep for keep in rule.keep if keep.applies(holds) and _counts(keep, known)]
    missing = {event for keep in keeps for event in keep.events()} - known.on.keys()
    if missing or not keeps:
        return Waiting(rule.code, tuple(sorted(missing)))
    ends = [(_end(keep, known.on, calendar, rule.kind), keep) for keep in keeps]
    on, keep = (min if rule.kind is Kind.MAX else max)(ends, key=lambda end: end[0])
    start = BORN if keep.by_birth else keep.start
    by_birth = any(each.by_birth for each in keeps)
    return Due(rule.code, rule.kind, on, start, known.on[start], by_birth)


def longest(reckoned: Sequence[Reckoned]) -> Reckoned:
    """The one that keeps things longest, for what is kept together; what waits keeps longest of all.

    A `max` keeps nothing, so it does not count beside another kind. Raises ValueError for none.
    """
    if not reckoned:
        raise ValueError("nothing was reckoned")
    waiting = [each for each in reckoned if isinstance(each, Waiting)]
    if waiting:
        return Waiting(waiting[0].code, tuple(sorted({event for each in waiting for event in each.events})))
    days = [each for each in reckoned if isinstance(each, Due)]
    kept = [each for each in days if each.kind is not Kind.MAX]
    return max(kept, key=lambda each: each.on) if kept else min(days, key=lambda each: each.on)


def birthday(born: date, age: int, kind: Kind = Kind.MIN) -> date:
    """The day somebody reaches an age; born on 29 February, on 1 March of most years."""
    return _later(born, age * MONTHS_A_YEAR, kind)


def _counts(keep: Keep, known: Happened) -> bool:
    return not keep.if_known or keep.start in known.on or keep.start in known.reopened


def _end(keep: Keep, on: Mapping[str, date], calendar: Calendar, kind: Kind) -> date:
    if keep.birthday:
        return max(birthday(on[BORN], keep.birthday, kind), on.get(keep.needs, date.min))
    if keep.pension_age:
        return _later(on[BORN], _pension_age(on[BORN], calendar).months, kind)
    start = _start(keep.after, on[keep.start], calendar)
    return _later(start, keep.months, kind) + timedelta(days=keep.days)


def _later(start: date, months: int, kind: Kind) -> date:
    found = add_months(start, months)
    return found + DAY if found.day < start.day and kind is not Kind.MAX else found


def _start(after: str, on: date, calendar: Calendar) -> date:
    if after == "tax_year":
        return _year_end(on, calendar.tax_year_ends)
    if after == "financial_year":
        return _year_end(on, calendar.financial_year_ends)
    return _end_of_next_pay_period(on, calendar) if after == "pay_period" else on


def _year_end(on: date, ends: tuple[int, int]) -> date:
    this_year = date(on.year, *ends)
    return this_year if on <= this_year else date(on.year + 1, *ends)


def _end_of_next_pay_period(on: date, calendar: Calendar) -> date:
    """The pay period after the one that the day lies in: weeks end on Sundays, months with their last day."""
    if calendar.pay_period == "week":
        return on + timedelta(days=13 - on.weekday())
    return add_months(on.replace(day=1), 2) - DAY


def _pension_age(born: date, calendar: Calendar) -> PensionAge:
    return [age for age in calendar.pension_ages if age.born_from <= born][-1]


def _from_dates(on: Mapping[str, date]) -> set[str]:
    """The circumstances that follow from the events themselves."""
    if BORN not in on:
        return set()
    grown = birthday(on[BORN], ADULT)
    ended = on.get(SUPPORT_ENDED)
    said = {
        "died_under_18": DIED in on and on[DIED] < grown,
        "child": RECORDED in on and on[RECORDED] < grown,
        "aged_17_at_the_end": ended is not None and birthday(on[BORN], ADULT - 1) <= ended < grown,
    }
    return {name for name, holds in said.items() if holds}
