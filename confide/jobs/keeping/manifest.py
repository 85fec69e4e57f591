"""What a backup holds: a signed list, written last, so that a backup without one does not exist.

- It is a signed note of the ledger's own key: whoever can write to a target cannot make up a backup.
- It names no person: digests, sizes, counts of rows, the ledger's checkpoint, epochs and tombstones.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from confide.jobs.keeping.targets import Kept, write
from confide.jobs.keeping.trouble import KeepingError
from confide.ledger.ed25519 import VerifyingKey
from confide.ledger.errors import NoteError
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
    write(folder, f"{manifest.stamp}-{manifest.kind}.manifest", note.encode())


def manifests(folder: Path, kind: str, public: bytes | None) -> list[Manifest]:
    """Every whole manifest of a kind, newest first. With a public key only those that it signed."""
    named = sorted(path for path in folder.glob(f"*-{kind}.manifest") if _named_for(path, kind))
    return [manifest for path in reversed(named) if (manifest := _read(path, public))]


def ages(folder: Path, kind: str) -> Iterable[datetime]:
    """When the backups of a kind were made, newest first, by their names."""
    named = sorted(folder.glob(f"*-{kind}.manifest"), reverse=True)
    return [made_at for path in named if (made_at := _named_for(path, kind))]


def _named_for(path: Path, kind: str) -> datetime | None:
    """The time in the name of a manifest; None where the name is no manifest's of this kind."""
    name = NAME.fullmatch(path.name)
    try:
        return datetime.strptime(name[1], STAMP).replace(tzinfo=UTC) if name and name[2] == kind else None
    except ValueError:
        # Digits that are no time: somebody else's file.
        return None


def _read(path: Path, public: bytes | None) -> Manifest | None:
    """A manifest; None where it was not finished, or was not signed by the key."""
    try:
        note = path.read_text(encoding="utf-8")
        text = note[: note.rindex("\n\n") + 1]
        header, _end, told = text.partition("\n")
        manifest = _parse(json.loads(told))
        if public is not None:
            known = [VerifyingKey(manifest.origin, algorithm, public) for algorithm in (LOG_SIGNATURE, COSIGNATURE)]
            open_note(note, known)
    except (ValueError, KeyError, TypeError, NoteError):
        return None
    except OSError as error:
        raise KeepingError(_("{path} cannot be read: {strerror}.").format(path=path, strerror=error.strerror)) from None
    return manifest if header == HEADER else None


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
