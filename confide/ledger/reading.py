"""Reads the ledger's tables for verification, as they are and not as they should be.

- Every column comes as the type it should have or as None, so a damaged or replaced value is something to report
  and never an error on the way.
- Everything is read from one snapshot, so a ledger in use is verified as it was at one moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection

from confide.ledger.faults import Row

ROWS_AT_A_TIME = 4_096
TABLES = (
    "ledger_entry",
    "ledger_leaf",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_cosignature",
    "ledger_log",
    "ledger_pending",
)


class Signature(NamedTuple):
    """A checkpoint as the table holds it."""

    size: int | None
    note: bytes | None
    at: bytes | None


class Signed(NamedTuple):
    """A witness's signature as the table holds it."""

    id: int
    size: int | None
    witness: bytes | None
    line: bytes | None
    at: bytes | None


class Begun(NamedTuple):
    """One of the log's own rows as the table holds it."""

    id: int | None
    origin: bytes | None
    kind: bytes | None
    created_at: bytes | None
    begins_at: int | None
    continues: bytes | None


def _number(column: str) -> str:
    return column if connection.vendor != "sqlite" else f"CASE typeof({column}) WHEN 'integer' THEN {column} END"


def _bytes(column: str) -> str:
    return column if connection.vendor != "sqlite" else f"CASE typeof({column}) WHEN 'blob' THEN {column} END"


def _text(column: str) -> str:
    """Text as bytes: on SQLite it may be no text at all, or not in UTF-8."""
    if connection.vendor != "sqlite":
        return f"convert_to({column}, 'UTF8')"
    return f"CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB) END"


def _time(column: str) -> str:
    """A time as SQLite keeps it: UTC, with a space in the middle."""
    if connection.vendor == "sqlite":
        return _text(column)
    return f"convert_to(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), 'UTF8')"


def _entry(prefix: str = "e.") -> str:
    names = (_text(f"{prefix}event"), _text(f"{prefix}about"), _bytes(f"{prefix}mac"))
    return ", ".join((f"{prefix}id", _bytes(f"{prefix}body"), *names))


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment. Inside somebody's transaction that is the snapshot."""
    if connection.in_atomic_block:
        yield
        return
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        # Django would begin an immediate transaction on SQLite and keep every writer waiting.
        cursor.execute("BEGIN DEFERRED" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _rows(sql: str, *values: int) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield from rows


def is_unsound(table: str) -> bool:
    """Whether a table's pages and indexes do not fit together. SQLite answers a query from whichever it likes."""
    return connection.vendor == "sqlite" and next(_rows(f"PRAGMA integrity_check({table})"))[0] != "ok"


def count(table: str) -> int:
    """How many rows a table has."""
    return int(next(_rows(f"SELECT count(*) FROM {table}"))[0])  # noqa: S608 - named by our own code only


def sizes() -> list[int]:
    """Every size that there is a checkpoint for, in order."""
    return [size for (size,) in _rows(f"SELECT {_number('size')} FROM ledger_checkpoint ORDER BY size") if size]  # noqa: S608 - no value in it


def end(size: int) -> int:
    """The place after the last leaf that has one below `size`."""
    last = next(_rows("SELECT max(position) FROM ledger_leaf WHERE position < %s", size))[0]
    return max(0, (-1 if last is None else int(last)) + 1)


def leaves(start: int, end: int, *, within: bool = True) -> Iterator[Row]:
    """The leaves of the places from `start` up to `end`, or of all others, each with its entry where there is one."""
    leaf = f"{_number('l.position')}, {_number('l.entry_id')}, {_bytes('l.hash')}"
    tables = "ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id"
    where = f"{'' if within else 'NOT '}(l.position >= %s AND l.position < %s)"
    sql = f"SELECT {leaf}, {_entry()} FROM {tables} WHERE {where} ORDER BY l.position"  # noqa: S608 - no value in it
    return map(Row._make, _rows(sql, start, end))


def plain_rows(start: int, end: int) -> list[tuple[Any, ...]]:
    """Position, hash, body, event, about and MAC of those that have all of it, whatever type each happens to be of."""
    columns = "l.position, l.hash, e.body, e.event, e.about, e.mac"
    where = "l.position >= %s AND l.position < %s ORDER BY l.position"
    sql = f"SELECT {columns} FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id WHERE {where}"  # noqa: S608 - no value in it
    return list(_rows(sql, start, end))


def repeated() -> list[tuple[int, int]]:
    """Place and entry of every leaf that repeats an earlier one. Each entry has a nonce, so no two are alike."""
    # Only to count how they begin is faster than to look for them, and mostly there are none.
    begins = "substr(hash, 1, 8)"
    if not next(_rows(f"SELECT count(hash) - count(DISTINCT {begins}) FROM ledger_leaf"))[0]:  # noqa: S608 - no value in it
        return []
    return list(_rows("SELECT max(position), max(entry_id) FROM ledger_leaf GROUP BY hash HAVING count(*) > 1"))


def waiting() -> Iterator[Row]:
    """Every row of the queue: `leaf_entry` is what it names, `position` where that is in the log already."""
    place = f"{_number('l.position')}, p.entry_id, NULL"
    tables = "ledger_pending p LEFT JOIN ledger_entry e ON e.id = p.entry_id LEFT JOIN ledger_leaf l"
    sql = f"SELECT {place}, {_entry()} FROM {tables} ON l.entry_id = p.entry_id ORDER BY p.entry_id"  # noqa: S608 - no value in it
    return map(Row._make, _rows(sql))


def count_waiting() -> int:
    """How many entries wait that have no place."""
    tables = "ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id"
    none = "NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = p.entry_id)"
    return int(next(_rows(f"SELECT count(*) FROM {tables} WHERE {none}"))[0])  # noqa: S608 - no value in it


def strays() -> Iterator[Row]:
    """Every entry that neither waits nor has a place."""
    where = "NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = e.id)"
    and_where = "NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.entry_id = e.id)"
    sql = f"SELECT NULL, NULL, NULL, {_entry()} FROM ledger_entry e WHERE {where} AND {and_where} ORDER BY e.id"  # noqa: S608 - no value in it
    return map(Row._make, _rows(sql))


def leaf_tiles(first: int, count: int) -> dict[int, bytes]:
    """Tiles of leaves by number: those that there are of so many from `first`."""
    where = "level = 0 AND number >= %s AND number < %s"
    found = _rows(f"SELECT number, {_bytes('data')} FROM ledger_tile WHERE {where}", first, first + count)  # noqa: S608 - no value in it
    return {number: bytes(data or b"") for number, data in found}


def tiles() -> dict[tuple[int, int], bytes]:
    """The tiles above the leaves whole, those of leaves by name only. What has no name gets the impossible -1."""
    sql = f"SELECT {_number('level')}, {_number('number')}, CASE WHEN level = 0 THEN NULL ELSE {_bytes('data')} END"
    named = _rows(f"{sql} FROM ledger_tile")
    return {
        (-1 if level is None else level, -1 if number is None else number): bytes(data or b"")
        for level, number, data in named
    }


def checkpoints() -> Iterator[Signature]:
    """Every checkpoint, by size."""
    columns = f"{_number('size')}, {_text('note')}, {_time('at')}"
    return map(Signature._make, _rows(f"SELECT {columns} FROM ledger_checkpoint ORDER BY size"))  # noqa: S608 - no value in it


def cosignatures() -> Iterator[Signed]:
    """Every signature of a witness, in the order in which they came."""
    columns = f"id, {_number('size')}, {_text('witness')}, {_text('line')}, {_time('at')}"
    for row in _rows(f"SELECT {columns} FROM ledger_cosignature ORDER BY id"):  # noqa: S608 - no value in it
        number, size, witness, line, at = row
        # SQLite leaves out a fraction of zero; PostgreSQL does not.
        time = (_plain(at) or b"") + (b".000000" if len(at or b"") == 19 else b"")
        yield Signed(number, size, _plain(witness), _plain(line), time)


def _plain(value: bytes | None) -> bytes | None:
    """The bytes themselves, whichever way the driver hands them over."""
    return None if value is None else bytes(value)


def begun() -> list[Begun]:
    """The log's own rows: its beginning, and each time it was restored."""
    columns = (
        f"id, {_text('origin')}, {_text('kind')}, {_time('created_at')}, {_number('begins_at')}, {_text('continues')}"
    )
    return [Begun._make(row) for row in _rows(f"SELECT {columns} FROM ledger_log ORDER BY id")]  # noqa: S608 - no value in it


def entry_at(position: int) -> bytes:
    """The body of the entry that has a place; empty where there is none."""
    with connection.cursor() as cursor:
        tables = "ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id"
        cursor.execute(f"SELECT {_bytes('e.body')} FROM {tables} WHERE l.position = %s", [position])  # noqa: S608 - no value in it
        found = cursor.fetchone()
    return bytes(found[0] or b"") if found else b""
