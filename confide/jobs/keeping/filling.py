"""Fills an empty database from the files of a backup, whole or not at all, and can empty it again."""

import os
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections
from django.utils.translation import gettext as _

from confide.jobs.keeping.manifest import Manifest
from confide.jobs.keeping.snapshot import COPY, PG_DUMP, SQLITE, client, raw_connection, run, tables_of
from confide.jobs.keeping.trouble import KeepingError
from confide.jobs.migrating import migrate_to
from confide.vault.files import sync_folder


def is_empty(alias: str) -> bool:
    """Whether there is no table in it."""
    return not connections[alias].introspection.table_names()


def empty(alias: str) -> None:
    """Take away what an unfinished restoring put there."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        connection.close()
        path = Path(str(connection.settings_dict["NAME"]))
        for left in (path, *(path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm", ".part"))):
            left.unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        cursor.execute("DROP FUNCTION IF EXISTS ledger_guard() CASCADE")


def fill(alias: str, manifest: Manifest, files: Sequence[Path]) -> None:
    """Fill an empty database. Raises KeepingError, and leaves it empty then."""
    connection = connections[alias]
    if (manifest.how == SQLITE) != (connection.vendor == "sqlite"):
        raise KeepingError(
            _(
                "This backup is of {engine}, and the database {alias} is not. Set CONFIDE_DATABASE_URL and "
                "CONFIDE_KEYS_DATABASE_URL as they were."
            ).format(engine="SQLite" if manifest.how == SQLITE else "PostgreSQL", alias=alias)
        )
    check_version(manifest)
    {SQLITE: _sqlite, PG_DUMP: _pg_restore, COPY: _copy}[manifest.how](alias, manifest, files)
    check_counts(alias, manifest.rows)


def check_version(manifest: Manifest) -> None:
    """Raise KeepingError where the backup knows a migration that this Confide does not."""
    newer = [f"{app} {name}" for app, name in manifest.migrations.items() if name > _newest_here(app)]
    if newer:
        raise KeepingError(
            _("This backup was made by a newer Confide ({first}). Install that one first.").format(first=newer[0])
        )


def check_counts(alias: str, rows: Mapping[str, int]) -> None:
    """Raise KeepingError where a table has not as many rows as the manifest says."""
    with connections[alias].cursor() as cursor:
        for table, number in rows.items():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a manifest is signed by our own key
            (found,) = cursor.fetchone()
            if found != number:
                raise KeepingError(
                    _("{table} has {found} rows, and the manifest says {number}. Choose another backup.").format(
                        table=table, found=found, number=number
                    )
                )


def _newest_here(app: str) -> str:
    """The name of an app's newest migration in this version; beyond every name where the app is gone."""
    if app not in apps.app_configs:
        return "~"
    folder = Path(str(apps.get_app_config(app).path)) / "migrations"
    return max((path.stem for path in folder.glob("[0-9]*.py*")), default="")


def _sqlite(alias: str, _manifest: Manifest, files: Sequence[Path]) -> None:
    connection = connections[alias]
    path = Path(str(connection.settings_dict["NAME"]))
    empty(alias)
    fresh = path.with_name(f"{path.name}.part")
    with files[0].open("rb") as source, fresh.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    try:
        with closing(sqlite3.connect(fresh)) as copied:
            if (found := copied.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise KeepingError(
                    _("The copy of the database {alias} is damaged: {found}. Choose another backup.").format(
                        alias=alias, found=found
                    )
                )
    except sqlite3.DatabaseError as error:
        raise KeepingError(
            _("The copy of the database {alias} is damaged: {error}. Choose another backup.").format(
                alias=alias, error=error
            )
        ) from None
    fresh.replace(path)
    sync_folder(path.parent)


def _pg_restore(alias: str, _manifest: Manifest, files: Sequence[Path]) -> None:
    if shutil.which("pg_restore") is None:
        raise KeepingError(_("pg_restore is not on this computer. Install the client programs of PostgreSQL."))
    with raw_connection(alias) as raw:
        where, environ = client(raw)
    words = ["pg_restore", *where, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    done = run([*words, str(files[0])], environ)
    if done.returncode:
        raise KeepingError(
            _("pg_restore could not fill the database {alias}: {said}").format(
                alias=alias, said=done.stderr.strip()[-300:]
            )
        )


def _copy(alias: str, manifest: Manifest, files: Sequence[Path]) -> None:
    migrate_to(alias, manifest.migrations)
    with raw_connection(alias) as raw, raw.transaction():
        raw.execute("SET CONSTRAINTS ALL DEFERRED")
        tables = ", ".join(f'"{table}"' for table in tables_of(raw))
        raw.execute(f"TRUNCATE {tables}")
        for path in files:
            # Named time-kind-table.copy when it was kept.
            table = path.stem.split("-", 2)[2]
            with path.open("rb") as file, raw.cursor().copy(f'COPY "{table}" FROM STDIN') as copying:
                while piece := file.read(1 << 20):
                    copying.write(piece)
        _number_on(raw)


def _number_on(raw: Any) -> None:
    """Let every series of numbers go on after the highest that is there."""
    columns = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"
    )
    for table, column in raw.execute(columns).fetchall():
        raw.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), "  # noqa: S608 - names of our own tables
            f'coalesce(max("{column}"), 0) + 1, false) FROM "{table}"'
        )
