"""People are found within one's own work; each page that shows names is one entry in the record."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from confide.cases.register import every, named
from confide.door.fields import declared
from confide.door.looking_up import Search
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.people.find import search
from confide.records.consent import record_consent
from confide.records.models import ConsentEvent
from tests.organisation import AT, House
from tests.registers.playing import opened as a_case

CONSENT = {"state": "unsafe_to_seek", "form": "none", "given_by": "nobody", "explained": "unknown", "capacity": "has"}


@pytest.fixture
def crowd(house: House) -> House:
    with system("tests"):
        for number in range(30):
            add_person(kind="client", name=f"Wren Abara{number:02d}", team=house.homecare, actor=house.ama.id, at=AT)
    return house


def opened() -> list[dict]:
    return [json.loads(bytes(entry.body)) for entry in Entry.objects.filter(event="opened").order_by("id")]


def test_one_page_of_names_is_one_entry(crowd: House, windows):
    answer = windows(crowd.ama).get("/people/")
    assert "Dee Okonkwo" in answer.content.decode()
    (entry,) = opened()
    assert entry["about"] == "25 records"
    assert entry["data"]["tables"]["people_person"]["fields"] == ["name"]


def test_a_list_without_anybody_opens_nothing(crowd: House, windows):
    assert "Nobody here matches" in windows(crowd.sam).get("/people/").content.decode()
    assert opened() == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "okonkwo"}, True),
        ({"words": "P-00001"}, True),
        ({"words": "OKON dee"}, True),
        ({"words": "zebedee"}, False),
        ({"words": "okonkwo", "kind": "client"}, False),
        ({"kind": "service_user"}, True),
        ({"kind": "client"}, False),
    ],
)
def test_people_are_found_by_name_reference_and_kind(asked, found, crowd: House, windows):
    page = windows(crowd.ama).post("/people/", asked, follow=True)
    assert ("Dee Okonkwo" in page.content.decode()) is found


def test_no_name_that_somebody_looks_for_stands_in_an_address(crowd: House, windows):
    window = windows(crowd.ama)
    assert window.post("/people/", {"words": "okonkwo", "kind": "service_user"}).status_code == 200
    assert window.post("/people/", {"kind": "service_user"}).url == "/people/?kind=service_user"
    assert "Wren Abara00" in window.get("/people/", {"words": "okonkwo"}).content.decode()


def test_looking_for_somebody_opens_those_found_and_says_how_many_were_looked_through(crowd: House, windows):
    windows(crowd.ama).post("/people/", {"words": "okonkwo"})
    (found,) = [entry["data"] for entry in opened()]
    assert found["looked_through"] == 31
    assert [len(table["rows"]) for table in found["tables"].values()] == [1]


def test_many_found_are_told_to_be_named_more_closely(crowd: House, windows, monkeypatch):
    monkeypatch.setattr("confide.web.people.FOUND_AT_MOST", 20)
    assert "Type more of the name" in windows(crowd.ama).post("/people/", {"words": "wren"}).content.decode()


@pytest.mark.parametrize("asked", [{"kind": "nonsense"}, {"team": "x"}, {"team": "\x00"}, {"words": "\x00"}])
def test_what_cannot_be_meant_is_said_beside_the_field(asked, crowd: House, windows):
    answer = windows(crowd.ama).post("/people/", asked)
    assert "errorlist" in answer.content.decode()
    assert "Okonkwo" not in answer.content.decode()


def test_the_page_of_a_person_shows_who_they_are_to_those_who_look_after_them(house: House, windows):
    text = windows(house.ama).get("/people/P-00001/").content.decode()
    assert "Dee Okonkwo" in text
    assert "07700 900123" in text
    assert "6 May 1941" in text


def test_a_starter_sees_that_somebody_is_there_and_nothing_else(house: House, windows):
    for place in ("/people/", "/people/P-00001/"):
        text = windows(house.kit).get(place).content.decode()
        assert "[sealed]" in text
        assert "Okonkwo" not in text
        assert "07700" not in text


def test_the_state_of_a_consent_is_nothing_for_a_starter(house: House, windows):
    with system("tests"):
        record_consent(house.dee, actor=house.ama, at=AT, **CONSENT)
    said = {str(declared(ConsentEvent)["state"].words("unsafe_to_seek"))}
    for place in ("/people/", "/people/P-00001/"):
        assert [word for word in said if word in windows(house.ama).get(place).content.decode()], place
        text = windows(house.kit).get(place).content.decode()
        assert [word for word in said if word in text] == []
        assert "Nothing is recorded" not in text
        assert "None recorded" not in text


def test_lists_files_and_counts_of_a_starter_are_of_their_own_matters(house: House, windows, cases):
    kit = windows(house.kit)
    for plural in [register.rules.plural for register in every()]:
        assert cases[plural].reference not in kit.get(f"/{plural}/").content.decode()
        assert b"".join(kit.get(f"/{plural}/export.csv")).decode().count("\n") == 1
    assert {entry["open"] for entry in kit.get("/registers/").context["registers"]} == {0}
    assert [row["cases"] for row in kit.get("/people/").context["rows"]] == [0]


def test_ones_own_matter_is_there_without_standing(house: House, windows):
    case = a_case(named("standing"), house, by=house.kit)
    kit = windows(house.kit)
    assert case.reference in kit.get("/standing/").content.decode()
    assert kit.get(f"/standing/{case.number}/").status_code == 200


def test_for_a_stranger_nobody_is_there(house: House, windows):
    known, unknown = (windows(house.sam).get(f"/people/{reference}/") for reference in ("P-00001", "P-99999"))
    assert known.status_code == unknown.status_code == 404
    assert known.content == unknown.content


def test_no_name_stands_in_a_title_or_an_address(house: House, windows):
    text = windows(house.ama).get("/people/P-00001/").content.decode()
    assert "<title>P-00001" in text


def test_consent_and_cases_are_on_the_page(house: House, windows, cases):
    reference = cases["consents"].reference
    text = windows(house.ama).get("/people/P-00001/").content.decode()
    assert reference in text
    assert "Telling family how somebody is" in text
    assert "Given" in windows(house.ama).get("/people/").content.decode()


def typed(window, words: str):
    return window.post("/people/", {"words": words}, headers={"HX-Request": "true"})


def test_looking_up_as_one_types_is_one_entry_and_not_one_a_key(crowd: House, windows):
    window = windows(crowd.ama)
    for words in ("ok", "oko", "okon", "okonk", "okonkwo"):
        assert "Dee Okonkwo" in typed(window, words).content.decode()
    assert len(opened()) == 1


def test_whoever_is_new_while_one_types_is_an_entry_of_their_own(crowd: House, windows):
    window = windows(crowd.ama)
    typed(window, "okonkwo")
    typed(window, "abara01")
    typed(window, "abara")
    shown = [row for entry in opened() for table in entry["data"]["tables"].values() for row in table["rows"]]
    assert len(set(shown)) == 31


def test_an_entry_of_somebody_else_or_of_long_ago_shows_nobody_again(crowd: House, windows):
    ama, ben = windows(crowd.ama), windows(crowd.ben)
    typed(ama, "okonkwo")
    session = ben.session
    session["looked_up_in"] = ama.session["looked_up_in"]
    session.save()
    typed(ben, "okonkwo")
    assert len(opened()) == 2
    late = Search(ama.session["looked_up_in"])
    with crowd.reads(crowd.ama):
        search(crowd.reader(crowd.ama), "okonkwo", timezone.now() + timedelta(minutes=11), goes_on=late)
    assert len(opened()) == 3


def test_without_scripts_each_search_is_an_entry(crowd: House, windows):
    for _ in range(2):
        windows(crowd.ama).post("/people/", {"words": "okonkwo"})
    assert len(opened()) == 2
