"""What retention goes by: the events that start a clock, and the list of what is due that follows from them.

- An event is added and never changed; of the same kind the last one recorded counts.
- The list is a cache of what the rules say. It is worked out anew by `reckoning`, and nobody moves a day in it.
- Of a date of birth nothing stands here: a day that would tell it is kept as the end of its year, which is never too
  early for a minimum.
"""

import uuid
from collections.abc import Collection
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.domain.reading import Reader
from confide.domain.retention import BACK_IN_USE, BORN, DIED
from confide.door import policy
from confide.door.fields import Code, Codes, Day, Moment, Text
from confide.door.reading import system, through
from confide.door.retention import schedule
from confide.door.typed import Label
from confide.door.versions import Row
from confide.people.models import Person, Staff
from confide.records.forgetting import forget
from confide.records.holdings import WHOLE, Holding, Keeper, keep, nothing

KEPT_LONGER = "kept_longer"
NEITHER = frozenset({BORN, DIED, "created", "recorded"})
"""Known already, from the person or from the record itself."""
keep(Keeper("who_they_are", _("Who they are"), held=nothing, let_go=forget))
policy.announce((("person", "record_event", "reader", "2.8j", False),))


def events() -> list[tuple[str, Label]]:
    """What can be recorded, with its words in the reader's language."""
    known = schedule()
    said: list[tuple[str, Label]] = [(c, _(each.label)) for c, each in known.triggers.items() if c not in NEITHER]
    said += [(code, _(each.label)) for code, each in known.circumstances.items() if each.of != "dates"]
    return [*said, (BACK_IN_USE, _("They came back to us")), (KEPT_LONGER, _("Kept longer, to be looked at again"))]


EVENTS = events()


class RetentionEvent(Row):
    """One thing that happened and that a period of retention runs from, or is changed by."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="retention_events")
    event = Code(_("What happened"), holds=CONFIDENTIAL, choices=EVENTS)
    held_as = Text(
        _("Of what is held as"),
        holds=NOTHING_PERSONAL,
        blank=True,
        max_length=100,
        help_text=_("Leave it empty where it happened to the person and not to one matter."),
    )
    on = Day(_("On"), holds=NOTHING_PERSONAL)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = Moment(_("Recorded"), holds=NOTHING_PERSONAL)

    class Meta(Row.Meta):
        ordering: ClassVar[tuple[str, ...]] = ("recorded_at",)
        indexes = (models.Index(fields=("person", "recorded_at"), name="events_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.event} {self.on}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return through("person", Person, reader)


class Due(Row):
    """One holding and its day: what is held about somebody under one rule, and from when until when it is destroyed."""

    holder = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="due")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="due")
    held_as = Text(_("Held as"), holds=NOTHING_PERSONAL, max_length=100)
    rule = Text(_("Rule"), holds=NOTHING_PERSONAL, max_length=10)
    kind = Text(_("How it binds"), holds=NOTHING_PERSONAL, max_length=10)
    from_on = Day(_("May go from"), holds=NOTHING_PERSONAL, blank=True)
    by_on = Day(_("Gone by"), holds=NOTHING_PERSONAL, blank=True)
    start = Text(_("From what"), holds=NOTHING_PERSONAL, max_length=60, blank=True)
    start_on = Day(_("From when"), holds=NOTHING_PERSONAL, blank=True)
    waits_for = Codes(_("Waits for"), holds=NOTHING_PERSONAL, choices=[*EVENTS, (BORN, _("Date of birth"))], blank=True)
    kept_until = Day(_("Kept longer until"), holds=NOTHING_PERSONAL, blank=True)
    counts = models.JSONField(_("How many"), default=dict, blank=True)
    inputs = Text(_("Reckoned from"), holds=NOTHING_PERSONAL, max_length=64)
    reckoned_at = Moment(_("Reckoned"), holds=NOTHING_PERSONAL)

    class Meta(Row.Meta):
        verbose_name_plural = "due"
        constraints = (models.UniqueConstraint(fields=("holder", "held_as"), name="a_holding_is_due_once"),)
        indexes = (models.Index(fields=("from_on",), name="due_by_day"),)

    def __str__(self) -> str:
        return f"{self.reference} {self.held_as}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        if reader.governance:
            return models.Q()
        return through("person", Person, reader)

    @property
    def holding(self) -> Holding:
        """Whose it is, and as what it is held."""
        return uuid.UUID(str(self.holder)), self.held_as

    @property
    def reference(self) -> str:
        """How it is spoken of; never a name."""
        if self.person is not None:
            return str(self.person.reference)
        return f"S-{str(self.holder)[:8].upper()}"


def lines_of(holdings: Collection[Holding]) -> list[Due]:
    """The lines of these holdings, also for whoever decides about them without having seen the list."""
    with system("what is due of a disposal"):
        found = Due.objects.filter(holder__in={holder for holder, _held_as in holdings})
        return [line for line in found.select_related("person", "staff") if line.holding in holdings]


def strike(holder: uuid.UUID, held_as: str) -> None:
    """Take what was destroyed off the list: one holding, or everything of somebody."""
    with system("what is due of a disposal"):
        lines = Due.objects.filter(holder=holder)
        (lines if held_as == WHOLE else lines.filter(held_as=held_as)).delete()


def postpone(line: Due, on: date, days: int) -> None:
    """Show on the list that something is kept longer; the next turn reckons it anew, from the event behind it."""
    with system("what is due of a disposal"):
        until = on + timedelta(days=days)
        Due.objects.filter(pk=line.pk).update(from_on=on, by_on=until, kept_until=on, inputs="")
