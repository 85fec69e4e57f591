"""Entries say what they are, from whom and what for; corrections leave the old words; others have rows of their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from confide.domain.refusal import Forbidden, Stale
from confide.door.opening import open_rows
from confide.door.reading import WayBarred, system
from confide.door.rows import SEALED
from confide.ledger.models import Entry
from confide.records.models import Mention, RecordEntry
from confide.records.writing import Mentioned, correct_entry, write_entry
from tests.organisation import AT, House

SAID = {"category": "care_record", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}
pytestmark = pytest.mark.postgres


def wrote(house: House, words: str = "Ate half of the soup.", **said) -> RecordEntry:
    with house.reads(house.ama):
        return write_entry(house.dee, words, actor=house.ama, at=AT, **{**SAID, **said})


def looks(house: House, staff, *, serving: str = "direct_care") -> list[RecordEntry]:
    """What somebody sees of Dee's entries, opened for a purpose."""
    with house.reads(staff):
        rows = list(RecordEntry.current().select_related("person").order_by("occurred_at"))
        return open_rows(rows, purpose="look", at=AT, serving=serving)


def test_an_entry_is_written_with_its_line_in_the_ledger_that_holds_no_word_of_it(house):
    entry = wrote(house, mentions=[Mentioned("Ola Okonkwo", "relative")])
    (seen,) = looks(house, house.ben)
    assert seen.told == "Ate half of the soup."
    assert (seen.kind, seen.provided_by, seen.purpose, seen.category) == (
        "fact",
        "own_observation",
        "direct_care",
        "care_record",
    )
    line = Entry.objects.get(event="entry:write")
    assert line.about == house.dee.reference
    body = bytes(line.body).decode()
    assert entry.digests()["sealed_special"] in body
    assert "soup" not in body
    assert "Ola" not in body


@pytest.mark.parametrize(
    ("category", "column"),
    [("wellbeing", "sealed_confidential"), ("health", "sealed_special"), ("convictions", "sealed_criminal")],
)
def test_special_and_criminal_words_are_sealed_in_documents_of_their_own(house, category, column):
    entry = wrote(house, category=category)
    kept = {name for name in ("sealed_confidential", "sealed_special", "sealed_criminal") if getattr(entry, name)}
    assert kept == {column}


def test_words_kept_as_something_that_they_are_not_are_refused(house):
    with house.reads(house.ama), pytest.raises(ValidationError):
        entry = RecordEntry(person=house.dee, words="A diagnosis.", **SAID, occurred_at=AT, written_at=AT)
        entry.clean()


def test_an_entry_without_words_is_refused(house):
    with pytest.raises(ValidationError) as wrong:
        wrote(house, "")
    assert "special_words" in wrong.value.message_dict


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(house):
    old = wrote(house)
    with house.reads(house.ben):
        new = correct_entry(old, "Ate all of the soup.", actor=house.ben, at=AT, **SAID, occurred_at=AT)
        versions = list(RecordEntry.objects.filter(chain=old.chain).order_by("written_at", "replaces"))
    assert {row.pk for row in versions} == {old.pk, new.pk}
    assert [row.told for row in looks(house, house.ama)] == ["Ate all of the soup."]
    with house.reads(house.ama):
        kept = RecordEntry.objects.select_related("person").get(pk=old.pk)
        open_rows([kept], purpose="look", at=AT, serving="direct_care")
        assert kept.told == "Ate half of the soup."


def test_of_two_corrections_of_one_version_one_counts_and_the_other_is_told(house):
    old = wrote(house)
    with house.reads(house.ama):
        correct_entry(old, "Ate all of it.", actor=house.ama, at=AT, **SAID, occurred_at=AT)
        with pytest.raises(Stale):
            correct_entry(old, "Ate none of it.", actor=house.ama, at=AT, **SAID, occurred_at=AT)
    assert [row.told for row in looks(house, house.ama)] == ["Ate all of it."]


def test_a_chain_begins_with_its_first_version(house):
    entry = wrote(house)
    with system("tests"), transaction.atomic(), pytest.raises(IntegrityError):
        RecordEntry.objects.filter(pk=entry.pk).update(chain=house.ama.pk)


def test_an_entry_is_never_written_over(house):
    entry = wrote(house)
    with house.reads(house.ama), pytest.raises(WayBarred):
        entry.save()


def test_whoever_is_mentioned_has_a_row_of_their_own_sealed_with_the_entry(house):
    entry = wrote(house, mentions=[Mentioned("Ola Okonkwo", "relative")])
    with house.reads(house.ama):
        (mention,) = Mention.objects.select_related("entry__person")
        assert mention.name is SEALED
        open_rows([mention], purpose="look", at=AT, serving="direct_care")
        assert (mention.name, mention.relation) == ("Ola Okonkwo", "relative")
    assert (mention.seal_holder(), mention.held_under) == (house.dee.pk, entry.held_as)


def test_what_is_yet_to_come_has_not_happened(house):
    with pytest.raises(ValidationError) as wrong:
        wrote(house, occurred_at=AT + timedelta(days=1))
    assert set(wrong.value.message_dict) == {"occurred_at"}
    wrote(house, occurred_at=AT + timedelta(minutes=4))


def test_only_the_kinds_of_information_that_the_purpose_needs_open(house):
    wrote(house, category="care_record")
    wrote(house, "Paid weekly.", category="pay", occurred_at=AT - timedelta(hours=1))
    pay, care = looks(house, house.ama)
    assert care.told == "Ate half of the soup."
    assert pay.told is SEALED
    assert pay.sealed_why


def test_without_a_purpose_nothing_opens(house):
    wrote(house)
    (entry,) = looks(house, house.ama, serving="")
    assert entry.told is SEALED


def test_a_stranger_sees_no_entry_and_writes_none(house):
    wrote(house, mentions=[Mentioned("Ola Okonkwo", "relative")])
    assert looks(house, house.sam) == []
    with house.reads(house.sam):
        assert not Mention.objects.exists()
        with pytest.raises(Http404):
            write_entry(house.dee, "Hm.", actor=house.sam, at=AT, **SAID)


def test_whoever_has_signed_nothing_writes_nothing(house):
    with house.reads(house.kit), pytest.raises(Forbidden) as refused:
        write_entry(house.dee, "Hm.", actor=house.kit, at=AT, **SAID)
    assert "1.5a" in refused.value.clauses
