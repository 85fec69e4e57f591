"""Everybody may know who looked: bounded however often somebody was looked at, and naming nobody once a key is gone."""

import csv
import io

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from confide.cases.known import known_to
from confide.cases.perform import open_case
from confide.cases.register import named
from confide.door import looks
from confide.door.models import Look
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.door.recording import record
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.people.glass import break_for
from confide.people.models import Person
from confide.vault.shredding import shred
from tests.organisation import AT, House, settle

MANY = 10_000


def opens(house: House, staff, at=AT) -> None:
    with house.reads(staff, at):
        open_rows(Person.objects.filter(reference="P-00001"), purpose="page of a person", at=at)


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode())))[1:]


@pytest.mark.postgres
def test_a_look_and_a_list_are_both_told_with_what_was_opened(house: House, windows):
    with system("tests"):
        for number in range(9):
            add_person(kind="client", name=f"Wren Abara{number}", team=house.homecare, actor=house.ama.id, at=AT)
    ama = windows(house.ama)
    ama.get("/people/")
    ama.get("/people/P-00001/")
    ama.post("/people/", {"words": "okonkwo"})
    found = rows(ama.get("/people/P-00001/looks.csv"))
    assert [row[1] for row in found] == ["Ama Boateng, Ama Boateng"] * 3
    assert [row[2] for row in found] == [
        "A search that found you",
        "Work with your record",
        "A list with your name in it",
    ]
    assert found[1][3] == "Who you are, How to reach you, Health, care and other sensitive things"
    assert [row[4] for row in found] == ["Opened", "Opened", "Shown in a list"]
    assert [row[4] for row in rows(ama.get("/people/P-00002/looks.csv"))] == ["Shown in a list"]


def test_what_the_product_itself_reads_is_no_look(house: House, windows):
    with system("tests"):
        open_rows(Person.objects.all(), purpose="sweep", at=AT)
    assert rows(windows(house.ama).get("/people/P-00001/looks.csv")) == []


def test_taking_it_away_is_recorded(house: House, windows):
    windows(house.ama).get("/people/P-00001/looks.csv")
    entry = Entry.objects.get(event="exported")
    assert (entry.about, b'"what":"looks"' in bytes(entry.body)) == ("P-00001", True)


def test_broken_glass_is_told_as_such(house: House, windows):
    now = timezone.now()
    with transaction.atomic(), system("tests"):
        entry = record("glass:break", at=now, actor=house.sam.id, about="P-00001", subjects=[house.dee.row_id])
        looks.note(entry, {house.dee.row_id: {""}}, what=looks.GLASS)
    (row,) = rows(windows(house.ama).get("/people/P-00001/looks.csv"))
    assert (row[1], row[4]) == ("Sam Whitlock, Sam Whitlock", "Emergency access for half an hour")


def test_who_broke_the_glass_what_they_opened_and_who_read_it_are_all_told(house: House, windows):
    now = timezone.now()
    with system("tests"):
        settle(house.sam, now)
    given = {"reference": "P-00001", "reason": "She rang, and nobody of her team answers."}
    case = open_case(named("break_glass"), given, actor=house.sam, at=now)
    windows(house.sam).get("/people/P-00001/")
    windows(house.mo).get(f"/broken_glass/{case.number}/")
    told = [(row[1].split()[0], row[4]) for row in rows(windows(house.ama).get("/people/P-00001/looks.csv"))]
    assert told == [("Mo", "Opened"), ("Sam", "Opened"), ("Sam", "Emergency access for half an hour")]


@pytest.fixture
def often(house: House) -> House:
    """Dee was looked at ten thousand times: one real look, repeated in ledger and index."""
    opens(house, house.ama)
    entry, look = Entry.objects.latest("id"), Look.objects.latest("id")
    Entry.objects.bulk_create(
        Entry(body=bytes(entry.body), event="opened", about=entry.about, mac=b"") for _ in range(1, MANY)
    )
    fresh = Entry.objects.filter(id__gt=entry.pk).values_list("id", flat=True)
    same = {"subject": look.subject, "actor": look.actor, "at": look.at, "matter": "", "what": "opened"}
    Look.objects.bulk_create([Look(entry=pk, **same) for pk in fresh], batch_size=2_000)
    return house


@pytest.mark.postgres
def test_for_ten_thousand_looks_a_page_costs_what_it_costs_for_one(often: House, windows):
    ama = windows(often.ama)
    queries = []
    for place in ("", "?page=100", "?page=200"):
        with CaptureQueriesContext(connection) as asked:
            answer = ama.get(f"/people/P-00001/looks/{place}")
        queries.append(len(asked))
        assert answer.content.decode().count("Ama Boateng, Ama Boateng") == 50
        read = [query["sql"] for query in asked.captured_queries if '"ledger_entry"."body"' in query["sql"]]
        assert len(read) == 1, "the bodies of one page and no other"
    assert len(set(queries)) == 1
    assert queries[0] <= 25
    assert len(rows(ama.get("/people/P-00001/looks.csv"))) == MANY


@pytest.mark.postgres
def test_once_the_key_of_a_pseudonym_is_gone_the_index_names_nobody(house: House):
    opens(house, house.ama)
    opens(house, house.ben)
    with house.reads(house.ama):
        assert known_to(house.dee, None).looks.count() == 2
    shred(house.ben.id, "pseudonym", at=AT)
    with house.reads(house.ama):
        told = known_to(house.dee, None).looks[0:5]
        assert [look.who for look in told] == [None, house.ama.id]
    shred(house.dee.row_id, "pseudonym", at=AT)
    with house.reads(house.ama):
        assert known_to(house.dee, None).looks.count() == 0
    assert Look.objects.count() == 2, "the rows stay and name nobody"
    stored = str(list(Look.objects.values()))
    assert str(house.dee.pk) not in stored
    assert str(house.ama.pk) not in stored
    assert "P-00001" not in stored


@pytest.mark.postgres
def test_the_index_repeats_the_ledger_and_what_was_taken_out_of_it_is_found(house: House, windows):
    windows(house.ama).get("/people/")
    windows(house.ama).get("/people/P-00001/")
    assert looks.astray() == []
    gone = Look.objects.latest("id")
    gone.delete()
    assert looks.astray() == [gone.entry]


def test_through_broken_glass_it_is_not_shown(house: House, windows, cases):
    now = timezone.now()
    with transaction.atomic(), system("tests"):
        house_glass(house, now)
    sam = windows(house.sam)
    assert "through broken glass only" in sam.get("/people/P-00001/looks/").content.decode()
    assert sam.get("/people/P-00001/looks.csv").status_code == 302


def house_glass(house: House, now) -> None:
    break_for(house.dee, "P-00001", staff=house.sam, matter="BG-00001", at=now)


def test_while_the_glass_is_broken_every_page_says_so_with_a_way_to_end_it(house: House, windows):
    with transaction.atomic(), system("tests"):
        house_glass(house, timezone.now())
    for place in ("/", "/people/", "/policy/"):
        text = windows(house.sam).get(place).content.decode()
        assert "You broke the glass for P-00001. It ends by itself in 30 minutes" in text
        assert "/broken_glass/1/end-now/" in text
        assert "You broke the glass" not in windows(house.ama).get(place).content.decode()
