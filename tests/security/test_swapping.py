"""Whatever sealed value is put where another belongs is refused: between rows, fields, versions, subjects, tables."""

import itertools
from typing import Any

import pytest

from confide.door.reading import system
from confide.people.adding import add_person, change_person
from confide.people.models import Person
from confide.records.documents import add_document, set_aside, store
from confide.records.models import Document, Mention, RecordEntry
from confide.records.writing import Mentioned, correct_entry, write_entry
from confide.vault.errors import NoKey, SealBroken
from tests.organisation import AT, House

SAID = {"kind": "fact", "provided_by": "family", "provider_name": "Ola", "purpose": "direct_care", "occurred_at": AT}
Cell = tuple[Any, str, bytes]


def cells(row: Any) -> list[Cell]:
    columns = {field.column for field in type(row).sealed.values()}
    return [(row, column, bytes(kept)) for column in sorted(columns) if (kept := getattr(row, column))]


def everything(house: House) -> list[Cell]:
    """Rows of two people, in every table, of several retention classes, and two versions of one row."""
    wren = add_person(kind="candidate", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT, phone="1")
    before = Person.objects.get(pk=wren.pk)
    change_person(wren, {"phone": "07700 900111"}, actor=house.ama.id, at=AT, expecting=1)
    rows = [before, Person.objects.get(pk=wren.pk), Person.objects.get(pk=house.dee.pk)]
    for person in (house.dee, wren):
        for category in ("wellbeing", "health", "convictions", "dbs_result"):
            mentions = [Mentioned("Ola Okonkwo", "relative")]
            said = {**SAID, "category": category, "actor": house.ama, "at": AT}
            entry = write_entry(person, "The same words.", mentions=mentions, **said)
            rows.append(correct_entry(entry, "The same words.", **said))
        file = set_aside()
        file.write(b"words")
        facts = {"category": "wellbeing", "purpose": "direct_care", "description": ""}
        add_document(person, file, file_name="a.txt", actor=house.ama, at=AT, into=store(), **facts)
        file.close()
    for model in (RecordEntry, Mention, Document):
        rows += list(model.objects.all())
    return [cell for row in rows for cell in cells(row)]


def opens(row: Any, column: str, envelope: bytes) -> bool:
    names = [name for name, field in type(row).sealed.items() if field.column == column]
    kept = getattr(row, column)
    setattr(row, column, envelope)
    try:
        row.unlocked(names)
    except (SealBroken, NoKey):
        return False
    finally:
        setattr(row, column, kept)
    return True


@pytest.mark.postgres
def test_no_sealed_value_opens_in_the_place_of_any_other(house: House):
    with system("tests"):
        known = everything(house)
        assert len(known) > 30
        assert all(opens(*cell) for cell in known)
        wrong = [
            (str(row), column, theirs)
            for (row, column, mine), (_other, theirs, envelope) in itertools.permutations(known, 2)
            if envelope != mine and opens(row, column, envelope)
        ]
    assert wrong == []
