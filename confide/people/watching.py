"""Monitoring of access: whether it may be done at all, of whom, and the signs that were found.

- Nothing is computed before the assessment is approved, of nobody who has not had the notice, and of no kind that is
  switched off. Each of these is a dated row; `state` is the one projection of them.
- A sign goes to somebody other than whom it is about and their line manager, and neither sees it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from confide.door import looks
from confide.door.recording import record
from confide.people.models import Staff
from confide.people.monitoring import APPROVED, ENDED, NOTICE, OFF, ON, Signal, Watching
from confide.people.offices import who_decides

REVIEWS = ("data_protection_officer", "managing_director")
"""The offices that review signs; the second where nobody in the first may."""


@dataclass(frozen=True, slots=True)
class State:
    """What may be looked at: nothing where `approved_on` is None, and of somebody only from the day of their notice."""

    approved_on: date | None = None
    off: frozenset[str] = frozenset()
    notices: Mapping[UUID, date] = field(default_factory=dict)


def state(at: datetime, *, version: int) -> State:
    """The state of the monitoring at a time, with notices of at least this version."""
    approved, off, notices = None, set[str](), dict[UUID, date]()
    for row in Watching.objects.filter(recorded_at__lte=at).order_by("recorded_at", "on"):
        if row.what in {APPROVED, ENDED}:
            approved = (approved or row.on) if row.what == APPROVED else None
        elif row.what in {OFF, ON}:
            (off.add if row.what == OFF else off.discard)(row.kind)
        elif row.staff_id and (row.issue or 0) >= version:
            notices[row.staff_id] = min(notices.get(row.staff_id, row.on), row.on)
    return State(approved, frozenset(off), notices)


def note(what: str, *, on: date, by: Staff, at: datetime, **facts: Any) -> Watching:
    """Record one fact. Its case is what the ledger tells of."""
    row = Watching(what=what, on=on, recorded_by=by, recorded_at=at, **facts)
    row.save(force_insert=True)
    return row


def give_notice(version: int, *, on: date, by: Staff, at: datetime) -> int:
    """Record that everybody who works here has had this version and had not before. Returns how many."""
    had = set(Watching.objects.filter(what=NOTICE, issue__gte=version).values_list("staff", flat=True))
    without = [staff for staff in Staff.objects.order_by("username") if staff.pk not in had and staff.works_at(at)]
    for staff in without:
        note(NOTICE, on=on, by=by, at=at, staff=staff, issue=version)
    return len(without)


def missed(actor: Staff, at: datetime) -> None:
    """Record that somebody guessed at a person and was wrong; nothing of the guess is kept."""
    with transaction.atomic():
        entry = record("glass:miss", at=at, actor=actor.id, about="glass", clauses=("1.2e",))
        looks.note(entry, {}, what=looks.MISSED)


def signal(kind: str, staff: Staff, *, key: str, at: datetime, facts: Mapping[str, Any]) -> bool:
    """Raise a sign once for each key; what is not under review yet takes on new facts. Whether it is a new one."""
    whole = f"{kind}/{staff.pk}/{key}"
    known = Signal.objects.filter(key=whole).first()
    if known is None:
        row = Signal(kind=kind, staff=staff, reviewer=reviewer(staff, at), key=whole, at=at, facts=dict(facts))
        row.save(force_insert=True)
        return True
    if not known.matter and known.facts != facts:
        known.facts, known.at = dict(facts), at
        known.save()
    return False


def reviewer(staff: Staff, at: datetime) -> Staff | None:
    """Who reviews what concerns somebody: neither they nor their line manager."""
    concerned = [staff.pk, staff.line_manager_id]
    found = (who_decides(office, matter=concerned, at=at) for office in REVIEWS)
    return next((who for who in found if who is not None), None)


def take_up(keys: Collection[Any], staff: Staff, matter: str) -> int:
    """Put the signs about somebody that wait, as far as the reader sees them, under one review. Returns how many."""
    return Signal.objects.filter(pk__in=keys, staff=staff, matter="").update(matter=matter)


def settle(matter: str, outcome: str) -> int:
    """What a review came to. Returns of how many signs."""
    return Signal.objects.filter(matter=matter).update(outcome=outcome)
