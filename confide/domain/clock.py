"""The statutory clock: when something is due, from what happened and the law of the day it happened.

- Pure: the day, the moment and the bank holidays are arguments. `confide.domain.bank_holidays` supplies the last.
- A deadline is worked out again from what happened whenever it is asked for; nobody moves a stored one.
- Moments are aware and come back in UTC. A day is a calendar day in London. A period in days ends with its last day.
- Hours are hours that pass: no weekend, bank holiday or change of the clocks touches them.

Source for periods in days and months: Regulation 1182/71 Art 3, through UK GDPR Art 4A.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
SATURDAY = 5
LAST_SECOND = time(23, 59, 59)
NO_HOLIDAYS: frozenset[date] = frozenset()


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Period:
    """How long the law or the policy gives: so many of a unit. The source says where that is written."""

    count: int
    unit: Unit
    source: str


# The codes that policy packs, registers and duties name; a code that is not here is an error wherever it is used.
PERIODS = {
    "now": Period(0, Unit.HOURS, "policy 1.3"),
    "2_hours": Period(2, Unit.HOURS, "the organisation's own rule for a doubt while the risk is serious"),
    "24_hours": Period(24, Unit.HOURS, "the organisation's own rule for the record of an emergency"),
    "72_hours": Period(72, Unit.HOURS, "UK GDPR Art 33(1)"),
    "1_working_day": Period(
        1, Unit.WORKING_DAYS, "statutory guidance on allegations against people who work with children"
    ),
    "3_working_days": Period(3, Unit.WORKING_DAYS, "the organisation's own rule for reading a broken glass"),
    "same_or_next_business_day": Period(1, Unit.WORKING_DAYS, "SI 2003/3319 reg 20(7)"),
    "3_business_days": Period(3, Unit.WORKING_DAYS, "SI 2003/3319 reg 21(2)"),
    "30_days": Period(30, Unit.DAYS, "DPA 2018 s.164A"),
    "3_months": Period(3, Unit.MONTHS, "the organisation's own rule for walking past its cabinets"),
    "1_month": Period(1, Unit.MONTHS, "UK GDPR Art 12A"),
}


class UnknownPeriodError(LookupError):
    """A period was asked for by a code that the clock does not know."""


def due_at(code: str, at: datetime, holidays: AbstractSet[date] = NO_HOLIDAYS) -> datetime:
    """The last moment, in UTC, that is still in time when a period of `PERIODS` starts at the aware moment `at`.

    Raises UnknownPeriodError for another code and ValueError for a moment without a time zone.
    """
    period = PERIODS.get(code)
    if period is None:
        raise UnknownPeriodError(f"no period is called {code!r}; there are {', '.join(PERIODS)}")
    if period.unit is Unit.HOURS:
        return after_hours(at, period.count)
    return end_of(_last_day(period, day_of(at), holidays))


def after_hours(at: datetime, hours: int) -> datetime:
    """So many hours later, in UTC, counting the hours that truly pass."""
    return _aware(at).astimezone(UTC) + timedelta(hours=hours)


def day_of(at: datetime) -> date:
    """The calendar day in London at an aware moment."""
    return _aware(at).astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The last whole second of a day in London, in UTC."""
    return datetime.combine(_plain(day), LAST_SECOND, tzinfo=LONDON).astimezone(UTC)


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Neither Saturday, Sunday nor one of the nation's bank holidays. "Business day" in SI 2003/3319 means the same."""
    return _plain(day).weekday() < SATURDAY and day not in holidays


def roll(day: date, holidays: AbstractSet[date]) -> date:
    """The day itself where it is a working day, else the next one (Art 3(4))."""
    while not is_working_day(day, holidays):
        day += DAY
    return day


def nth_working_day(day: date, count: int, holidays: AbstractSet[date]) -> date:
    """The `count`-th working day after a day, which is itself not counted; `count` is 1 or more."""
    if count < 1:
        raise ValueError("working days are counted from the first one after the day, so ask for 1 or more")
    for _ in range(count):
        day = roll(day + DAY, holidays)
    return day


def same_or_next_business_day(day: date, holidays: AbstractSet[date]) -> tuple[date, date]:
    """The day to aim for and the last one allowed for what is told without delay (SI 2003/3319 reg 20(7))."""
    return day, nth_working_day(day, 1, holidays)


def add_months(day: date, months: int) -> date:
    """The same date number so many months on, or the last day of a month that has no such date (Art 3(2)(c))."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Pause:
    """From the day we asked which information is meant to the day the answer came, both left out of the count.

    `answered` is None while the answer is awaited (UK GDPR Art 12A(5), requests under Art 15 only).
    """

    asked: date
    answered: date | None = None

    def __post_init__(self) -> None:
        if self.answered is not None and self.answered < self.asked:
            raise ValueError("an answer cannot come before the question")

    def covers(self, day: date) -> bool:
        """Whether the clock stands still on a day."""
        return self.asked <= day and (self.answered is None or day <= self.answered)


@dataclass(frozen=True, slots=True)
class RightsDue:
    """When an answer about somebody's own rights is due, and how that was counted.

    `ends_on` is the last day of the period and `due_on` the working day it rolls to; both are None while a pause is
    open and days are left to count. `days_left` is how many are left then, else 0.
    """

    starts_on: date
    ends_on: date | None
    due_on: date | None
    days_left: int


def rights_due(
    received: date,
    id_received: date | None = None,
    fee_paid: date | None = None,
    *,
    pauses: Sequence[Pause] = (),
    months: int = 1,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
) -> RightsDue:
    """When a request about somebody's own data must be answered (UK GDPR Art 12A).

    The period starts on the latest of receipt, proof of identity and payment. `months` is 1, or 3 once extended: an
    extension counts from the same start, never from the end of the first month. The notice of an extension is due
    when one month is, with the same pauses.
    """
    start = max(day for day in (received, id_received, fee_paid) if day is not None)
    left = (add_months(start, months) - _plain(start)).days
    opened = min((pause.asked for pause in pauses if pause.answered is None), default=date.max)
    day = start
    while left:
        day += DAY
        if day >= opened:
            return RightsDue(start, None, None, left)
        if not any(pause.covers(day) for pause in pauses):
            left -= 1
    return RightsDue(start, day, roll(day, holidays), 0)


def _last_day(period: Period, day: date, holidays: AbstractSet[date]) -> date:
    if period.unit is Unit.WORKING_DAYS:
        return nth_working_day(day, period.count, holidays)
    if period.unit is Unit.MONTHS:
        return roll(add_months(day, period.count), holidays)
    return roll(day + period.count * DAY, holidays)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    return at


def _plain(day: date) -> date:
    # A datetime is a date to Python, yet is in no set of dates: bank holidays would be passed over in silence.
    if isinstance(day, datetime):
        raise TypeError("a day is needed, not a moment; day_of(moment) gives the day in London")
    return day
