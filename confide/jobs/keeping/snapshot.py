"""A copy of one database as it was at one moment, taken while people work.

- SQLite: `VACUUM INTO`, in one step; a copy in many steps begins again at every write and never ends.
- PostgreSQL: `pg_dump` where there is one that is new enough for the server, otherwise `COPY` of every table; both from
  one snapshot, from which rows are counted too.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connections
from django.utils.translation import gettext as _

from confide.jobs.keeping.trouble import KeepingError

SQLITE, PG_DUMP, COPY = "sqlite", "pg_dump", "copy"


class Snapshot(Protocol):
    """A database as it was at one moment."""

    how: str
    files: list[Path]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query answers in it."""

    def tables(self) -> list[str]:
        """Its tables."""


@contextmanager
def snapshot(alias: str, folder: Path) -> Iterator[Snapshot]:
    """Copy a database into files of a folder. Raises KeepingError."""
    if connections[alias].vendor == "sqlite":
        with _sqlite(alias, folder) as taken:
            yield taken
    else:
        with _postgresql(alias, folder) as taken:
            yield taken


def counts(taken: Snapshot) -> dict[str, int]:
    """How many rows each table has."""
    return {table: int(taken.rows(f'SELECT count(*) FROM "{table}"')[0][0]) for table in taken.tables()}  # noqa: S608 - names come from the database itself


def newest_migrations(taken: Snapshot) -> dict[str, str]:
    """The newest migration of each app."""
    return dict(taken.rows("SELECT app, max(name) FROM django_migrations GROUP BY app"))


@dataclass
class _Sqlite:
    connection: sqlite3.Connection
    files: list[Path]
    how: str = SQLITE

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def tables(self) -> list[str]:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        return [name for (name,) in self.rows(named)]


@contextmanager
def _sqlite(alias: str, folder: Path) -> Iterator[_Sqlite]:
    path = folder / f"{alias}.sqlite3"
    try:
        with closing(sqlite3.connect(f"file:{connections[alias].settings_dict['NAME']}?mode=rw", uri=True)) as source:
            source.execute("PRAGMA busy_timeout = 20000")
            source.execute("VACUUM INTO ?", [str(path)])
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copied:
            if (found := copied.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise KeepingError(
                    _("The database {alias} is damaged ({found}). Nothing was kept; restore it.").format(
                        alias=alias, found=found
                    )
                )
            yield _Sqlite(copied, [path])
    except sqlite3.DatabaseError as error:
        raise KeepingError(
            _("The database {alias} could not be copied: {error}. Nothing was kept of this backup.").format(
                alias=alias, error=error
            )
        ) from None


@dataclass
class _Postgresql:
    raw: Any
    files: list[Path]
    how: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.raw.execute(sql).fetchall()
        return found

    def tables(self) -> list[str]:
        return tables_of(self.raw)


@contextmanager
def _postgresql(alias: str, folder: Path) -> Iterator[_Postgresql]:
    with raw_connection(alias) as raw:
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        taken = _Postgresql(raw, [], PG_DUMP if can_dump(raw) else COPY)
        taken.files = _dump(raw, alias, folder) if taken.how == PG_DUMP else _copy(raw, folder)
        yield taken


@contextmanager
def raw_connection(alias: str) -> Iterator[Any]:
    """A connection of psycopg itself to a PostgreSQL database. What it raises is an error of Django's, as elsewhere."""
    connection = connections[alias].copy()
    with connection.wrap_database_errors:
        try:
            connection.connect()
            yield connection.connection
        finally:
            connection.close()


def tables_of(raw: Any) -> list[str]:
    """The tables of a PostgreSQL database that are ours."""
    named = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    return [name for (name,) in raw.execute(named).fetchall()]


def can_dump(raw: Any) -> bool:
    """Whether there is a pg_dump here that is not older than the server."""
    found = shutil.which("pg_dump")
    if found is None:
        return False
    told = run([found, "--version"], os.environ).stdout
    numbers = [word.partition(".")[0] for word in told.split() if word[:1].isdigit()]
    return bool(numbers) and int(numbers[0]) >= raw.info.server_version // 10_000


def client(raw: Any) -> tuple[list[str], Mapping[str, str]]:
    """How PostgreSQL's own programs are told where to connect; a password goes by the environment."""
    told = raw.info
    words = [f"--host={told.host}", f"--port={told.port}", f"--username={told.user}", f"--dbname={told.dbname}"]
    return [*words, "--no-password"], {**os.environ, "PGPASSWORD": told.password or ""}


def run(words: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's own programs."""
    return subprocess.run(words, env=dict(environ), capture_output=True, text=True, check=False)  # noqa: S603 - every word is ours


def _dump(raw: Any, alias: str, folder: Path) -> list[Path]:
    path = folder / f"{alias}.dump"
    (moment,) = raw.execute("SELECT pg_export_snapshot()").fetchone()
    where, environ = client(raw)
    words = ["pg_dump", *where, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
    done = run([*words, f"--file={path}"], environ)
    if done.returncode:
        raise KeepingError(
            _("pg_dump could not copy the database {alias}: {said}").format(
                alias=alias, said=done.stderr.strip()[-300:]
            )
        )
    return [path]


def _copy(raw: Any, folder: Path) -> list[Path]:
    paths = []
    for table in tables_of(raw):
        path = folder / f"{table}.copy"
        with path.open("wb") as file, raw.cursor().copy(f'COPY "{table}" TO STDOUT') as copying:
            for piece in copying:
                file.write(piece)
        paths.append(path)
    return paths
