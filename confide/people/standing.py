"""Standing: what a member of staff's dated rows amount to at a time. The one projection of them.

- The agreement counts in the version that is required, or a later one (1.5a).
- Training counts with competence shown, for twelve months; then thirty days of grace with a warning (1.6d).
- An override counts from the day an office gave it, for seven days at most, whatever the row says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from confide.people.models import AGREEMENT, INDUCTION, OVERRIDE, TRAINING, Staff, StandingRow

REQUIRED_AGREEMENT = 1
"""The version of the confidentiality agreement that has to be signed."""
TRAINING_MONTHS = 12
GRACE = timedelta(days=30)
OVERRIDE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody brings: nothing, unless it is recorded."""

    agreement_signed: bool = False
    inducted: bool = False
    training: str = "lapsed"
    """in_date, lapsed_within_grace or lapsed."""
    override: bool = False
    trained_until: date | None = None
    """The last day of the training; the grace begins on the next."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, as the codes of the rows that would put it right."""
        lacks = {
            AGREEMENT: not self.agreement_signed,
            INDUCTION: not self.inducted,
            TRAINING: self.training == "lapsed",
        }
        return tuple(code for code, lacking in lacks.items() if lacking)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def of(staff: Staff, at: datetime) -> Standing:
    """The standing of one member of staff. The rows read are those that the current reader may see."""
    return project(StandingRow.objects.filter(staff=staff, recorded_at__lte=at), timezone.localdate(at))


def project(rows: Iterable[StandingRow], on: date) -> Standing:
    """The same from rows in hand."""
    begun = [row for row in rows if row.on <= on]
    trained = [_a_year_on(row.on) for row in begun if row.kind == TRAINING and row.competence_shown]
    until = max(trained, default=None)
    return Standing(
        agreement_signed=any(
            row.kind == AGREEMENT and (row.agreement_version or 0) >= REQUIRED_AGREEMENT for row in begun
        ),
        inducted=any(row.kind == INDUCTION for row in begun),
        training=_training(until, on),
        override=any(row.kind == OVERRIDE and on <= _override_ends(row) for row in begun),
        trained_until=until,
    )


def _training(until: date | None, on: date) -> str:
    if until is None or on > until + GRACE:
        return "lapsed"
    return "in_date" if on <= until else "lapsed_within_grace"


def _override_ends(row: StandingRow) -> date:
    latest = row.on + timedelta(days=OVERRIDE_DAYS - 1)
    return min(row.until, latest) if row.until else latest


def _a_year_on(day: date) -> date:
    """The last day of the twelve months that begin on `day`."""
    first_of_next = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
    return first_of_next - timedelta(days=1)
