"""Backs up data, then keys, then the escrow, to three places, while people work.

- In that order, because a data key is committed before the row that uses it: whatever a row of the data copy needs was
  in the key store before, and still is unless it was shredded, and then it must not open.
- Keys are copied wrapped. What unwraps them is in the escrow target only, sealed for two custodians, and that target
  keeps the living epochs and forgets the others: so no older copy of data and keys opens once its epochs are gone.
- The list of trusted witnesses goes with the keys: it lies beside them, out of reach of whoever owns the database.
- Attachments in a bucket are in none of the three; `attachments.outside` says so wherever a copy is spoken of.
- A manifest is written last. Killed before, a backup does not exist, and the one before it still does.
"""

import dataclasses
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _

from confide.jobs.keeping.copies import carried, remembered
from confide.jobs.keeping.manifest import Manifest, keep_manifest, newest
from confide.jobs.keeping.snapshot import Snapshot, counts, newest_migrations, snapshot
from confide.jobs.keeping.targets import Targets, keep
from confide.jobs.keeping.trouble import KeepingError
from confide.ledger.signing import KEY_BYTES, MAC_KEY, SIGNING_KEY, public_key
from confide.ledger.witnesses import FILE as TRUSTED_WITNESSES
from confide.vault.custody import check_wrapping
from confide.vault.epochs import living
from confide.vault.escrow import ENDING, epoch_name, erase
from confide.vault.files import replace
from confide.vault.provider import escrow, provider
from confide.vault.recovery import PUBLIC_FILE
from confide.vault.shredding import tombstones

LEDGER_KEYS = {f"ledger-{name.removesuffix('.key')}": name for name in (SIGNING_KEY, MAC_KEY)}
"""The ledger's keys by the name they are escrowed under."""
WITNESSES = f"ledger/{TRUSTED_WITNESSES}"
"""The list of trusted witnesses, in the keys folder."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was kept."""

    data: Manifest
    keys: Manifest
    escrowed: int


def back_up(targets: Targets, *, at: datetime) -> Backup:
    """Back up everything. The caller holds the lock. Raises KeepingError or OSError, and then nothing counts."""
    if escrow().kit() is None:
        raise KeepingError(
            _("There is no recovery kit, so nobody could ever open this backup. Make one with confide init.")
        )
    # An epoch key that opens nothing any more must not take the place of the one in escrow.
    check_wrapping()
    escrow_lacking()
    data = back_up_data(targets.data, at)
    keys = _keys(targets.keys, at, data.origin)
    escrowed = ship_escrow(targets.escrow)
    _check_escrow(targets.escrow, keys.epochs)
    keep_manifest(keys, targets.keys)
    return Backup(data, keys, escrowed)


def escrow_lacking() -> None:
    """Escrow whatever should be and is not: after a new kit, or where a file was damaged."""
    kept, keys = escrow(), provider()
    for epoch in living():
        if kept.lacking([epoch_name(epoch.id)]):
            keys.escrow(epoch.id)
    for name, file in LEDGER_KEYS.items():
        if kept.lacking([name]):
            secret = (Path(settings.CONFIDE_KEYS) / "ledger" / file).read_bytes()
            if len(secret) != KEY_BYTES:
                raise KeepingError(
                    _("The ledger's {file} is damaged. Restore it from the escrow before anything else.").format(
                        file=file
                    )
                )
            kept.keep(name, secret)


def back_up_data(folder: Path, at: datetime) -> Manifest:
    """Copy the records, and the files beside them."""
    before = newest(folder, "data", public_key(), at=at)
    with _scratch() as scratch, snapshot("default", scratch) as taken:
        made = _manifest("data", at, taken, folder)
    damaged = remembered(Path(settings.CONFIDE_HOME))
    files = carried(Path(settings.CONFIDE_FILES), folder, before, at=at, damaged=damaged)
    made = dataclasses.replace(made, files=files)
    keep_manifest(made, folder)
    return made


def _keys(folder: Path, at: datetime, origin: str) -> Manifest:
    with _scratch() as scratch, snapshot("keys", scratch) as taken:
        made = _manifest("keys", at, taken, folder, origin)
        alive = taken.rows("SELECT id FROM vault_epoch WHERE destroyed_at IS NULL")
    trusted = Path(settings.CONFIDE_KEYS) / WITNESSES
    files = {WITNESSES: keep(trusted, folder, f"{made.stamp}-keys-{trusted.name}")} if trusted.is_file() else {}
    epochs = tuple(sorted(str(uuid.UUID(str(epoch))) for (epoch,) in alive))
    return dataclasses.replace(made, files=files, epochs=epochs, tombstones=tuple(tombstones()))


def _manifest(kind: str, at: datetime, taken: Snapshot, folder: Path, origin: str = "") -> Manifest:
    note, size = "", 0
    if kind == "data":
        origin = str(taken.rows("SELECT origin FROM ledger_log ORDER BY id DESC LIMIT 1")[0][0])
        signed = taken.rows("SELECT note, size FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
        note, size = signed[0] if signed else ("", 0)
    made = Manifest(kind, at, origin, taken.how, newest_migrations(taken), (), counts(taken), {}, note, size)
    kept = tuple(keep(path, folder, f"{made.stamp}-{kind}-{path.name}") for path in taken.files)
    return dataclasses.replace(made, database=kept)


def ship_escrow(target: Path) -> int:
    """Make the escrow target hold exactly what is escrowed here; what is destroyed here is destroyed there."""
    here = escrow()
    for path in sorted(here.folder.glob(f"*{ENDING}")):
        content = path.read_bytes()
        there = target / path.name
        if not there.exists() or there.read_bytes() != content:
            replace(there, content)
    for path in target.glob(f"*{ENDING}"):
        if path.stem not in here.names():
            erase(path)
    replace(target / PUBLIC_FILE, (Path(settings.CONFIDE_KEYS) / PUBLIC_FILE).read_bytes())
    return len(here.names())


def _check_escrow(target: Path, epochs: tuple[str, ...]) -> None:
    lacking = [epoch for epoch in epochs if not (target / f"{epoch_name(uuid.UUID(epoch))}{ENDING}").is_file()]
    if lacking or any(not (target / f"{name}{ENDING}").is_file() for name in LEDGER_KEYS):
        raise KeepingError(_("The escrow target does not hold every key that this backup needs. It does not count."))


@contextmanager
def _scratch() -> Iterator[Path]:
    with TemporaryDirectory(prefix="snapshot-", dir=settings.CONFIDE_HOME) as folder:
        yield Path(folder)
