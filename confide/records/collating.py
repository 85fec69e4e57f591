"""Gathering what is held about one person: the index first, then a sweep through everything for what it cannot know.

- The index answers at once and finds what is spelt rightly. The sweep opens every sealed word in memory, table by
  table, and finds names that were misspelt, shortened or left to a surname.
- Each step of the sweep is one transaction: where it found something, how far it came, and its line in the ledger. It
  can be stopped anywhere and goes on from there; two that run at once do no harm.
- What is sealed under the person's own keys is theirs anyway and is not looked through.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from confide.domain.mentions import Known
from confide.domain.mentions import third_parties as named
from confide.domain.refusal import Stale
from confide.domain.sought import Form, Sought
from confide.door.reading import system
from confide.door.recording import record
from confide.door.rows import SealedRow
from confide.door.shredding import holdings_of, sealed_tables
from confide.door.sweeping import swept
from confide.door.versions import as_uuid
from confide.people.models import Alias, Identifier, Person, Staff
from confide.people.roster import nicknames, roster
from confide.records.collation import INDEX, NOTED, SWEEP, Collated, Collation
from confide.records.mentioning import IN_WORDS, mentioning, texts
from confide.records.models import Mention, RecordEntry

PEOPLE_A_STEP = 500
ROWS_A_STEP = 5_000
NOT_SWEPT: tuple[type[SealedRow], ...] = (Person, Alias, Identifier)
"""Who people are: a namesake's own name says nothing about anybody else."""


class Place(NamedTuple):
    """A row in which somebody is named, whose key seals it, and in which form."""

    row: UUID
    holder: UUID
    form: Form


def begin(person: Person, *, actor: Staff, at: datetime) -> Collation:
    """Begin a collation with what the index knows. One that is not finished yet is returned as it is."""
    running = Collation.objects.filter(person=person, finished_at=None).first()
    if running is not None:
        return running
    with transaction.atomic():
        found = _indexed(person)
        collation = Collation(person=person, begun_by=actor, begun_at=at, table=_labels()[0], total=_rows_to_read())
        collation.save(force_insert=True)
        for place in found:
            place.collation = collation
            place.save(force_insert=True)
        record(
            "collation:begin",
            at=at,
            actor=actor.id,
            about=person.reference,
            clauses=("2.6a",),
            subjects=[person.row_id],
            data={"index": len(found), "to_read": collation.total},
        )
    return collation


def _indexed(person: Person) -> list[Collated]:
    """Entries about others that mention somebody: noted by whoever wrote them, or by their names and numbers."""
    table = RecordEntry._meta.label
    noted = set(Mention.objects.filter(somebody=person).values_list("entry_id", flat=True))
    places = RecordEntry.objects.filter(pk__in=noted | mentioning(person)).exclude(person=person)
    return [
        Collated(table=table, row=pk, holder=holder, how=NOTED if pk in noted else INDEX)
        for pk, holder in places.values_list("pk", "person_id")
    ]


def advance(pk: UUID, *, at: datetime) -> bool:
    """Take one step of a collation; whether there is more to do. What somebody else did meanwhile is left to them."""
    with system("collate what is held about somebody"):
        collation = Collation.objects.select_related("person").get(pk=pk)
        if collation.finished_at is not None:
            return False
        model = apps.get_model(collation.table)
        last, rows = _next(model, collation.after)
        read, found = _found(rows, collation)
        try:
            with transaction.atomic():
                _keep(collation, found, read=read, last=last, at=at)
        except Stale:
            return True
    return collation.finished_at is None


def third_parties(entry: RecordEntry, known: Known, beside: Collection[str]) -> set[str]:
    """The names of people we know, as the index spells them, whom an opened entry mentions beside its own person."""
    return {pair for text in texts(getattr(entry, name) for name in IN_WORDS) for pair in named(text, known, beside)}


def unfinished() -> list[UUID]:
    """The collations that have more to do, the oldest first."""
    with system("collate what is held about somebody"):
        return list(Collation.objects.filter(finished_at=None).order_by("begun_at").values_list("pk", flat=True))


def own(person: Person) -> dict[type[SealedRow], QuerySet[Any]]:
    """What is sealed under the person's own keys, table by table, as far as the reader sees it."""
    classes = holdings_of(person.row_id)
    found = {}
    for model in sealed_tables():
        rows = model.objects.none()
        for retention in classes:
            rows = rows | model.objects.filter(model.of_holding(person.row_id, retention))
        if rows.exists():
            found[model] = rows
    return found


def _sought(person: Person) -> Sought:
    line = roster().line(person.pk.hex)
    if line is None:
        return Sought([], [person.reference], nicknames())
    return Sought(line.names, [line.reference, *line.numbers], nicknames())


def _labels() -> list[str]:
    return sorted(model._meta.label for model in sealed_tables() if not issubclass(model, NOT_SWEPT))


def _rows_to_read() -> int:
    with system("collate what is held about somebody"):
        return sum(apps.get_model(label).objects.count() for label in _labels())


def _next(model: Any, after: UUID | None) -> tuple[UUID | None, QuerySet[Any]]:
    """The next rows of a table and where they end; None at its end.

    What is kept by person is read by person, so that each of their keys is unwrapped once.
    """
    by_person = any(field.name == "person" for field in model._meta.fields)
    keys, size = (Person.objects, PEOPLE_A_STEP) if by_person else (model.objects, ROWS_A_STEP)
    later = keys.filter(pk__gt=after) if after else keys.all()
    chosen = list(later.order_by("pk").values_list("pk", flat=True)[:size])
    if not chosen:
        return None, model.objects.none()
    rows = model.objects.filter(**{"person__in" if by_person else "pk__in": chosen})
    beside = {field.name for field in model._meta.fields} & {"case", "entry"}
    return chosen[-1], rows.select_related(*beside) if beside else rows


def _found(rows: QuerySet[Any], collation: Collation) -> tuple[int, list[Place]]:
    """How many rows were read, and where the person is named in what is not their own."""
    sought, read, found = _sought(collation.person), 0, []
    for row, holder, said in swept(rows):
        read += 1
        if holder != collation.person_id:
            forms = [form for text in _texts(said.values()) if (form := sought.found_in(text)) is not None]
            found += [Place(as_uuid(row), holder, min(forms))] if forms else []
    return read, found


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Every text in what was opened, however deep."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)


def _keep(collation: Collation, found: Sequence[Place], *, read: int, last: UUID | None, at: datetime) -> None:
    """Write down where something was found and how far it came. Raises Stale where somebody else came further."""
    table = collation.table
    data = {"table": table, "looked_through": read, "found": len(found)}
    places = {place.row: place for place in collation.places.filter(table=table)}
    collation.swept += read
    collation.after = last
    if last is None:
        later = [label for label in _labels() if label > collation.table]
        collation.table, collation.finished_at = (later[0], None) if later else (collation.table, at)
    collation.save()
    for row, holder, form in found:
        new = {"collation": collation, "table": table, "row": row, "holder": holder, "how": SWEEP}
        place = places.get(row) or Collated(**new)
        place.form = int(form)
        place.save()
    if read:
        about = collation.person
        record(
            "collation:sweep",
            at=at,
            actor="system:collation",
            about=about.reference,
            clauses=("2.6a",),
            subjects=[about.row_id],
            data=data,
        )
