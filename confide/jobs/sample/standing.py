"""What the sample's staff bring: agreement, induction and training, each a dated row with its evidence."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.utils import timezone

from confide.door.keys import prepare
from confide.jobs.sample.organisation import began_at
from confide.jobs.sample.source import Source, data
from confide.people.attesting import attest
from confide.people.models import AGREEMENT, INDUCTION, TRAINING, Staff, StandingRow

A_YEAR = 365
LAPSING = 380
"""Days since the last training of somebody who is in the days of grace."""
EVIDENCE = {
    AGREEMENT: "Signed copy on the staff file",
    INDUCTION: "Induction checklist, signed by both",
    TRAINING: "Course certificate and answers to the test",
}


def build(source: Source, staff: Mapping[str, Staff]) -> None:
    """Record agreement, induction and training of everybody who has them."""
    prepare([member.id for member in staff.values()], (StandingRow.retention,), at=timezone.now())
    standing = {row["username"]: row["standing"] for row in data("organisation")["persona"]}
    for member in staff.values():
        if standing.get(member.username) != "new":
            _record(source, member, staff["gwen"], lapsing=standing.get(member.username) == "lapsing")


def _record(source: Source, member: Staff, by: Staff, *, lapsing: bool) -> None:
    attest(
        member,
        AGREEMENT,
        on=_began(member, source),
        actor=by,
        at=began_at(member, source),
        agreement_version=1,
        evidence=EVIDENCE[AGREEMENT],
    )
    attest(
        member,
        INDUCTION,
        on=_began(member, source),
        actor=by,
        at=began_at(member, source),
        evidence=EVIDENCE[INDUCTION],
    )
    for day in _trained_on(source, _began(member, source), lapsing=lapsing):
        attest(
            member,
            TRAINING,
            on=day,
            actor=by,
            at=source.at(day, 16),
            competence_shown=True,
            evidence=EVIDENCE[TRAINING],
        )


def _began(member: Staff, source: Source) -> date:
    return member.works_from or source.today


def _trained_on(source: Source, began: date, *, lapsing: bool) -> Iterator[date]:
    """Every year from the first day on; the last one long ago for somebody who is late."""
    last = source.day(LAPSING) if lapsing else source.today
    day = last if lapsing else began
    while day <= last:
        yield day
        day += timedelta(days=A_YEAR - 20)
