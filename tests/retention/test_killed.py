"""Whoever is killed while destroying leaves it whole or for the next to finish, and nothing opens in between."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.records.reckoning import reckon
from tests.concurrency.dying import DATABASES
from tests.retention.conftest import LONG_OVER

ROOT = Path(__file__).resolve().parents[2]


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
    names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "keys")}
    connections.close_all()
    surroundings = {
        **os.environ,
        "CONFIDE_HOME": str(settings.CONFIDE_HOME),
        "DJANGO_SETTINGS_MODULE": "confide.config.demo",
        DATABASES: json.dumps(names),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.dying", "tests.retention.acts"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


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
