"""A ledger to look at, with keys of its own, and ways to tamper with it as the owner of the database could."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from confide.ledger.append import append
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry
from confide.ledger.setup import begin

AT = datetime(2026, 3, 4, 9, 30, 0, 123456, tzinfo=UTC)
GUARDED = ("ledger_entry", "ledger_leaf", "ledger_checkpoint", "ledger_cosignature", "ledger_log")


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """Keys that no other test has used."""
    settings.CONFIDE_KEYS = tmp_path / "keys"
    settings.CONFIDE_KEYS.mkdir(mode=0o700)


def record(number: int, **wishes: Any) -> Entry:
    """Append one entry in a transaction of its own; each differs in every column."""
    told = {
        "at": AT + timedelta(minutes=number, microseconds=number % 2 * 7),
        "actor": "p-00000000000000000001",
        "about": f"DI-{number:05}",
        "clauses": ("1.2", "2.3f"),
        "subjects": ("p-00000000000000000002",),
        "data": {"outcome": "share", "release": ["address"], "seq": number, "urgent": False},
    }
    with transaction.atomic():
        return append(f"disclosure:step_{number}", **{**told, **wishes})


@pytest.fixture
def ledger() -> Callable[..., list[Entry]]:
    """Builds a ledger: as many entries under each checkpoint as asked for, then some that wait."""

    def build(*batches: int, waiting: int = 0) -> list[Entry]:
        begin("demo", AT)
        entries: list[Entry] = []
        for size in batches:
            entries += [record(len(entries) + number) for number in range(size)]
            integrate(at=AT + timedelta(days=1))
        return entries + [record(len(entries) + number) for number in range(waiting)]

    return build


@pytest.fixture
def tampering() -> Callable[[], AbstractContextManager[Callable[..., int]]]:
    """A connection without guards, whose changes are gone at the end; gives a function that runs SQL."""

    @contextmanager
    def tamper() -> Iterator[Callable[..., int]]:
        with transaction.atomic(), connection.cursor() as cursor:
            _unguard(cursor)

            def run(sql: str, *values: object) -> int:
                cursor.execute(sql, values)
                return int(cursor.rowcount)

            yield run
            transaction.set_rollback(True)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints=OFF")

    return tamper


def _unguard(cursor: Any) -> None:
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return
    cursor.execute("PRAGMA ignore_check_constraints=ON")
    for table in GUARDED:
        cursor.execute(f"DROP TRIGGER {table}_unchanged")
        cursor.execute(f"DROP TRIGGER {table}_kept")
