"""What the sample is made from: its data files, one seeded generator and the moment that it is built for."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from django.utils import timezone

WORKING_DAY = (8, 18)


@cache
def data(name: str) -> dict[str, Any]:
    """One of the data files beside this module."""
    with (files("confide.jobs.sample") / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass
class Source:
    """Where names, choices and times come from."""

    now: datetime
    seed: int = 1
    chance: Random = field(init=False)
    _names: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - it makes up names and times, nothing secret
        names = data("names")
        self._names = [(given, family) for given in names["given"] for family in names["family"]]
        self.chance.shuffle(self._names)

    @property
    def today(self) -> date:
        """The day that it is built for, in London."""
        return timezone.localdate(self.now)

    def name(self) -> str:
        """A name that nobody else in the sample has."""
        return " ".join(self._names.pop())

    def some_name(self) -> str:
        """A name that somebody else in the sample may have too."""
        return " ".join(self.chance.choice(self._names))

    def day(self, ago: int) -> date:
        """The day that many days ago."""
        return self.today - timedelta(days=ago)

    def moment(self, ago: int) -> datetime:
        """A working hour of the day that many days ago, at least one."""
        return self.at(self.day(max(ago, 1)), self.chance.randrange(*WORKING_DAY), self.chance.randrange(60))

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time in London."""
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))
