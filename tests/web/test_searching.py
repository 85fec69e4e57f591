"""Words are found in what one may open, and everything about somebody is gathered for those who answer for it."""

import json
from urllib.parse import urlencode

import pytest

from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.people.models import Identifier
from confide.records import collating
from confide.records.writing import write_entry
from tests.organisation import AT, House

SAID = {"category": "care_record", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}
SECRET = "marmalade"


@pytest.fixture
def written(house: House) -> House:
    """An entry about Dee, and one about somebody else who is named in neither's record by chance."""
    with house.reads(house.ama):
        write_entry(house.dee, f"Likes {SECRET} on toast.", actor=house.ama, at=AT, **SAID)
        write_entry(house.dee, "Slept well.", actor=house.ama, at=AT, **SAID)
        wren = add_person(kind="service_user", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT)
        write_entry(wren, f"Shared {SECRET} with Dee Okonkow.", actor=house.ama, at=AT, **SAID)
    return house


def whole(answer) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


@pytest.mark.parametrize(("words", "found"), [("marmalade", True), ("MARMA toast", True), ("marmalade slept", False)])
def test_a_record_is_searched_by_all_words_typed(words, found, written: House, windows):
    answer = windows(written.ama).post("/people/P-00001/search/?for=direct_care", {"words": words})
    assert (f"Likes {SECRET} on toast." in whole(answer)) is found
    assert "Slept well" not in whole(answer)


def test_what_is_searched_is_recorded_and_the_words_are_not(written: House, windows):
    windows(written.ama).post("/people/P-00001/search/?for=direct_care", {"words": SECRET})
    entry = json.loads(bytes(Entry.objects.filter(event="opened").latest("id").body))
    assert entry["data"]["looked_through"] == 2
    assert [len(table["rows"]) for table in entry["data"]["tables"].values()] == [1]
    assert all(SECRET.encode() not in bytes(each.body) for each in Entry.objects.all())


def test_a_purpose_that_needs_none_of_it_finds_nothing(written: House, windows):
    answer = windows(written.ama).post("/people/P-00001/search/?for=payroll", {"words": SECRET})
    assert "on toast" not in whole(answer)


def test_everything_is_searched_by_those_whose_job_it_is(written: House, windows):
    answer = windows(written.gwen).post("/search/", {"words": SECRET, "serving": "own_information"})
    text = whole(answer)
    assert "on toast" in text
    assert "P-00002" in text
    assert text.rstrip().endswith("</html>")
    for staff in (written.ama, written.ben, written.sam):
        assert windows(staff).post("/search/", {"words": SECRET, "serving": "own_information"}).status_code == 404


@pytest.mark.parametrize("words", ["", "   ", "\x00", "%", "12", "x" * 101, "\ud800", "😀", "' OR 1=1 --", "<b>", "ﷺ"])
def test_whatever_is_typed_is_answered(words, written: House, windows):
    body = urlencode({"words": words}, errors="surrogatepass")
    for who, url in ((written.gwen, "/search/"), (written.ama, "/people/P-00001/search/"), (written.ama, "/people/")):
        extra = "&serving=own_information" if url == "/search/" else ""
        answer = windows(who).post(url, body + extra, content_type="application/x-www-form-urlencoded", follow=True)
        assert answer.status_code < 500
        whole(answer)


def test_a_name_or_number_is_noted_and_somebody_is_found_by_it(written: House, windows):
    ama = windows(written.ama)
    sent = {"kind": "nhs_number", "known_as": "943 476 5919"}
    assert ama.post("/people/P-00001/known-as/", sent).status_code == 302
    ama.post("/people/P-00001/known-as/", {"kind": "former_name", "known_as": "Deirdre Walsh"})
    assert "Dee Okonkwo" in whole(ama.post("/people/", {"words": "9434765919"}))
    found = whole(ama.post("/people/", {"words": "walsh"}))
    assert "also known as Deirdre Walsh" in found
    page = whole(ama.get("/people/P-00001/?for=direct_care"))
    assert "Deirdre Walsh" in page
    assert "9434765919" in page


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "nhs_number", "known_as": "943 476 5918"},
        {"kind": "nonsense", "known_as": "x"},
        {"kind": "known_as", "known_as": "\x00"},
        {"kind": "payroll", "known_as": "1" * 60},
        {},
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept_on_the_page(sent, written: House, windows):
    answer = windows(written.ama).post("/people/P-00001/known-as/", sent)
    assert answer.status_code == 422
    assert "errorlist" in whole(answer)
    with system("tests"):
        assert Identifier.objects.count() == 0


def test_everything_we_hold_shows_what_is_theirs_and_where_else_they_are_named(written: House, windows):
    gwen = windows(written.gwen)
    page = "/people/P-00001/everything/"
    assert "Nobody has looked yet" in whole(gwen.get(page))
    assert gwen.post(page).url == page
    assert "records read through" in whole(gwen.get(page))
    assert gwen.post(page).url == page
    (running,) = collating.unfinished()
    while collating.advance(running, at=AT):
        pass
    text = whole(gwen.get(page))
    assert "Finished on" in text
    assert "P-00002" in text
    assert "By a name spelt nearly like theirs" in text
    assert SECRET not in text
    assert windows(written.ama).post(page).status_code == 404
