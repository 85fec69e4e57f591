"""A record is printed or taken away as far as the person agreed to a copy, and the ledger says who took what."""

import json

import pytest

from confide.ledger.models import Entry
from confide.records.consent import record_consent
from tests.organisation import AT, House

PAGE = "/people/P-00001/"
WORDS = "Ate half of the soup."
pytestmark = pytest.mark.postgres


def text(answer) -> str:
    return answer.content.decode()


def events(name: str) -> list[dict]:
    return [json.loads(bytes(entry.body)) for entry in Entry.objects.filter(event=name).order_by("id")]


def test_without_their_consent_nothing_is_copied(house: House, windows, held):
    held.entry()
    window = windows(house.ben)
    page = text(window.get(f"{PAGE}copy/"))
    assert "You may not copy" in page
    answer = window.post(f"{PAGE}copy/", {"as": "file"})
    assert answer.status_code == 403
    assert events("person:take_away") == []


def agreed(house: House) -> None:
    with house.reads(house.ama):
        record_consent(
            house.dee,
            actor=house.ama,
            at=AT,
            state="given",
            form="paper",
            given_by="subject",
            covers=["care_record"],
            recipients=[],
            purposes=["copy_for_record"],
            explained="yes",
            discussed_on=AT.date(),
            discussed_by=house.ama,
            capacity="has",
            explanation="What a copy is for.",
        )


@pytest.mark.parametrize("way", ["page", "file"])
def test_with_their_consent_what_it_covers_is_copied_and_the_ledger_says_so(way, house: House, windows, held):
    agreed(house)
    held.entry()
    held.entry("In pain on Monday.", category="health")
    answer = windows(house.ben).post(f"{PAGE}copy/", {"as": way})
    page = text(answer)
    assert WORDS in page
    assert "In pain" not in page
    assert (answer["Content-Type"].startswith("text/csv")) is (way == "file")
    (taken,) = events("person:take_away")
    assert taken["data"]["categories"] == ["care_record"]
    assert taken["data"]["entries"] == 1


def test_whoever_may_look_may_not_therefore_take_away(house: House, windows, held):
    agreed(house)
    held.entry()
    answer = windows(house.ama).post(f"{PAGE}copy/", {"as": "file"})
    assert answer.status_code == 403
    assert "may take this away" in text(answer)
    assert events("person:take_away") == []
