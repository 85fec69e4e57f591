"""Consents: how an event is recorded, and what all events of a person amount to for one question.

- The latest event that took effect wins, for each category, purpose and recipient. A withdrawal takes effect at once.
- Nothing is inferred: without an event nothing was sought, and an agreed end ends nothing until it is recorded.
- Where given consents differ in form, giver or explanation, the latest one speaks and covers only what it covers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from confide.door.recording import record
from confide.people.models import Person, Staff
from confide.records.models import ConsentEvent

GIVEN = "given"
NOT_SOUGHT: Mapping[str, Any] = {
    "state": "not_sought",
    "form": "none",
    "by": "nobody",
    "covers": [],
    "recipients": [],
    "purposes": [],
    "explained": "unknown",
}


def record_consent(
    person: Person, *, actor: Staff, at: datetime, clauses: Sequence[str] = ("2.3e",), **facts: Any
) -> ConsentEvent:
    """Write an event and its ledger entry in one transaction. `facts` are the fields of ConsentEvent.

    `occurred_at` is `at` unless it is given. Raises ValidationError for a field that is wrong.
    """
    facts.setdefault("occurred_at", at)
    event = ConsentEvent(person=person, recorded_at=at, recorded_by=actor, **facts)
    with transaction.atomic():
        event.full_clean(exclude=["recorded_by"], validate_unique=False)
        event.save(force_insert=True)
        record(
            f"consent:{event.state}",
            at=at,
            actor=actor.id,
            about=person.reference,
            clauses=clauses,
            subjects=[person.row_id],
            data={"event": str(event.pk), "covers": event.covers, "sealed": event.digests()},
        )
    return event


def events_for(person: Person, *, at: datetime) -> list[ConsentEvent]:
    """The events of a person that had taken effect at a time, latest first."""
    events = ConsentEvent.objects.filter(person=person, occurred_at__lte=at, recorded_at__lte=at)
    return list(events.select_related("designated_other").order_by("-occurred_at", "-recorded_at"))


def consent_for(
    person: Person, *, recipient_kind: str, purpose: str, categories: Collection[str], at: datetime
) -> dict[str, Any]:
    """The consent as a situation shows it, for one recipient, one purpose and the categories asked for."""
    return project(events_for(person, at=at), recipient_kind=recipient_kind, purpose=purpose, categories=categories)


def project(
    events: Iterable[ConsentEvent], *, recipient_kind: str, purpose: str, categories: Collection[str]
) -> dict[str, Any]:
    """The same from events in hand, latest first. Without a recipient (to view, say) every recipient matches."""
    latest = _latest(events, recipient_kind, purpose, categories)
    speaks = _speaks(latest)
    if speaks is None:
        return dict(NOT_SOUGHT)
    return {
        "state": speaks.state,
        "form": speaks.form,
        "by": speaks.given_by,
        "covers": [category for category in categories if _same(latest.get(category), speaks)],
        "recipients": [recipient_kind] if recipient_kind else [],
        "purposes": [purpose],
        "explained": speaks.explained,
    }


def speaking(
    events: Iterable[ConsentEvent], *, recipient_kind: str, purpose: str, categories: Collection[str]
) -> ConsentEvent | None:
    """The event that the projection takes its words from, if there is one."""
    return _speaks(_latest(events, recipient_kind, purpose, categories))


def _latest(
    events: Iterable[ConsentEvent], recipient_kind: str, purpose: str, categories: Collection[str]
) -> dict[str, ConsentEvent]:
    """The latest event for each category, in the order of the events."""
    found: dict[str, ConsentEvent] = {}
    for event in events:
        if _concerns(event, recipient_kind, purpose):
            covered = [c for c in categories if c in event.covers or (event.state != GIVEN and not event.covers)]
            found.update({category: event for category in covered if category not in found})
    return found


def _speaks(latest: Mapping[str, ConsentEvent]) -> ConsentEvent | None:
    given = (event for event in latest.values() if event.state == GIVEN)
    return next(given, next(iter(latest.values()), None))


def _concerns(event: ConsentEvent, recipient_kind: str, purpose: str) -> bool:
    """Whether an event speaks to this purpose and recipient. A no that names none speaks to all, a yes to none."""
    to_all = event.state != GIVEN
    purpose_matches = purpose in event.purposes or (to_all and not event.purposes)
    recipient_matches = not recipient_kind or recipient_kind in event.recipients or (to_all and not event.recipients)
    return purpose_matches and recipient_matches


def _same(event: ConsentEvent | None, other: ConsentEvent) -> bool:
    """Whether two events say the same in everything that makes a consent good or not."""
    if event is None:
        return False
    mine = (event.state, event.form, event.given_by, event.explained, event.designated_other_id)
    return mine == (other.state, other.form, other.given_by, other.explained, other.designated_other_id)
