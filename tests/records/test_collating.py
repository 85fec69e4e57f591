"""Everything about one person is gathered: by the index at once, by the sweep however their name was written."""

from collections import Counter
from random import Random

import pytest

from confide.door.models import SnapshotPart
from confide.door.reading import system
from confide.door.shredding import sealed_tables
from confide.door.sweeping import swept
from confide.ledger.models import Entry
from confide.people.adding import add_alias, add_identifier, add_person
from confide.people.models import Person
from confide.people.roster import keeper
from confide.records import collating, mentioning
from confide.records.collation import INDEX, NOTED, SWEEP, Collated, Collation
from confide.records.holdings import WHOLE, Ending, keepers
from confide.records.models import MentionKey, RecordEntry
from confide.records.writing import Mentioned, write_entry
from tests.invented import BARE, FORMS, Name, note
from tests.organisation import AT, House

pytestmark = pytest.mark.postgres
SAID = {"category": "wellbeing", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}
RECALL = 0.97


@pytest.fixture
def wren(house: House) -> Person:
    """Somebody else, in whose record Dee may be mentioned."""
    with system("tests"):
        return add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT)


def wrote(house: House, person: Person, words: str, *mentions: Mentioned) -> RecordEntry:
    with house.reads(house.ama):
        return write_entry(person, words, actor=house.ama, at=AT, mentions=mentions, **SAID)


def collate(house: House, person: Person, *, sweep: bool = True) -> Collation:
    with house.reads(house.gwen):
        collation = collating.begin(person, actor=house.gwen, at=AT)
    while sweep and collating.advance(collation.pk, at=AT):
        pass
    with system("tests"):
        collation.refresh_from_db()
    return collation


def places(collation: Collation) -> dict:
    with system("tests"):
        return {place.row: place for place in Collated.objects.filter(collation=collation)}


def test_the_index_finds_at_once_what_is_spelt_rightly(house: House, wren: Person):
    with house.reads(house.ama):
        add_alias(house.dee, kind="former_name", name="Deirdre Walsh", actor=house.ama, at=AT)
        add_identifier(house.dee, kind="nhs_number", number="943 476 5919", actor=house.ama, at=AT)
    named = [
        wrote(house, wren, words)
        for words in ("Saw Dee Okonkwo.", "dee okonkwo rang", "D. Walsh", "Mrs Okonkwo", "For 943-476-5919", "P-00001")
    ]
    others = [wrote(house, wren, words) for words in ("Saw Dee.", "Saw Dee Okonkow.", "Saw nobody.")]
    found = places(collate(house, house.dee, sweep=False))
    assert set(found) == {entry.pk for entry in named}
    assert not {entry.pk for entry in others} & set(found)
    assert {place.how for place in found.values()} == {INDEX}


def test_few_entries_are_asked_for_alone_and_not_among_those_of_all_people(house: House):
    asked = {}
    for staff in (house.gwen, house.ama):
        with house.reads(staff):
            asked[staff.username] = str(RecordEntry.objects.filter(pk__in=[house.dee.pk]).query)
    assert "people_person" in asked["ama"]
    assert "people_person" not in asked["gwen"]


def test_whom_the_writer_noted_is_found_without_their_name(house: House, wren: Person):
    entry = wrote(house, wren, "Her neighbour called.", Mentioned("the neighbour", "relative", house.dee.pk))
    assert {row: place.how for row, place in places(collate(house, house.dee, sweep=False)).items()} == {
        entry.pk: NOTED
    }


def test_the_sweep_finds_the_name_in_every_form_but_a_given_name_alone(house: House, wren: Person):
    chance, written = Random(3), {}
    for form, spelt in FORMS.items():
        for _ in range(6):
            entry = wrote(house, wren, note(chance, spelt(chance, Name("Dee", "Okonkwo")), 12))
            written[entry.pk] = form
    bare = wrote(house, wren, note(chance, "Dee", 12))
    found = places(collate(house, house.dee))
    by_form = Counter(written.values())
    recall = {form: sum(written[pk] == form for pk in found if pk in written) / by_form[form] for form in FORMS}
    assert {form: share for form, share in recall.items() if share < RECALL} == {}
    assert bare.pk not in found, BARE
    assert any(place.how == SWEEP for place in found.values())
    assert all(place.form for place in found.values())


def test_the_sweep_reads_everything_that_is_sealed_and_not_only_entries(house: House, wren: Person):
    with house.reads(house.ama):
        entry = wrote(house, wren, "Her neighbour called.", Mentioned("Dee Okonkow", "relative"))
        mention = entry.mentions.get()
    assert mention.pk in places(collate(house, house.dee))


def test_it_is_recorded_step_by_step_without_a_word(house: House, wren: Person):
    wrote(house, wren, "Saw Dee Okonkow.")
    collation = collate(house, house.dee)
    assert collation.finished_at == AT
    assert collation.percent == 100
    assert collation.swept >= 1
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.filter(event__startswith="collation:"))
    assert bodies.count(b'"collation:begin"') == 1
    assert b'"collation:sweep"' in bodies
    assert b"konk" not in bodies
    assert b"Dee" not in bodies


def test_it_goes_on_where_it_stopped_and_finds_nothing_twice(house: House, wren: Person, monkeypatch):
    monkeypatch.setattr(collating, "PEOPLE_A_STEP", 1)
    entries = [wrote(house, wren, "Saw Dee Okonkow.") for _ in range(3)]
    with house.reads(house.gwen):
        collation = collating.begin(house.dee, actor=house.gwen, at=AT)
    steps = 1
    while collating.advance(collation.pk, at=AT):
        keeper().clear()
        steps += 1
    assert steps > 3
    assert set(places(collation)) == {entry.pk for entry in entries}
    assert collating.unfinished() == []
    assert not collating.advance(collation.pk, at=AT)


def test_beginning_twice_is_one_collation(house: House):
    assert collate(house, house.dee, sweep=False).pk == collate(house, house.dee, sweep=False).pk
    assert collating.unfinished()


def test_what_is_the_persons_own_is_listed_and_not_looked_through(house: House):
    entry = wrote(house, house.dee, "Dee Okonkwo ate half of the soup.")
    assert places(collate(house, house.dee)) == {}
    with house.reads(house.gwen):
        own = collating.own(house.dee)
        assert list(own[RecordEntry]) == [entry]
        assert list(own[Person]) == [house.dee]


def test_nobody_but_governance_sees_that_somebody_was_collated(house: House):
    collate(house, house.dee, sweep=False)
    for staff, seen in ((house.gwen, 1), (house.mo, 1), (house.ama, 0), (house.ben, 0), (house.sam, 0)):
        with house.reads(staff):
            assert Collation.objects.count() == seen


def test_the_index_names_nobody(house: House, wren: Person):
    wrote(house, wren, "met Dee Okonkwo")
    wrote(house, wren, "Okonkwo, Dee")
    keys = list(MentionKey.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert all(-(2**63) <= key < 2**63 for key in keys)


@pytest.mark.django_db(transaction=True)
def test_what_is_destroyed_leaves_index_and_roster_in_the_same_act(house: House, wren: Person):
    one = wrote(house, house.dee, "Saw Wren Abara.")
    other = wrote(house, wren, "Saw Dee Okonkwo.")
    mine = next(each for each in keepers() if each.name == "mention_keys")
    assert mine.let_go(house.dee.pk, one.held_as, Ending(AT, "DP-00001")) > 0
    assert set(MentionKey.objects.values_list("entry_id", flat=True)) == {other.pk}
    before = set(SnapshotPart.objects.values_list("generation", flat=True))
    mine.let_go(house.dee.pk, WHOLE, Ending(AT, "DP-00001"))
    assert keeper().roster().line(house.dee.pk.hex).names == []
    assert not before & set(SnapshotPart.objects.values_list("generation", flat=True))
    assert mentioning.mentioning(house.dee) == set()


def test_a_table_that_is_read_from_its_columns_says_rightly_whose_keys_seal_it(house: House, wren: Person):
    wrote(house, wren, "Saw Dee.", Mentioned("Dee Okonkow", "relative"))
    with house.reads(house.ama):
        add_alias(house.dee, kind="known_as", name="Didi", actor=house.ama, at=AT)
    read = 0
    with system("tests"):
        for model in sealed_tables():
            if model.holding_columns is not None:
                holder, held_under = model.holding_columns
                for row in model.objects.all():
                    columns = model.objects.filter(pk=row.pk).values_list(holder, held_under or "pk").get()
                    assert columns[0] == row.seal_holder()
                    assert (columns[1] if held_under else model.retention) == row.held_under
                    assert next(iter(swept(model.objects.filter(pk=row.pk))))[2], model
                    read += 1
    assert read >= 3
