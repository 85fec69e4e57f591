"""Verification finds the same whether one process does all of it or several share it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.concurrency.dying import DATABASES

ROOT = Path(__file__).resolve().parents[2]
TILES = "UPDATE ledger_tile SET data = %s WHERE level = 0 AND number = 1"
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux shares the work of verification"),
]


def verified() -> dict:
    names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "keys")}
    connections.close_all()
    surroundings = {
        **os.environ,
        DATABASES: json.dumps(names),
        "CONFIDE_HOME": str(settings.CONFIDE_HOME),
        "CONFIDE_KEYS": str(settings.CONFIDE_KEYS),
        "DJANGO_SETTINGS_MODULE": "confide.config.demo",
    }
    words = [sys.executable, "-m", "tests.ledger.sharing"]
    done = subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def test_several_processes_find_what_one_finds_and_the_death_of_one_loses_nothing(ledger):
    ledger(300, 200, 1, 350, waiting=3)
    whole = verified()
    assert whole["shared"] == whole["alone"]
    assert (whole["alone"]["entries"], whole["alone"]["pending"], whole["alone"]["faults"]) == (851, 3, [])
    assert whole["after a death"] == [part * 2 for part in range(8)]
    assert whole["by others"] == (len(os.sched_getaffinity(0)) > 1)
    with connection.cursor() as cursor:
        cursor.execute(TILES, [bytes(32 * 256)])
    damaged = verified()
    assert damaged["shared"] == damaged["alone"]
    assert [fault["position"] for fault in damaged["alone"]["faults"]] == list(range(256, 512))
