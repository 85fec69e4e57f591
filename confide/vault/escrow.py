"""Escrow: every key that the rest depends on, sealed for the recovery kit, in a file of its own.

- An epoch key is escrowed before it is used, without calling a custodian, and its escrow is destroyed with it.
- These files are the one thing that two custodians can open. So they go to a small target of their own, which forgets
  what is forgotten here, and into no backup of data or keys; otherwise an old backup could be read for ever.
- Without a recovery kit there is no escrow; a demonstration has none.
"""

import base64
import hashlib
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from confide.vault.errors import KeyStoreError
from confide.vault.files import replace, sync_folder
from confide.vault.recovery import Kit, Recovered, read_kit

FORMAT = "confide-escrow-1"
ENDING = ".escrow"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One escrowed key: its name, the kit it is sealed for, and what only two custodians can open."""

    name: str
    kit: str
    sealed: bytes

    def spell(self) -> bytes:
        """The file. Its checksum shows damage; only opening it shows that it is the right key."""
        told = {"format": FORMAT, "name": self.name, "kit": self.kit, "sealed": base64.b64encode(self.sealed).decode()}
        return (json.dumps(told | {"sha256": _checksum(self)}, indent=2) + "\n").encode()


def epoch_name(epoch: uuid.UUID) -> str:
    """The name that an epoch key is escrowed under."""
    return f"epoch-{epoch}"


def read(path: Path) -> Sealed:
    """An escrow file. Raises KeyStoreError where it is absent or damaged."""
    try:
        told = json.loads(path.read_bytes())
        found = Sealed(told["name"], told["kit"], base64.b64decode(told["sealed"], validate=True))
        right = (told["format"], told["sha256"]) == (FORMAT, _checksum(found)) and path.stem == found.name
    except FileNotFoundError:
        raise KeyStoreError(f"The escrow of {path.stem} is not in {path.parent}.") from None
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise KeyStoreError(
            f"The escrow file {path.name} is damaged. While the server lives, confide backup makes it anew."
        )
    return found


class Escrow:
    """The escrow of one keys folder."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys
        self.folder = keys / "escrow"

    def kit(self) -> Kit | None:
        """The kit that keys are sealed for, if there is one. Raises KeyStoreError."""
        return read_kit(self._keys)

    def path(self, name: str) -> Path:
        """Where a key's escrow is."""
        return self.folder / f"{name}{ENDING}"

    def keep(self, name: str, secret: bytes) -> None:
        """Seal a key for the kit and keep it durably; does nothing where there is no kit. Raises KeyStoreError."""
        kit = self.kit()
        if kit is not None:
            replace(self.path(name), Sealed(name, kit.name, kit.seal(name, secret)).spell())

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key's escrow. Doing it twice is harmless."""
        erase(self.path(name))

    def names(self) -> set[str]:
        """What is escrowed."""
        return {path.stem for path in self.folder.glob(f"*{ENDING}")}

    def lacking(self, wanted: Iterable[str]) -> list[str]:
        """Those of `wanted` that two custodians could not open: absent, damaged, or of an older kit."""
        kit = self.kit()
        return [name for name in wanted if kit is None or not self._is_sound(name, kit)]

    def _is_sound(self, name: str, kit: Kit) -> bool:
        try:
            return read(self.path(name)).kit == kit.name
        except KeyStoreError:
            return False


def open_escrow(path: Path, recovered: Recovered) -> bytes:
    """The key in an escrow file. Raises KeyStoreError."""
    found = read(path)
    return recovered.open(found.name, found.sealed)


def erase(path: Path) -> None:
    """Overwrite a small file with random bytes and remove it. Raises OSError; does nothing where it is gone."""
    if not path.exists():
        return
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _checksum(found: Sealed) -> str:
    return hashlib.sha256(f"{found.name}\n{found.kit}\n".encode() + found.sealed).hexdigest()
