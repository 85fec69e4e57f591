"""Restores an installation into an empty home, checks it before anybody may use it, and says in its ledger that it did.

- Keys first, then files, then records; a marker stands from the first step to the last, and nothing serves beside it.
  Killed or refused, everything that was put is taken away again by whoever comes next.
- A key store is only taken together with records that are not younger: a key is older than the row that needs it.
- What was shredded after the backup is shredded again, by every tombstone that can be had.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from confide.door.soundness import Soundness
from confide.jobs.keeping import filling
from confide.jobs.keeping.backup import LEDGER_KEYS, WITNESSES, escrow_lacking
from confide.jobs.keeping.burying import bury_again
from confide.jobs.keeping.manifest import Manifest, manifests
from confide.jobs.keeping.soundness import prove_everything_opens
from confide.jobs.keeping.targets import Targets, check
from confide.jobs.keeping.trouble import TROUBLES, KeepingError, sentence
from confide.jobs.ledger_offline import NotAnExport, tombstones_in
from confide.jobs.migrating import migrate
from confide.ledger.integrate import integrate
from confide.ledger.notes import NoteError, open_note, parse_head
from confide.ledger.restart import restart
from confide.ledger.signing import public_key, verifiers
from confide.ledger.verify import Verification, verify
from confide.vault.custody import Source, check_wrapping, forget_restored, put_back_epochs
from confide.vault.files import replace, write_once
from confide.vault.recovery import PUBLIC_FILE, Kit, write_kit

MARKER = "restoring.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored, and what it is compared with."""

    targets: Targets
    source: Source
    """Where the epoch keys come from."""
    kit: Kit | None
    """The recovery kit that they are escrowed for, from the same place."""
    at_most: datetime | None = None
    """The newest backup that may be taken; None for the newest there is."""
    witnessed: str | None = None
    """The newest checkpoint that somebody else keeps."""
    accept_loss: bool = False
    ledger: Path | None = None
    """A newer export of the ledger, whose shreddings are done again."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    data: Manifest
    keys: Manifest
    found: Soundness
    verified: Verification
    lost: int
    shredded_again: int
    origin: str = field(default="")


def is_unfinished(home: Path) -> bool:
    """Whether a restoring has begun and not come to its end."""
    return (home / MARKER).exists()


def check_finished(home: Path) -> None:
    """Raise KeepingError where it has not: whatever is there is taken away again, so nothing may be made in it."""
    if is_unfinished(home):
        raise KeepingError(_("A restoring was not finished here. Run confide restore again."))


def restore(wish: Wish, *, at: datetime) -> Restored:
    """Restore. The caller holds the lock. Raises KeepingError with the home as empty as it was."""
    home = Path(settings.CONFIDE_HOME)
    if is_unfinished(home):
        _take_away()
    _check_nothing_survived()
    for alias in ("keys", "default"):
        if not filling.is_empty(alias):
            raise KeepingError(
                _(
                    "There is something in the database {alias} already. Restore into a new CONFIDE_HOME, or into "
                    "empty databases; what is there was not touched."
                ).format(alias=alias)
            )
    replace(home / MARKER, json.dumps({"begun_at": at.isoformat()}).encode())
    try:
        restored = _restore(wish, at)
    except TROUBLES as error:
        _take_away()
        raise KeepingError(sentence(error)) from error
    (home / MARKER).unlink()
    return restored


def _check_nothing_survived() -> None:
    """Refuse to work over keys or files that somebody may need: a restoring that fails would take them away."""
    keys, files = Path(settings.CONFIDE_KEYS), Path(settings.CONFIDE_FILES)
    survived = [*(keys / "epochs").glob("*.key"), *(keys / "ledger").glob("*.key"), *(keys / "escrow").glob("*")]
    survived += [keys / WITNESSES] if (keys / WITNESSES).exists() else []
    if survived or any(path.is_file() for path in files.rglob("*")):
        raise KeepingError(
            _(
                "There are keys or files under {home} already. Restore into a new CONFIDE_HOME, and name "
                "the old keys folder with --surviving-keys."
            ).format(home=settings.CONFIDE_HOME)
        )


def _restore(wish: Wish, at: datetime) -> Restored:
    _put_ledger_keys(wish)
    public = public_key()
    data, keys, buried = choose(wish, public)
    lost = _loss(wish, data)
    filling.fill("keys", keys, [check(wish.targets.keys, kept) for kept in keys.database])
    put_back_epochs(keys.epochs, wish.source)
    check_wrapping()
    _put_witnesses(wish.targets.keys, keys)
    _put_files(wish.targets.data, data)
    filling.fill("default", data, [check(wish.targets.data, kept) for kept in data.database])
    migrate()
    again = bury_again(buried | _buried(wish), since=data.made_at, at=at)
    return _prove(wish, data, keys, at=at, lost=lost, again=again)


def choose(wish: Wish, public: bytes) -> tuple[Manifest, Manifest, frozenset[str]]:
    """The newest data and keys that belong together, and every tombstone that any key backup knows."""
    of_keys = manifests(wish.targets.keys, "keys", public)
    of_data = [made for made in manifests(wish.targets.data, "data", public) if _may_be(wish, made)]
    if not of_keys or not of_data:
        which = "keys" if not of_keys else "data"
        raise KeepingError(
            _(
                "There is no whole backup of {which} in that target that this installation has signed. Check that data "
                "and keys are of the same installation, and that the target is the right folder."
            ).format(which=which)
        )
    for data in of_data:
        for keys in of_keys:
            if keys.origin == data.origin and keys.made_at >= data.made_at:
                return data, keys, frozenset(stone for made in of_keys for stone in made.tombstones)
    raise KeepingError(
        _(
            "No backup of the keys is as young as the data: keys that the data needs would be missing. "
            "Name an older backup of the data with --at-most, or find a newer one of the keys."
        )
    )


def _buried(wish: Wish) -> frozenset[str]:
    if wish.ledger is None:
        return frozenset()
    try:
        return tombstones_in(wish.ledger, verifiers)
    except (NotAnExport, NoteError) as error:
        raise KeepingError(
            _("{name} is not an export of this ledger: {error}").format(name=wish.ledger.name, error=error)
        ) from None


def _may_be(wish: Wish, made: Manifest) -> bool:
    return wish.at_most is None or made.made_at <= wish.at_most


def _loss(wish: Wish, data: Manifest) -> int:
    """How many entries that a witness has seen the backup does not hold. Raises KeepingError unless accepted."""
    if wish.witnessed is None:
        return 0
    try:
        origin = wish.witnessed.split("\n", 1)[0]
        head = parse_head(open_note(wish.witnessed, verifiers(origin)).text)
    except (NoteError, ValueError):
        raise KeepingError(_("The witnessed checkpoint was not signed by this installation's ledger.")) from None
    lost = max(0, head.size - data.size)
    if lost and not wish.accept_loss:
        raise KeepingError(
            _(
                "This backup is older than the witnessed checkpoint: {lost} entries would be lost. Find a newer "
                "backup, or say --accept-loss; the ledger will then say so too."
            ).format(lost=lost)
        )
    return lost


def _put_ledger_keys(wish: Wish) -> None:
    folder = Path(settings.CONFIDE_KEYS) / "ledger"
    for name, file in LEDGER_KEYS.items():
        write_once(folder / file, wish.source(name))
    if wish.kit is not None:
        write_kit(Path(settings.CONFIDE_KEYS), wish.kit)


def _put_witnesses(folder: Path, keys: Manifest) -> None:
    """Trust again whom the backup trusted; a copy from before there was such a list holds none."""
    if kept := keys.files.get(WITNESSES):
        write_once(Path(settings.CONFIDE_KEYS) / WITNESSES, check(folder, kept).read_bytes())


def _put_files(folder: Path, data: Manifest) -> None:
    for name, kept in data.files.items():
        target = Path(settings.CONFIDE_FILES) / name
        if not target.resolve().is_relative_to(Path(settings.CONFIDE_FILES).resolve()):
            raise KeepingError(_("The manifest names a file outside the files folder. It was not used."))
        write_once(target, check(folder, kept).read_bytes())


def _prove(wish: Wish, data: Manifest, keys: Manifest, *, at: datetime, lost: int, again: int) -> Restored:
    trusted = wish.witnessed if not lost else None
    verified = verify(trusted=trusted)
    if not verified.ok:
        first = verified.faults[0]
        raise KeepingError(
            _("The ledger in this backup is not whole: {what}: {detail}. It was not used.").format(
                what=first.what, detail=first.detail
            )
        )
    found = prove_everything_opens()
    if found.lost:
        raise KeepingError(
            _(
                "{lost} sealed documents do not open, {first} for one: data and keys do not belong "
                "together, or something is damaged. Choose another backup."
            ).format(lost=found.lost, first=found.named[0])
        )
    log = restart(at=at, backup_of=data.made_at, witnessed=wish.witnessed or "", lost=lost)
    integrate(at=at)
    escrow_lacking()
    return Restored(data, keys, found, verify(), lost, again, log.origin)


def _take_away() -> None:
    """Leave the home as empty as it was. The marker goes last."""
    home, keys, files = (
        Path(folder) for folder in (settings.CONFIDE_HOME, settings.CONFIDE_KEYS, settings.CONFIDE_FILES)
    )
    for alias in ("default", "keys"):
        filling.empty(alias)
    connections.close_all()
    forget_restored(keys)
    _remove([keys / PUBLIC_FILE, keys / WITNESSES, *(keys / "ledger").glob("*.key"), *keys.rglob(".*.part")])
    _remove([path for path in files.rglob("*") if path.is_file()])
    (home / MARKER).unlink(missing_ok=True)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
