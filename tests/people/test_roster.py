"""The roster holds everybody's names sealed, is opened once, follows every change, and forgets whom it must."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from confide.door import snapshots
from confide.door.models import SnapshotPart, SpentGeneration
from confide.door.reading import WayBarred, system
from confide.door.sweeping import swept, told
from confide.ledger.models import Entry
from confide.people.adding import add_alias, add_identifier, add_person
from confide.people.find import find, in_order, is_anybody_named, search
from confide.people.models import Alias, Identifier, Person
from confide.people.noting import ROSTER
from confide.people.roster import Keeper, forget, keeper, rebuild, roster, tend
from confide.vault.errors import Shredded
from confide.vault.keyring import data_key, ring
from confide.vault.models import DataKey
from tests.organisation import AT, House
from tests.vault.test_shredding import left_in_files

pytestmark = pytest.mark.postgres


def add(house: House, name: str, team=None) -> Person:
    with system("tests"):
        return add_person(kind="client", name=name, team=team or house.homecare, actor=house.ama.id, at=AT)


def names(house: House, words: str, who=None) -> list[str]:
    return [person.name for person in find(house.reader(who or house.ama), words, AT)]


def test_it_is_opened_once_and_a_look_up_asks_once_whether_it_is_the_newest(house: House):
    other = Keeper()
    before = other.openings
    for _ in range(3):
        other.roster()
    assert other.openings == before + 1
    with CaptureQueriesContext(connection) as queries, CaptureQueriesContext(connections["keys"]) as keys:
        other.roster()
    assert (len(queries), len(keys)) == (1, 0)


def test_a_look_up_opens_only_whom_it_found(house: House):
    for number in range(40):
        add(house, f"Wren Abara{'abcdefghij'[number % 10]}")
    keeper().roster()
    ring().clear()
    before = ring().unwraps
    assert names(house, "okonkwo") == ["Dee Okonkwo"]
    # The person's own key, and those of pseudonyms for the entry: the reader's and the person's.
    assert ring().unwraps - before <= 3


def test_a_change_in_one_process_shows_in_the_next_look_up_of_another(house: House):
    other = Keeper()
    other.roster()
    wren = add(house, "Wren Abara")
    assert other.roster().line(wren.pk.hex).names == ["wren abara"]
    with house.reads(house.ama):
        wren.name = "Wren Ashdown"
        wren.save()
    assert other.roster().line(wren.pk.hex).names == ["wren ashdown"]
    assert other.openings == 1


def test_a_change_that_is_taken_back_leaves_no_trace_in_memory(house: House):
    other = Keeper()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wren = add(house, "Wren Abara")
        assert other.roster().line(wren.pk.hex)
        raise ZeroDivisionError
    add(house, "Somebody Else")
    assert other.roster().line(wren.pk.hex) is None


def test_somebody_who_moves_to_another_team_is_found_there_and_no_longer_here(house: House):
    with house.reads(house.gwen):
        dee = Person.objects.get()
        dee.team = house.teaching
        dee.save()
    assert names(house, "okonkwo") == []
    assert names(house, "okonkwo", house.sam) == ["Dee Okonkwo"]


def test_people_are_found_by_alias_and_number_with_the_reason(house: House):
    with house.reads(house.ama):
        add_alias(house.dee, kind="former_name", name="Deirdre Walsh", actor=house.ama, at=AT)
        add_identifier(house.dee, kind="nhs_number", number="943 476 5919", actor=house.ama, at=AT)
    for words, by, alias in (("walsh", "alias", "Deirdre Walsh"), ("943 476 5919", "nhs_number", "")):
        (found,) = search(house.reader(house.ama), words, AT)
        assert (found.person.name, found.by, found.alias) == ("Dee Okonkwo", by, alias)
    assert search(house.reader(house.sam), "walsh", AT) == []


def test_a_number_that_nobody_can_have_is_refused(house: House):
    with house.reads(house.ama), pytest.raises(ValidationError) as wrong:
        add_identifier(house.dee, kind="nhs_number", number="943 476 5918", actor=house.ama, at=AT)
    assert "number" in wrong.value.error_dict
    with system("tests"):
        assert Identifier.objects.count() == 0


def test_aliases_and_numbers_are_recorded_without_being_named(house: House):
    with house.reads(house.ama):
        add_alias(house.dee, kind="known_as", name="Didi", actor=house.ama, at=AT)
        add_identifier(house.dee, kind="payroll", number="TLG-0042", actor=house.ama, at=AT)
    events = {entry.event: bytes(entry.body) for entry in Entry.objects.filter(about="P-00001")}
    assert {"person:note_a_name", "person:note_a_number"} <= set(events)
    assert b"Didi" not in b"".join(events.values())
    assert b"TLG" not in b"".join(events.values())


def test_whose_name_would_not_open_is_not_found_by_it(house: House):
    assert find(house.reader(house.kit), "okonkwo", AT) == []
    with house.reads(house.kit):
        assert not is_anybody_named("Mrs Okonkwo", AT)
    (found,) = find(house.reader(house.kit), "P-00001", AT)
    assert str(found.name) == "[sealed]"


def test_who_has_no_standing_learns_nothing_from_the_order_of_a_list(house: House):
    zoe, abel = add(house, "Zoe Abara"), add(house, "Abel Zane")
    with house.reads(house.ama):
        assert in_order() == [person.pk.hex for person in (abel, house.dee, zoe)]
    with house.reads(house.kit):
        assert in_order() == [person.pk.hex for person in (house.dee, zoe, abel)]
    with house.reads(house.sam):
        assert in_order() == []


def test_only_the_product_itself_copies_what_is_sealed(house: House):
    with house.reads(house.gwen), pytest.raises(WayBarred):
        list(told(Person.objects.all(), ("name",)))
    with house.reads(house.gwen), pytest.raises(WayBarred):
        list(swept(Person.objects.all()))


def test_no_name_stands_in_the_tables_of_the_roster(house: House):
    add(house, "Wren Abara")
    raw = b"".join(bytes(part.envelope) for part in SnapshotPart.objects.all()).lower()
    assert raw
    for word in (b"abara", b"okonkwo", b"p-00001"):
        assert word not in raw


@pytest.mark.django_db(transaction=True)
def test_after_somebody_is_forgotten_no_older_copy_opens(house: House):
    add(house, "Wren Abara")
    (before,) = SnapshotPart.objects.values_list("generation", flat=True).distinct()
    old = list(SnapshotPart.objects.all())
    forget([house.dee.pk], at=AT)
    assert roster().line(house.dee.pk.hex).names == []
    assert names(house, "okonkwo") == []
    assert names(house, "abara") == ["Wren Abara"]
    assert not SnapshotPart.objects.filter(generation=before).exists()
    assert not DataKey.objects.filter(holder=before).exists()
    ring().clear()
    with pytest.raises(Shredded):
        data_key(before, snapshots.RETENTION, create=True, at=AT)
    for part in old:
        with pytest.raises(Shredded):
            snapshots._opened(part)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in files of ours")
def test_no_byte_of_the_key_of_an_older_copy_is_left_in_the_files_of_the_key_store(house: House):
    (before,) = SnapshotPart.objects.values_list("generation", flat=True).distinct()
    wrapped = bytes(DataKey.objects.get(holder=before).wrapped)
    assert left_in_files(wrapped)
    forget([house.dee.pk], at=AT)
    for start in range(0, 40, 10):
        assert left_in_files(wrapped[start : start + 10]) == []


@pytest.mark.django_db(transaction=True)
def test_whoever_dies_before_the_old_key_is_destroyed_is_finished_by_the_next(house: House, monkeypatch):
    monkeypatch.setattr("confide.door.snapshots.destroy_spent", lambda **_: None)
    (before,) = SnapshotPart.objects.values_list("generation", flat=True).distinct()
    forget([house.dee.pk], at=AT)
    assert SpentGeneration.objects.count() == 1
    monkeypatch.undo()
    tend(AT + timedelta(hours=1))
    assert not DataKey.objects.filter(holder=before).exists()
    assert SpentGeneration.objects.count() == 0


def test_it_gets_a_new_key_each_week_and_not_before(house: House):
    def generation():
        return snapshots.mark(ROSTER).generation

    rebuild(at=AT)
    first = generation()
    tend(AT + timedelta(days=6))
    assert generation() == first
    tend(AT + timedelta(days=8))
    assert generation() != first
    assert names(house, "okonkwo") == ["Dee Okonkwo"]


def test_it_is_made_from_the_rows_where_there_is_none(house: House):
    with house.reads(house.ama):
        add_alias(house.dee, kind="known_as", name="Didi", actor=house.ama, at=AT)
    kept = list(roster().lines())
    SnapshotPart.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM door_snapshot")
    keeper().clear()
    assert list(roster().lines()) == kept


def test_many_changes_become_one_with_the_whole(house: House, monkeypatch):
    monkeypatch.setattr("confide.people.roster.MOST_BESIDE", 3)
    for name in ("Ada Ash", "Bea Birch", "Cy Cedar", "Di Dogwood", "Eve Elm"):
        add(house, name)
    assert len(roster().changed) <= 3
    assert names(house, "dogwood") == ["Di Dogwood"]
    tend(AT)
    assert SnapshotPart.objects.count() == 1
    assert names(house, "dogwood") == ["Di Dogwood"]


def test_an_alias_goes_with_the_key_of_the_person(house: House):
    with house.reads(house.ama):
        alias = add_alias(house.dee, kind="known_as", name="Didi", actor=house.ama, at=AT)
    with system("tests"):
        assert Alias.objects.get().seal_holder() == house.dee.pk == alias.seal_holder()
        assert Alias.retention == Person.retention
