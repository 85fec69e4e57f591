"""A retention schedule: its rules, what they reckon with, and which of them a piece of information falls under.

- All of it is dated, marked data of a pack; a schedule that could be misread is refused, with the row named.
- Every category of information of every kind of person falls under one rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from confide.domain.guidance import MARKS
from confide.domain.holding_class import BUCKETS
from confide.domain.retention import MONTHS_A_YEAR, Calendar, Keep, Kind, PensionAge, Rule

ANYTHING = "*"
AFTER = frozenset({"", "tax_year", "financial_year", "pay_period"})
ADULT = "adult"


class ScheduleError(ValueError):
    """A schedule cannot be read; the message names the row and what is wrong."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a pack says of an event or a circumstance: its words, whose it is, and whether it is an end."""

    label: str
    of: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Applies:
    """Which rule some categories of some kinds of person fall under; empty means all of them."""

    categories: frozenset[str]
    subjects: frozenset[str]
    rule: str
    child: str

    def fits(self, category: str, subject: str) -> bool:
        """Whether this row is about it."""
        return (not self.categories or category in self.categories) and (not self.subjects or subject in self.subjects)


@dataclass(frozen=True, slots=True)
class PaperLevel:
    """How fine paper is shredded: the largest piece that is left, in mm2, and the widest strip, in mm."""

    code: str
    particle_mm2: int
    strip_mm: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The levels there are, coarsest first, and which is the coarsest allowed."""

    levels: tuple[PaperLevel, ...]
    ordinary: str
    special: str
    special_rules: frozenset[str]
    days_out: int
    """For how long somebody signs for it."""
    days_out_in_all: int
    """And for how long with every renewal, until it is brought back."""

    def needed(self, codes: Iterable[str] | None) -> str:
        """The coarsest level allowed for what falls under these rules; None where that is not known."""
        if codes is None:
            return self.special
        special = {code.split("-")[0] for code in codes} & self.special_rules
        return self.special if special else self.ordinary

    def suffices(self, level: str, codes: Iterable[str] | None) -> bool:
        """Whether a level is fine enough for what falls under these rules; None where that is not known."""
        order = [each.code for each in self.levels]
        return level in order and order.index(level) >= order.index(self.needed(codes))


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long everything is kept."""

    rules: tuple[Rule, ...]
    applies: tuple[Applies, ...]
    registers: Mapping[str, str]
    triggers: Mapping[str, Said]
    circumstances: Mapping[str, Said]
    calendar: Calendar
    paper: Paper
    days_to_destroy: int
    days_between_reviews: int

    def in_force(self, on: date) -> dict[str, Rule]:
        """The rules of a day by code, in the order of the schedule."""
        found: dict[str, Rule] = {}
        for rule in self.rules:
            known = found.get(rule.code)
            if rule.effective_from <= on and (known is None or known.effective_from <= rule.effective_from):
                found[rule.code] = rule
        return found

    def rule_for(self, category: str, subject: str, age_band: str = ADULT) -> str:
        """The code of the rule for a category of a kind of person. Raises LookupError where no row fits."""
        for row in self.applies:
            if row.fits(category, subject):
                return row.child if row.child and age_band != ADULT else row.rule
        raise LookupError(f"no rule says how long {category} of {subject} is kept")

    def bucket(self, code: str) -> str:
        """How the records of a rule are put together under keys. Raises LookupError for no such rule."""
        for rule in self.rules:
            if rule.code == code:
                return rule.bucket
        raise LookupError(f"no rule is called {code}")

    @property
    def children(self) -> dict[str, str]:
        """The rule for those under 18, by the rule for everybody else."""
        return {row.rule: row.child for row in self.applies if row.child}

    @property
    def ends(self) -> frozenset[str]:
        """The events that are the end of something."""
        return frozenset(event for event, said in self.triggers.items() if said.ends)


def read(data: Mapping[str, Any]) -> Schedule:
    """The schedule in a pack's retention.toml. Raises ScheduleError."""
    try:
        schedule = _read(data)
    except (KeyError, TypeError) as error:
        raise ScheduleError(f"something is missing or unknown: {error}") from error
    _check(schedule)
    return schedule


def _read(data: Mapping[str, Any]) -> Schedule:
    ages = (PensionAge(row["born_from"], _months(row)) for row in data["pension_age"])
    about = data["calendar"]
    return Schedule(
        rules=tuple(_rule(row) for row in data["rule"]),
        applies=tuple(_applies(row) for row in data["applies"]),
        registers=dict(data["register"]),
        triggers={code: Said(**row) for code, row in data["trigger"].items()},
        circumstances={code: Said(**row) for code, row in data["circumstance"].items()},
        calendar=Calendar(
            tax_year_ends=_day_of_year(about["tax_year_ends"]),
            financial_year_ends=_day_of_year(about["financial_year_ends"]),
            pay_period=about["pay_period"],
            pension_ages=tuple(sorted(ages, key=lambda age: age.born_from)),
        ),
        paper=_paper(data),
        **data["disposal"],
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    code = row.get("code", "a rule without a code")
    if row.get("type") not in set(Kind) or row.get("mark") not in MARKS or row.get("bucket") not in BUCKETS:
        raise ScheduleError(f"{code}: type, mark or bucket is none that there is")
    if type(row.get("effective_from")) is not date:
        raise ScheduleError(f"{code}: say from which day it counts")
    rest = {key: value for key, value in row.items() if key not in {"keep", "type"}}
    optional = {"joined": "", "review_years": 0}
    return Rule(**{**optional, **rest, "kind": Kind(row["type"]), "keep": tuple(_keep(each) for each in row["keep"])})


def _keep(row: Mapping[str, Any]) -> Keep:
    rest = {key: value for key, value in row.items() if key not in {"from", "years", "months"}}
    return Keep(start=row.get("from", ""), months=_months(row), **rest)


def _months(row: Mapping[str, Any]) -> int:
    return int(row.get("years", 0)) * MONTHS_A_YEAR + int(row.get("months", 0))


def _applies(row: Mapping[str, Any]) -> Applies:
    categories, subjects = frozenset(row.get("category", ())), frozenset(row.get("subject", ()))
    return Applies(categories, subjects, row["rule"], row.get("child", ""))


def _paper(data: Mapping[str, Any]) -> Paper:
    about = data["paper"]
    levels = tuple(PaperLevel(**row) for row in data["paper_level"])
    out = about["days_out"], about["days_out_in_all"]
    return Paper(levels, about["ordinary"], about["special"], frozenset(about["special_rules"]), *out)


def _day_of_year(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _check(schedule: Schedule) -> None:
    codes = {rule.code for rule in schedule.rules}
    for row in schedule.applies:
        _known(f"applies {row.rule}", {row.rule, row.child} - {""}, codes)
    _known("register", set(schedule.registers.values()), codes)
    _known("paper", {schedule.paper.ordinary, schedule.paper.special}, {each.code for each in schedule.paper.levels})
    if not 0 < schedule.paper.days_out <= schedule.paper.days_out_in_all:
        raise ScheduleError("paper: it is out for some days, and with all renewals for no fewer")
    for rule in schedule.rules:
        _known(rule.code, {rule.joined} - {""}, codes | {ANYTHING})
        for keep in rule.keep:
            _known(rule.code, keep.events(), schedule.triggers.keys())
            _known(rule.code, {keep.when, keep.unless} - {""}, schedule.circumstances.keys())
            _known(rule.code, {keep.after}, AFTER)


def _known(row: str, named: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(named) - set(known)):
        raise ScheduleError(f"{row}: there is no {', '.join(unknown)}")
