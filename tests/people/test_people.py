"""Who somebody is, is sealed; who may see it follows from teams, offices and standing."""

from confide.door.opening import open_rows
from confide.door.rows import SEALED
from confide.ledger.models import Entry
from confide.people.find import find
from confide.people.models import Person
from tests.organisation import AT, House


def test_a_name_shows_only_once_it_was_opened(house: House):
    with house.reads(house.ama):
        dee = Person.objects.get()
        assert str(dee.name) == "[sealed]"
        open_rows([dee], ["name"], purpose="look", at=AT)
        assert dee.name == "Dee Okonkwo"
        assert dee.phone is SEALED


def test_opening_is_one_entry_that_names_nobody(house: House):
    before = Entry.objects.count()
    with house.reads(house.ama):
        open_rows(Person.objects.all(), purpose="look", at=AT)
    entry = Entry.objects.latest("id")
    assert Entry.objects.count() == before + 1
    assert entry.event == "opened"
    assert b"Okonkwo" not in bytes(entry.body)


def test_somebody_without_standing_opens_nothing(house: House):
    with house.reads(house.kit):
        (dee,) = open_rows(Person.objects.all(), purpose="look", at=AT)
    assert dee.name is SEALED
    assert dee.sealed_why


def test_people_are_found_by_name_within_the_team(house: House):
    assert [person.name for person in find(house.reader(house.ama), "okonkwo dee", AT)] == ["Dee Okonkwo"]
    assert find(house.reader(house.sam), "okonkwo", AT) == []
