"""Builds something in the databases once a process; whoever wants it again gets the same rows, keys and objects back.

- Kept is what building added and changed: rows of both databases, files of the keys folder, which keys the ring held.
- Rows are written back as the database itself holds them, in the transaction of the test that asks.
- It is built anew on another day, on other foundations, and beside other keys.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from confide.vault.files import write_once
from confide.vault.keyring import prefetch, ring

Made = TypeVar("Made")
# The rows of each table of each database, by how they are written.
Tables = dict[tuple[str, str], dict[str, tuple[Any, ...]]]
EPOCHS = "epochs/"


@dataclass(frozen=True)
class Built:
    """What one building left behind."""

    rows: Tables
    gone: Tables
    files: dict[str, bytes]
    held: tuple[Any, ...]
    made: bytes


_built: dict[tuple[Any, ...], Built] = {}


def once(name: str, build: Callable[[], Made], *on: Any) -> Made:
    """What `build` makes. `on` names the foundations that it stands on, if it is not the first in the databases."""
    key = (name, timezone.localdate(), *on)
    if key in _built and _lasting(files := _files()) in ({}, _lasting(_built[key].files)):
        return _put_back(_built[key], files)
    before, files = _tables(), _files()
    made = build()
    after = _tables()
    new = {path: held for path, held in _files().items() if path not in files or not path.startswith(EPOCHS)}
    _built[key] = Built(_without(after, before), _without(before, after), new, tuple(ring()._held), pickle.dumps(made))
    return made


def _put_back(built: Built, there: dict[str, bytes]) -> Any:
    for path, held in built.files.items():
        if path not in there:
            write_once(settings.CONFIDE_KEYS / path, held)
    for alias in connections:
        # References are looked at when this ends, so the order of the tables does not matter.
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            for table, rows in _of(alias, built.gone):
                place, column = _key(alias, cursor, table)
                cursor.executemany(f'DELETE FROM "{table}" WHERE "{column}" = %s', [[row[place]] for row in rows])
            for table, rows in _of(alias, built.rows):
                values = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({values})', rows)
    ring().clear()
    prefetch(built.held)
    return pickle.loads(built.made)


def _of(alias: str, tables: Tables) -> list[tuple[str, list[tuple[Any, ...]]]]:
    return [(table, list(rows.values())) for (where, table), rows in tables.items() if where == alias and rows]


def _without(tables: Tables, others: Tables) -> Tables:
    return {
        table: {written: row for written, row in rows.items() if written not in others[table]}
        for table, rows in tables.items()
    }


def _key(alias: str, cursor: Any, table: str) -> tuple[int, str]:
    """The place and the name of the primary key among the columns of a table."""
    name = str(connections[alias].introspection.get_primary_key_column(cursor, table))
    cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
    return [column[0] for column in cursor.description].index(name), name


def _lasting(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files that a building takes up where they are there already; epoch keys it makes anew each time."""
    return {path: held for path, held in files.items() if not path.startswith(EPOCHS)}


def _files() -> dict[str, bytes]:
    folder = Path(settings.CONFIDE_KEYS)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _tables() -> Tables:
    found: Tables = {}
    for alias in connections:
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                found[alias, table] = {repr(row): row for row in _rows(alias, cursor, table)}
    return found


def _rows(alias: str, cursor: Any, table: str) -> list[tuple[Any, ...]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    if connections[alias].vendor == "sqlite":
        # A plus before a column changes nothing but that Python does not make a date of what is kept as text.
        cursor.execute("SELECT {} FROM {}".format(", ".join(f'+"{each[0]}"' for each in cursor.description), table))
    return list(cursor.fetchall())
