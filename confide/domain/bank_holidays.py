"""The bank holidays of each nation of the United Kingdom, in the form that `confide.domain.clock` takes.

- The days come from the `holidays` library, which is computation only. A holiday proclaimed after its release is passed
  as `proclaimed`, which the organisation keeps as data.
- Whoever asks says which years: a period that runs on into a year that was left out would be counted wrongly, so the
  default spans more than the longest statutory period.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from holidays import country_holidays


class Nation(StrEnum):
    """The nation whose bank holidays count: the one where the organisation is established."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


def bank_holidays(nation: Nation, since: date, years: int = 3, proclaimed: Iterable[date] = ()) -> frozenset[date]:
    """Every bank holiday of `years` calendar years from the year of `since` on, and those proclaimed since."""
    wanted = range(since.year, since.year + years)
    return frozenset(proclaimed).union(*(_of_year(nation, year) for year in wanted))


@lru_cache(maxsize=64)
def _of_year(nation: Nation, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=nation.value, years=year))
