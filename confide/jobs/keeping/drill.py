"""Proves that the newest backup comes back: restores it into a folder and databases of its own, and throws them away.

- Service is not touched, and backups go on: the drill is a process of its own, with a home and a lock of its own. It
  unwraps every key, authenticates every sealed document and verifies the ledger, as a real restoring does.
- Without custodians the epoch keys come from the keys folder in use, and the escrow is not proved; with shares it is.
- Where it does not come back, every copy of an attachment is read through; the next backup makes anew what is damaged.
- Copies of keys are destroyed with the folder. What a killed drill leaves is destroyed by whoever holds the lock next.
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from confide.jobs.keeping import journal
from confide.jobs.keeping.alone import DRILL, destroy
from confide.jobs.keeping.copies import not_whole, remember
from confide.jobs.keeping.manifest import newest
from confide.jobs.keeping.targets import Targets
from confide.jobs.keeping.trouble import KeepingError
from confide.ledger.signing import public_key

DATABASES = {"default": "CONFIDE_DATABASE_URL", "keys": "CONFIDE_KEYS_DATABASE_URL"}


@dataclass(frozen=True, slots=True)
class Drill:
    """What came back: when the backup was made, entries of the ledger, documents that opened, and with whose keys."""

    backup_of: datetime
    entries: int
    """Those of the backup."""
    added: int
    """Those that restoring wrote after them, as every restoring does."""
    opened: int
    with_custodians: bool


def drill(targets: Targets, shares: Sequence[str], *, at: datetime) -> Drill:
    """Restore the newest backup elsewhere and record it. The caller holds the lock of drills. Raises KeepingError."""
    folder = Path(mkdtemp(prefix=DRILL, dir=settings.CONFIDE_HOME))
    try:
        with _databases() as databases:
            told = _restore(folder, targets, shares, databases)
    except KeepingError as error:
        raise KeepingError(f"{error} {_of_copies(targets.data, at)}".strip()) from error
    finally:
        destroy(folder)
    backup_of, added = datetime.fromisoformat(told["backup_of"]), told["entries"] - told["kept"]
    done = Drill(backup_of, told["kept"], added, told["opened"], bool(shares))
    data = {"entries": done.entries, "opened": done.opened, "with_custodians": int(bool(shares))}
    journal.write_down(journal.DRILLED, at=at, data=data | {"backup_of": done.backup_of.isoformat()})
    return done


def _restore(folder: Path, targets: Targets, shares: Sequence[str], databases: dict[str, str]) -> dict[str, Any]:
    words = [sys.executable, "-m", "confide", "restore", "--json", "--without-checkpoint"]
    words += ["--data", str(targets.data), "--keys", str(targets.keys), "--escrow", str(targets.escrow)]
    if not shares:
        words += ["--surviving-keys", str(settings.CONFIDE_KEYS)]
    surroundings = {name: value for name, value in os.environ.items() if name not in DATABASES.values()}
    surroundings |= {"CONFIDE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "confide.config.settings", **databases}
    surroundings["PYTHONPATH"] = os.pathsep.join((str(settings.CHECKOUT), os.environ.get("PYTHONPATH", "")))
    given = "".join(f"{share}\n" for share in shares)
    done = subprocess.run(words, env=surroundings, input=given, capture_output=True, text=True, check=False)  # noqa: S603 - every word is ours
    if done.returncode:
        raise KeepingError(_("The backup does not come back: {said}").format(said=_last_line(done.stderr)))
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _of_copies(folder: Path, at: datetime) -> str:
    """Look through the copies of attachments; what to say where some are damaged."""
    made = newest(folder, "data", public_key(), at=at)
    damaged = not_whole(folder, made) if made else []
    if not damaged:
        return ""
    remember(Path(settings.CONFIDE_HOME), damaged)
    return _("Copies of attachments that are damaged: {count}. The next backup makes them anew.").format(
        count=len(damaged)
    )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "the process ended without a word."


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    """On PostgreSQL, two databases made for the drill; on SQLite the drill's own folder is enough."""
    made: dict[str, str] = {}
    try:
        for alias, variable in DATABASES.items():
            if connections[alias].vendor == "postgresql":
                made[variable] = _make(alias)
        yield made
    finally:
        for alias, variable in DATABASES.items():
            if variable in made:
                _sql(alias, f'DROP DATABASE IF EXISTS "{made[variable].rpartition("/")[2].partition("?")[0]}"')


def _make(alias: str) -> str:
    told = connections[alias].settings_dict
    name = f"drill_{uuid.uuid4().hex}"
    try:
        _sql(alias, f'CREATE DATABASE "{name}"')
    except DatabaseError:
        raise KeepingError(
            _(
                "The drill needs databases of its own, and this role may not make any. Run ALTER ROLE … CREATEDB, "
                "or restore by hand into empty databases elsewhere."
            )
        ) from None
    user = quote(told["USER"], safe="") + (f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else "")
    host, port = str(told["HOST"] or ""), f":{told['PORT']}" if told["PORT"] else ""
    if host.startswith("/"):
        return f"postgresql://{user}@{port}/{name}?host={quote(host, safe='')}"
    return f"postgresql://{user}@{host}{port}/{name}"


def _sql(alias: str, sql: str) -> None:
    connection = connections[alias].copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
