"""A list shows what one may see, narrowed, sorted and in pages, and goes into a file that no spreadsheet runs."""

import csv
import io
import json

import pytest

from confide.cases.register import by_plural
from confide.ledger.models import Entry
from confide.web.listing import ON_A_PAGE, harmless
from tests.organisation import House
from tests.web.html import document

ADVICE = "/advice/"


def references(answer) -> list[str]:
    links = document(answer).every("a")
    return [link.words for link in links if link.words.startswith("AD-")]


def test_the_newest_comes_first_and_pages_follow(house: House, windows, many):
    many(by_plural("advice"), ON_A_PAGE + 2)
    window = windows(house.ama)
    assert references(window.get(ADVICE))[0] == f"AD-{ON_A_PAGE + 2:05d}"
    assert references(window.get(ADVICE, {"page": 2})) == ["AD-00002", "AD-00001"]


@pytest.mark.parametrize("page", ["0", "-1", "999", "zz", "9" * 40, "", "\x00"])
def test_a_page_that_makes_no_sense_is_the_nearest_there_is(page, house: House, windows, cases):
    assert cases["advice"]
    assert references(windows(house.ama).get(ADVICE, {"page": page})) == ["AD-00001"]


def test_it_is_sorted_by_what_was_asked_for(house: House, windows, many):
    many(by_plural("advice"), 2)
    window = windows(house.ama)
    assert references(window.get(ADVICE, {"sort": "reference"})) == ["AD-00001", "AD-00002"]
    assert references(window.get(ADVICE, {"sort": "-reference"})) == ["AD-00002", "AD-00001"]
    assert references(window.get(ADVICE, {"sort": "owner__password"})) == ["AD-00002", "AD-00001"]


def test_it_is_narrowed_by_status_and_reference(house: House, windows, many):
    many(by_plural("advice"), 2)
    window = windows(house.ama)
    assert references(window.get(ADVICE, {"words": "ad-00002"})) == ["AD-00002"]
    assert references(window.get(ADVICE, {"status": ["asked", "closed"]})) == ["AD-00002", "AD-00001"]
    assert references(window.get(ADVICE, {"status": "closed"})) == []


@pytest.mark.parametrize("asked", [{"status": "nonsense"}, {"words": "\x00"}, {"words": "a" * 1000}])
def test_what_cannot_be_meant_is_said_beside_the_field(asked, house: House, windows, cases):
    answer = windows(house.ama).get(ADVICE, asked)
    assert cases["advice"]
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert references(answer) == []


def test_a_stranger_sees_an_empty_list_that_says_so(house: House, windows, cases):
    assert cases["advice"]
    text = windows(house.sam).get(ADVICE).content.decode()
    assert "AD-00001" not in text
    assert "not yours to see is not counted" in text


def taken(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text)))


def test_the_file_holds_what_the_list_shows_and_is_written_down(house: House, windows, cases):
    assert cases["advice"]
    answer = windows(house.ama).get(f"{ADVICE}export.csv")
    head, row = taken(answer)
    assert row[0] == "AD-00001"
    assert len(head) == len(row)
    assert answer["Content-Disposition"] == 'attachment; filename="advice.csv"'
    entry = json.loads(bytes(Entry.objects.get(event="exported").body))
    assert (entry["about"], entry["clauses"], entry["data"]["rows"]) == ("advice", ["1.2a"], 1)


def test_the_file_of_a_stranger_is_empty(house: House, windows, cases):
    assert cases["advice"]
    assert len(taken(windows(house.sam).get(f"{ADVICE}export.csv"))) == 1


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "%0a"])
def test_no_cell_of_it_begins_like_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("AD-00001") == "AD-00001"


def test_the_file_is_narrowed_as_the_list_is(house: House, windows, many):
    many(by_plural("advice"), 2)
    assert len(taken(windows(house.ama).get(f"{ADVICE}export.csv", {"words": "00002"}))) == 2
