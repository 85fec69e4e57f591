"""Whatever was committed is in the ledger, whoever was killed meanwhile, and also where it is restored elsewhere."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from confide.ledger.append import append
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry, Leaf
from confide.ledger.setup import begin
from confide.ledger.verify import verify
from tests import postgres
from tests.concurrency.dying import DATABASES

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("ledger_log", "ledger_entry", "ledger_pending", "ledger_leaf", "ledger_tile", "ledger_checkpoint")
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@contextmanager
def at_work(file: Path, seconds: float, seed: int):
    """They write, and are killed, while the test does something else; afterwards how often somebody was killed."""
    names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "keys")}
    connections.close_all()
    surroundings = {**os.environ, "CONFIDE_HOME": str(settings.CONFIDE_HOME), DATABASES: json.dumps(names)}
    surroundings["DJANGO_SETTINGS_MODULE"] = "confide.config.demo"
    words = [sys.executable, "-m", "tests.concurrency.killing", str(file), str(seconds), str(seed)]
    with subprocess.Popen(words, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        killed: list[int] = []
        yield killed
        out, told = process.communicate(timeout=seconds + 120)
    assert process.returncode == 0, told.decode()[-2_000:]
    killed.append(int(out))


def committed(file: Path) -> set[str]:
    return set(file.read_text().split()) if file.exists() else set()


def nothing_is_lost(expected: set[str]) -> None:
    """Everything expected is there once, has its place, and the whole verifies."""
    integrate(at=datetime.now(UTC))
    found = verify()
    assert (found.ok, found.pending) == (True, 0), found.faults[:3]
    listed = list(Entry.objects.values_list("about", flat=True))
    assert len(listed) == len(set(listed)) == found.entries == Leaf.objects.count()
    assert expected <= set(listed)


@pytest.mark.parametrize(
    ("seconds", "seed"), [pytest.param(4, 1, id="shortly"), pytest.param(60, 2, id="long", marks=pytest.mark.slow)]
)
def test_twelve_write_and_everybody_is_killed_now_and_then(seconds, seed, tmp_path):
    begin("demo", datetime.now(UTC))
    with at_work(tmp_path / "committed", seconds, seed) as killed:
        pass
    assert killed[0] >= seconds
    expected = committed(tmp_path / "committed")
    assert len(expected) > 20
    nothing_is_lost(expected)


@pytest.fixture
def elsewhere(tmp_path):
    """A fresh PostgreSQL server of its own."""
    folder = tmp_path / "server"
    folder.mkdir(mode=0o755)
    # Whoever runs the server as another user has to get there.
    for above in folder.parents[:3]:
        above.chmod(0o755)
    yield postgres.start(folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def speaking_to(host: str, name: str):
    """The connection of the tests, to another server meanwhile."""
    kept = connection.settings_dict["HOST"], connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["HOST"], connection.settings_dict["NAME"] = host, name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["HOST"], connection.settings_dict["NAME"] = kept


def dump() -> dict[str, bytes]:
    """Every table of the ledger as it stands at one moment, while others write. The server's own tool wants its age."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = {table: copied(cursor, f"COPY {table} TO STDOUT (FORMAT binary)") for table in TABLES}
        cursor.execute("ROLLBACK")
    return tables


def copied(cursor, sql: str) -> bytes:
    with cursor.copy(sql) as copy:
        return b"".join(bytes(part) for part in copy)


def restore(tables: dict[str, bytes]) -> None:
    call_command("migrate", "ledger", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(rows)
        cursor.execute("SELECT setval('ledger_entry_id_seq', (SELECT max(id) FROM ledger_entry))")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL is dumped and restored so")
def test_what_is_copied_while_they_write_stands_whole_on_another_server(elsewhere, tmp_path):
    begin("demo", datetime.now(UTC))
    file = tmp_path / "committed"
    with at_work(file, 6, 3):
        deadline = time.monotonic() + 60
        while len(before := committed(file)) < 20 and time.monotonic() < deadline:
            time.sleep(0.1)
        tables = dump()
        connection.close()
    with speaking_to(elsewhere, "postgres"):
        restore(tables)
        nothing_is_lost(before)
        there = Entry.objects.count()
        with transaction.atomic():
            append("test:write", at=datetime.now(UTC), actor="system:test", about="afterwards")
        nothing_is_lost({"afterwards"})
    assert there < len(committed(file))
    nothing_is_lost(committed(file))
