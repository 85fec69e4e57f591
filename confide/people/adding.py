"""How a person comes to be known, by what else, and how that is put right: sealed at once, and recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from confide.domain.refusal import Stale
from confide.door.recording import Who, record
from confide.people.models import Alias, Identifier, Person, Staff, Team
from confide.people.numbering import PERSON_PREFIX, next_number

F = TypeVar("F", Alias, Identifier)


def add_person(*, kind: str, name: str, team: Team | None, actor: Who, at: datetime, **facts: Any) -> Person:
    """Add a person, with its ledger entry, in one transaction. `facts` are the other fields of Person.

    Raises ValidationError for a field that is wrong.
    """
    with transaction.atomic():
        reference = f"{PERSON_PREFIX}-{next_number('person'):05d}"
        person = Person(reference=reference, kind=kind, name=name, team=team, added_at=at, **facts)
        person.full_clean(exclude=["team"], validate_unique=False)
        person.save(force_insert=True)
        record(
            "person:add",
            at=at,
            actor=actor,
            about=reference,
            clauses=("1.2",),
            subjects=[person.row_id],
            data={"kind": kind, "sealed": person.digests()},
        )
    return person


def add_alias(person: Person, *, kind: str, name: str, actor: Staff, at: datetime, key: UUID | None = None) -> Alias:
    """Note another name of somebody, with its ledger entry; `key` is its id. Raises ValidationError."""
    return _noted(Alias(id=key or uuid4(), person=person, kind=kind, name=name), "person:note_a_name", actor, at)


def add_identifier(
    person: Person, *, kind: str, number: str, actor: Staff, at: datetime, key: UUID | None = None
) -> Identifier:
    """Note a number of somebody, in the same way. Raises ValidationError for one that nobody can have."""
    row = Identifier(id=key or uuid4(), person=person, kind=kind, number=number)
    return _noted(row, "person:note_a_number", actor, at)


def _noted(row: F, event: str, actor: Staff, at: datetime) -> F:
    row.noted_by, row.noted_at = actor, at
    with transaction.atomic():
        row.full_clean(exclude=["person", "noted_by"], validate_unique=False)
        row.save(force_insert=True)
        record(
            event,
            at=at,
            actor=actor.id,
            about=row.person.reference,
            clauses=("1.2",),
            subjects=[row.seal_holder()],
            data={"kind": row.kind, "sealed": row.digests()},
        )
    return row


def change_person(person: Person, changes: Mapping[str, Any], *, actor: Who, at: datetime, expecting: int) -> Person:
    """Change what is known of a person, in the version that the actor saw, with its ledger entry.

    Raises Stale where somebody was faster, ValidationError for a field that is wrong.
    """
    if person.version != expecting:
        raise Stale
    for name, value in changes.items():
        setattr(person, name, value)
    person.full_clean(exclude=["team", "staff"], validate_unique=False)
    with transaction.atomic():
        person.save()
        record(
            "person:change",
            at=at,
            actor=actor,
            about=person.reference,
            clauses=("1.2",),
            subjects=[person.row_id],
            data={"changed": sorted(changes), "version": person.version, "sealed": person.digests()},
        )
    return person
