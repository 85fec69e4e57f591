"""What the first people bring, recorded before anybody could record it on the pages: each vouched for by the other.

- Whoever records an induction was inducted themselves, so of the very first nobody could. Both were, outside of here:
  their rows hold the real days, and the ledger says that they were given at the beginning and who vouched.
- Only while whoever looks after access stands on nobody's word but that of the one in question: as soon as one of them
  was inducted otherwise, standing is recorded on the pages, where the policy is asked who may.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.refusal import Refused
from confide.door.reading import system
from confide.people.attesting import attest
from confide.people.models import AGREEMENT, INDUCTION, TRAINING, Staff, StandingRow
from confide.people.readers import GOVERNANCE
from confide.people.standing import REQUIRED_AGREEMENT, project

LONGEST_AGO = timedelta(days=50 * 365)
"""Longer than anybody works: an older day was mistyped."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What one of the first people brings: the days, the version they signed, and where the evidence of it is."""

    signed_on: date
    agreement_version: int
    inducted_on: date
    trained_on: date
    evidence: str


def refusal(staff: Staff, by: Staff, at: datetime) -> Refused | None:
    """Why `by` cannot vouch at the beginning for what `staff` brings; nothing where they can."""
    if staff == by:
        return Refused("Nobody vouches for themselves. Name the other one of the first two.", ("1.6b",))
    if not {staff, by} <= set(_looking_after_access(at)):
        return Refused("Both have to be among those who look after access, and to work here now.", ("1.6b",))
    if _is_inducted(staff) or _stands_otherwise(staff, at):
        return Refused(
            "This is for the first people only, once. Record standing on the page “Standing of staff” from now on.",
            ("1.6b",),
        )
    return None


def wanting(at: datetime) -> list[tuple[Staff, Staff]]:
    """Of whom nothing is on record that could still be given at the beginning, each with who can vouch for it."""
    there = _looking_after_access(at)
    pairs = ((staff, [by for by in there if refusal(staff, by, at) is None]) for staff in there)
    return [(staff, vouching[0]) for staff, vouching in pairs if vouching]


def vouch(staff: Staff, by: Staff, brought: Brought, *, at: datetime) -> None:
    """Write what `staff` brings as dated rows on the word of `by`.

    Raises Refused once the beginning is over, ValidationError for what nobody can bring.
    """
    if (refused := refusal(staff, by, at)) is not None:
        raise refused
    today, given = timezone.localdate(at), asdict(brought)
    if found := {name: said for name, value in given.items() if (said := wrong(name, value, today))}:
        raise ValidationError(found)
    evidence = {"evidence": brought.evidence.strip()}
    with system("what the first people bring"), transaction.atomic():
        rows: tuple[tuple[str, date, dict[str, Any]], ...] = (
            (AGREEMENT, brought.signed_on, {"agreement_version": brought.agreement_version}),
            (INDUCTION, brought.inducted_on, {}),
            (TRAINING, brought.trained_on, {"competence_shown": True}),
        )
        for kind, on, facts in rows:
            attest(staff, kind, on=on, actor=by, at=at, at_the_beginning=True, **facts, **evidence)


def wrong(name: str, given: date | int | str, today: date) -> str:
    """Why this cannot be what somebody brings under that name of `Brought`; nothing where it can."""
    if isinstance(given, date):
        return _wrong_day(name, given, today)
    if isinstance(given, int) and given < REQUIRED_AGREEMENT:
        return _("Version {version} or a later one has to be signed.").format(version=REQUIRED_AGREEMENT)
    if isinstance(given, str) and not given.strip():
        return _("Say where the evidence is: whoever asks for it later has only this.")
    return ""


def _wrong_day(name: str, on: date, today: date) -> str:
    if on > today:
        return _("This day is yet to come. Give the day on which it happened.")
    if on < today - LONGEST_AGO:
        return _("Nobody can mean a day so long ago. Check the year.")
    if name == "trained_on" and _has_lapsed(on, today):
        return _("Training of that day has lapsed. Let them do it again first, and give the new day.")
    return ""


def _has_lapsed(on: date, today: date) -> bool:
    """Whether it is of no use any more, not even with a warning."""
    return project([StandingRow(kind=TRAINING, on=on, competence_shown=True)], today).training == "lapsed"


def _looking_after_access(at: datetime) -> list[Staff]:
    found = Staff.objects.filter(role__in=GOVERNANCE).order_by("works_from", "username")
    return [staff for staff in found if staff.works_at(at)]


def _is_inducted(staff: Staff) -> bool:
    with system("what the first people bring"):
        return StandingRow.objects.filter(staff=staff, kind=INDUCTION).exists()


def _stands_otherwise(staff: Staff, at: datetime) -> bool:
    """Whether somebody who looks after access was inducted by anybody else than the one in question."""
    with system("what the first people bring"):
        inducted = StandingRow.objects.filter(staff__in=_looking_after_access(at), kind=INDUCTION)
        return inducted.exclude(recorded_by=staff).exists()
