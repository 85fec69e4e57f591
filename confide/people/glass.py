"""Broken glass: somebody sees one person without being on their team, for half an hour, and it ends by itself.

- The way in is a subquery on the living rows, by the clock of the database: whoever reads, however long ago their
  reader was built, stops seeing the person at that minute. Ending it early moves the end.
- It is written with an entry in the ledger that names the person, so that they can learn of it like of any look.
"""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import NOTHING_PERSONAL
from confide.domain.reading import Reader
from confide.door import looks
from confide.door.fields import Moment, Text
from confide.door.reading import system, within
from confide.door.recording import record
from confide.door.versions import Row

LASTS = timedelta(minutes=30)


class BrokenGlass(Row):
    """One time that somebody broke the glass for one person, and until when they see them."""

    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    matter = Text(_("Case"), holds=NOTHING_PERSONAL, max_length=20, unique=True)
    from_at = Moment(_("From"), holds=NOTHING_PERSONAL)
    until_at = Moment(_("Until"), holds=NOTHING_PERSONAL)

    class Meta(Row.Meta):
        indexes = (models.Index(fields=("staff", "until_at"), name="glass_that_is_broken"),)

    def __str__(self) -> str:
        return self.matter

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return models.Q() if reader.governance else models.Q(staff=reader.id)


def through(reader: Reader) -> models.Q:
    """The people whom a reader sees because they broke the glass, as a condition on Person.

    Both count: whom the reader was built with, and what lives still by the clock of the database.
    """
    if not reader.glass:
        return models.Q(pk__in=[])
    living = within(BrokenGlass, reader).filter(staff=reader.id, until_at__gt=Now(), person__in=reader.glass)
    return models.Q(pk__in=living.values("person"))


def broken_by(staff: models.Model, teams: Collection[uuid.UUID], at: datetime) -> frozenset[uuid.UUID]:
    """The people whom somebody who works in `teams` sees at a time through broken glass only."""
    living = BrokenGlass.objects.filter(staff=staff.pk, until_at__gt=at).exclude(person__team__in=teams)
    return frozenset(living.values_list("person", flat=True))


def break_for(person: models.Model, reference: str, *, staff: models.Model, matter: str, at: datetime) -> BrokenGlass:
    """Let somebody see a person for half an hour. Call it inside the transaction of the case that says why."""
    glass = BrokenGlass(staff_id=staff.pk, person_id=person.pk, matter=matter, from_at=at, until_at=at + LASTS)
    glass.save(force_insert=True)
    subject = uuid.UUID(str(person.pk))
    entry = record(
        "glass:break",
        at=at,
        actor=uuid.UUID(str(staff.pk)),
        about=reference,
        clauses=("2.3g", "1.2e"),
        subjects=[subject],
        data={"case": matter, "until": glass.until_at.isoformat()},
    )
    looks.note(entry, {subject: {""}}, what=looks.GLASS)
    return glass


def end(matter: str, at: datetime) -> None:
    """End it now, where it has not ended by itself."""
    with system("end what was broken"):
        for glass in BrokenGlass.objects.filter(matter=matter, until_at__gt=at):
            glass.until_at = max(at, glass.from_at)
            glass.save()
