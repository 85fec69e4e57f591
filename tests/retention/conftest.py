"""The small organisation, with a way to write about its people and to end what it does for them."""

from datetime import UTC, date, datetime

import pytest

from confide.door.reading import system
from confide.people.adding import add_person
from confide.people.models import Person
from confide.records.happening import record_event
from confide.records.keeping import Due
from confide.records.models import RecordEntry
from confide.records.reckoning import reckon
from confide.records.writing import write_entry
from tests.organisation import AT, House, house

__all__ = ["house"]

SAID = {"kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}
LONG_OVER = date(2018, 10, 1)


class Held:
    """What is held in the small organisation."""

    def __init__(self, house: House) -> None:
        self.house = house

    def wrote(self, words: str, person: Person | None = None, at: datetime = AT, **said) -> RecordEntry:
        with system("tests"):
            said = {"category": "care_record", **SAID, **said}
            return write_entry(person or self.house.dee, words, actor=self.house.ama, at=at, **said)

    def happened(self, event: str, on: date, person: Person | None = None, held_as: str = "") -> None:
        with self.house.reads(self.house.ama):
            record_event(person or self.house.dee, event, on=on, actor=self.house.ama, at=AT, held_as=held_as)

    def somebody(self, kind: str, born: date, name: str = "Pip Marlow") -> Person:
        with self.house.reads(self.house.ama):
            return add_person(
                kind=kind, name=name, team=self.house.homecare, actor=self.house.ama.id, at=AT, born_on=born
            )

    def lines(self, person: Person | None = None, at: datetime = AT) -> dict[str, Due]:
        reckon(at)
        with self.house.reads(self.house.gwen, at):
            return {line.held_as: line for line in Due.objects.filter(person=person or self.house.dee)}


@pytest.fixture
def held(house: House) -> Held:
    return Held(house)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=10, tzinfo=UTC)
