"""How a person comes to be known: with a reference of their own, sealed from the first moment, and recorded."""

from datetime import datetime
from typing import Any

from django.db import transaction

from confide.door.recording import Who, record
from confide.people.models import Person, Team
from confide.people.numbering import PERSON_PREFIX, next_number


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
