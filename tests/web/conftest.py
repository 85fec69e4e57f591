"""The small organisation, a window for each of its people, and a case of every register."""

import itertools

import pytest
from django.core.cache import cache
from django.test import Client

from confide.cases.models import Case
from confide.cases.register import by_plural
from tests.organisation import House, house
from tests.registers.playing import opened

__all__ = ["house"]


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


@pytest.fixture
def many(house: House):
    """Open so many cases of a register."""

    def open_many(register, count: int) -> list[Case]:
        return [opened(register, house) for _ in itertools.repeat(None, count)]

    return open_many
