"""Whoever is killed while destroying leaves it whole or for the next to finish, and nothing opens in between."""

from datetime import UTC, datetime

import pytest

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.records.reckoning import reckon
from tests.concurrency.deaths import deaths_of
from tests.retention.conftest import LONG_OVER


@pytest.fixture
def deaths(held, house):
    """Every death there was on the way to the end: what stood before and after."""
    now = datetime.now(UTC)
    held.wrote("quokkas dislike marmalade")
    held.happened("support_ended", LONG_OVER)
    reckon(now)
    case = open_case(named("disposal"), {"which": "P-00001 CR-01"}, actor=house.gwen, at=now)
    case = perform("propose", case, actor=house.gwen, at=now, expecting=case.version)
    perform("approve", case, actor=house.mo, at=now, expecting=case.version)
    return deaths_of("tests.retention.acts")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_within_a_destruction_leaves_it_whole_or_to_be_finished(deaths):
    assert len([death for death in deaths if death["killed"]]) >= 10, "it was hardly ever interrupted"
    for death in deaths[:-1]:
        after = death["after"]
        assert after["opens"] == (after["meant"] == 0), f"killed at {death['point']}: {after}"
        if after["status"] != "destroyed":
            assert (after["status"], after["tombstones"], after["said"]) == ("approved", 0, 0), after
    end = deaths[-1]["after"]
    assert end == {"status": "destroyed", "opens": False, "meant": 1, "keys": 0, "tombstones": 1, "said": 1}
    assert any(death["after"]["meant"] and death["after"]["status"] == "approved" for death in deaths[:-1])
