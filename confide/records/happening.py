"""How an event that a period runs from is recorded: one row and its line in the ledger; then the list follows."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain import holding_class
from confide.door.recording import record
from confide.people.models import Person, Staff
from confide.records.keeping import RetentionEvent
from confide.records.permitting import permit
from confide.records.reckoning import reckon

RECORD_EVENT = "person:record_event"
CLAUSE = "2.8j"


def record_event(
    person: Person, event: str, *, on: date, actor: Staff, at: datetime, held_as: str = ""
) -> RetentionEvent:
    """Record what happened. Raises Forbidden, or ValidationError for what is wrong."""
    permit(person, RECORD_EVENT)
    if on > timezone.localdate(at):
        raise ValidationError({"on": _("This day is yet to come.")})
    row = add_event(person, event, on=on, actor=actor, at=at, held_as=held_as)
    reckon(at, [person.pk])
    return row


def add_event(person: Person, event: str, *, on: date, actor: Staff, at: datetime, held_as: str = "") -> RetentionEvent:
    """Add the row, for whoever was permitted to already."""
    row = RetentionEvent(person=person, event=event, held_as=held_as, on=on, recorded_by=actor, recorded_at=at)
    row.full_clean(exclude=["person", "recorded_by"], validate_unique=False)
    _check(held_as)
    with transaction.atomic():
        row.save(force_insert=True)
        data = {"event": event, "on": on.isoformat(), "held_as": held_as}
        record(
            "retention:record_event",
            at=at,
            actor=actor.id,
            about=person.reference,
            clauses=(CLAUSE,),
            subjects=[person.row_id],
            data=data,
        )
    return row


def _check(held_as: str) -> None:
    try:
        if held_as:
            holding_class.read(held_as)
    except ValueError:
        raise ValidationError({"held_as": _("Nothing is held as this.")}) from None
