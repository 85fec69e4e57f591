"""What a backup holds: a signed list, written last, so that a backup without one does not exist.

- It is a signed note of the ledger's own key: whoever can write to a target cannot make up a backup.
- It counts under its own name only, which says its kind and its time, and not before that time has come: neither a name
  that somebody made up nor an older manifest under a newer name passes for a backup.
- It names no person: digests, sizes, counts of rows, the ledger's checkpoint, epochs and tombstones.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from confide.jobs.keeping.targets import Kept, write
from confide.jobs.keeping.trouble import KeepingError
from confide.ledger.ed25519 import VerifyingKey
from confide.ledger.errors import NoteError
from confide.ledger.integrate import TOLERANCE
from confide.ledger.notes import COSIGNATURE, LOG_SIGNATURE, open_note, sign_note
from confide.ledger.signing import signers

HEADER = "confide backup 1"
STAMP = "%Y%m%dT%H%M%S%fZ"
NAME = re.compile(r"(\d{8}T\d{12}Z)-(data|keys)\.manifest")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup of data or of keys."""

    kind: str
    made_at: datetime
    origin: str
    how: str
    """How the database was copied: `sqlite`, `pg_dump`, `copy`."""
    migrations: Mapping[str, str]
    """The newest migration of each app."""
    database: tuple[Kept, ...]
    rows: Mapping[str, int]
    files: Mapping[str, Kept] = field(default_factory=dict)
    checkpoint: str = ""
    size: int = 0
    """How many entries the checkpoint covers."""
    epochs: tuple[str, ...] = ()
    tombstones: tuple[str, ...] = ()

    @property
    def entries(self) -> int:
        """How many entries of the ledger the copy holds, those included that no checkpoint covers yet."""
        return self.rows.get("ledger_entry", self.size)

    @property
    def stamp(self) -> str:
        """The time in the names of its files."""
        return stamp(self.made_at)

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.stamp}-{self.kind}.manifest"

    def spell(self) -> str:
        """The text that is signed."""
        told = asdict(self) | {"made_at": self.made_at.astimezone(UTC).isoformat()}
        told["database"] = [kept.to_json() for kept in self.database]
        told["files"] = {name: kept.to_json() for name, kept in self.files.items()}
        return f"{HEADER}\n{json.dumps(told, indent=1, sort_keys=True)}\n"


def stamp(at: datetime) -> str:
    """A time as the names of files hold it, to the microsecond, so that no name is used twice."""
    return at.astimezone(UTC).strftime(STAMP)


def keep_manifest(manifest: Manifest, folder: Path) -> None:
    """Sign a manifest and write it into its target. Raises OSError."""
    note = sign_note(manifest.spell(), signers(manifest.origin), time=int(manifest.made_at.timestamp()))
    write(folder, manifest.name, note.encode())


def manifests(folder: Path, kind: str, public: bytes | None) -> list[Manifest]:
    """Every whole manifest of a kind, newest first. With a public key only those that it signed."""
    return [manifest for _made_at, path in _named(folder, kind) if (manifest := _read(path, public))]


def newest(folder: Path, kind: str, public: bytes, *, at: datetime) -> Manifest | None:
    """The newest whole manifest of a kind that the key signed and whose time has come. Reads hardly more than that."""
    come = (path for made_at, path in _named(folder, kind) if made_at <= at + TOLERANCE)
    return next((manifest for path in come if (manifest := _read(path, public))), None)


def ahead(folder: Path, kind: str, *, at: datetime) -> int:
    """How many names say a time that has not come."""
    return sum(made_at > at + TOLERANCE for made_at, _path in _named(folder, kind))


def _named(folder: Path, kind: str) -> list[tuple[datetime, Path]]:
    """What is named as a manifest of a kind, with the time in its name, newest first."""
    named = sorted(folder.glob(f"*-{kind}.manifest"), reverse=True)
    return [(made_at, path) for path in named if (made_at := _named_for(path, kind))]


def _named_for(path: Path, kind: str) -> datetime | None:
    """The time in the name of a manifest; None where the name is no manifest's of this kind."""
    name = NAME.fullmatch(path.name)
    try:
        return datetime.strptime(name[1], STAMP).replace(tzinfo=UTC) if name and name[2] == kind else None
    except ValueError:
        # Digits that are no time: somebody else's file.
        return None


def _read(path: Path, public: bytes | None) -> Manifest | None:
    """A manifest; None where it was not finished, was not signed by the key, or lies under a name not its own."""
    try:
        note = path.read_text(encoding="utf-8")
        text = note[: note.rindex("\n\n") + 1]
        header, _end, told = text.partition("\n")
        manifest = _parse(json.loads(told))
        if public is not None:
            known = [VerifyingKey(manifest.origin, algorithm, public) for algorithm in (LOG_SIGNATURE, COSIGNATURE)]
            open_note(note, known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NoteError):
        # What another has written can be anything.
        return None
    except (IsADirectoryError, FileNotFoundError):
        return None
    except OSError as error:
        raise KeepingError(_("{path} cannot be read: {strerror}.").format(path=path, strerror=error.strerror)) from None
    return manifest if header == HEADER and path.name == manifest.name else None


def _parse(told: dict[str, Any]) -> Manifest:
    return Manifest(
        **told
        | {
            "made_at": datetime.fromisoformat(told["made_at"]),
            "database": tuple(_kept(part) for part in told["database"]),
            "files": {name: _kept(part) for name, part in told["files"].items()},
            "epochs": tuple(told["epochs"]),
            "tombstones": tuple(told["tombstones"]),
        }
    )


def _kept(told: dict[str, Any]) -> Kept:
    return Kept(str(told["name"]), int(told["size"]), str(told["sha256"]))
