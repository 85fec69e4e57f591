"""Where backups go: one folder for data, one for keys, one for the escrow, each on another disk or machine.

- Data and key targets may be write-once: names are never used twice, and nothing needs to be renamed or removed.
- The escrow target is small and must be able to forget: what two custodians can open is removed with its epoch.
- No target lies in another one or in CONFIDE_HOME, so that no thief of one copy has both halves.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from confide.jobs.keeping.trouble import KeepingError

DATA, KEYS, ESCROW = "CONFIDE_BACKUP_DATA", "CONFIDE_BACKUP_KEYS", "CONFIDE_BACKUP_ESCROW"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Targets:
    """The three folders."""

    data: Path
    keys: Path
    escrow: Path


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a target: its name there, its size and its SHA-256."""

    name: str
    size: int
    digest: str

    def to_json(self) -> dict[str, str | int]:
        return {"name": self.name, "size": self.size, "sha256": self.digest}


def configured(environ: Mapping[str, str], home: Path) -> Targets | None:
    """The targets that the environment names; None where it names none. Raises KeepingError where they are unfit."""
    named = [environ.get(name, "") for name in (DATA, KEYS, ESCROW)]
    if not any(named):
        return None
    if not all(named):
        missing = [name for name, value in zip((DATA, KEYS, ESCROW), named, strict=True) if not value]
        raise KeepingError(_("Name all three backup targets: {missing} is not set.").format(missing=", ".join(missing)))
    return checked(Targets(*(Path(value).expanduser() for value in named)), home)


def checked(targets: Targets, home: Path) -> Targets:
    """The targets, once they are folders that exist and lie apart. Raises KeepingError."""
    folders = [folder.resolve() for folder in (targets.data, targets.keys, targets.escrow)]
    for folder in folders:
        if not folder.is_dir():
            raise KeepingError(
                _("The backup target {folder} is not there. Mount it, or make the folder.").format(folder=folder)
            )
    for place, folder in enumerate([*folders, home.resolve()]):
        for other in folders[:place]:
            if folder.is_relative_to(other) or other.is_relative_to(folder):
                raise KeepingError(
                    _("{other} and {folder} lie in one another. Data, keys and escrow go to places apart.").format(
                        other=other, folder=folder
                    )
                )
    return targets


def keep(source: Path, folder: Path, name: str) -> Kept:
    """Copy a file into a target under a name that has not been used. Raises OSError, KeepingError."""
    digest, size = hashlib.sha256(), 0
    path = folder / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as reading, _new(path) as writing:
        while piece := reading.read(PIECE):
            digest.update(piece)
            size += len(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    return Kept(name, size, digest.hexdigest())


def write(folder: Path, name: str, content: bytes) -> None:
    """Write a small file into a target under a new name. Raises OSError."""
    with _new(folder / name) as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())


def check(folder: Path, kept: Kept) -> Path:
    """The file, once it is as it was kept. Raises KeepingError."""
    path = folder / kept.name
    try:
        found = digest_of(path)
    except OSError:
        raise KeepingError(
            _("{name} is not in {folder}. This backup is not whole; choose another.").format(
                name=kept.name, folder=folder
            )
        ) from None
    if found != kept.digest:
        raise KeepingError(
            _("{name} in {folder} is damaged. Choose another backup; this one was not used.").format(
                name=kept.name, folder=folder
            )
        )
    return path


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _new(path: Path):  # type: ignore[no-untyped-def] # an open file, whose type has no short name
    # Written straight under its name, because a write-once target allows no renaming. A manifest says what is whole.
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
