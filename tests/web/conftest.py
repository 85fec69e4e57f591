"""The small organisation, a window for each of its people, and a case of every register."""

import itertools
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from confide.cases.models import Case
from confide.cases.register import by_plural
from confide.records.documents import add_document, set_aside, store
from confide.records.writing import write_entry
from tests.organisation import AT, House, house
from tests.registers.playing import opened

__all__ = ["house"]

SAID = {"category": "care_record", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}


class Windows:
    """Signed-in clients; `windows(None)` is somebody who is not signed in."""

    def __call__(self, staff=None, **options) -> Client:
        client = Client(**options)
        if staff is not None:
            client.force_login(staff)
        return client


@pytest.fixture
def windows() -> Windows:
    cache.clear()
    return Windows()


class Cases(dict[str, Case]):
    """A case of every register by its plural, opened by Ama when it is first asked for."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def __missing__(self, plural: str) -> Case:
        self[plural] = opened(by_plural(plural), self.house)
        return self[plural]


@pytest.fixture
def cases(house: House) -> Cases:
    return Cases(house)


@dataclass
class Held:
    """What Ama wrote and added about Dee, when it is first asked for."""

    house: House

    def entry(self, words: str = "Ate half of the soup.", **said) -> UUID:
        """The key of an entry."""
        with self.house.reads(self.house.ama):
            return write_entry(self.house.dee, words, actor=self.house.ama, at=AT, **{**SAID, **said}).pk

    def document(self, content: bytes = b"Care plan", name: str = "plan.txt", **said) -> UUID:
        """The key of a document."""
        file = set_aside()
        file.write(content)
        facts = {"category": "care_record", "purpose": "direct_care", "description": "", **said}
        with self.house.reads(self.house.ama):
            made = add_document(
                self.house.dee, file, file_name=name, actor=self.house.ama, at=AT, into=store(), **facts
            )
        file.close()
        return made.pk


@pytest.fixture
def held(house: House) -> Held:
    return Held(house)


@pytest.fixture
def many(house: House):
    """Open so many cases of a register."""

    def open_many(register, count: int) -> list[Case]:
        return [opened(register, house) for _ in itertools.repeat(None, count)]

    return open_many
