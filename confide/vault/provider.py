"""Epoch keys: the keys that wrap data keys, kept outside every database.

- An epoch key is a file of 32 random bytes that only its owner may read (0600, in a folder 0700), or it is refused.
- Wrapping is AES-256 key wrap with padding (RFC 5649), which also detects damage.
- Whether the file is still there and still private is asked at each use: a destroyed epoch stops working at once.
- It is escrowed before its own file is there, so that no key is ever used that two custodians could not bring back.
- A key management service fits the same protocol; then the web process never holds an epoch key's file.
"""

import functools
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding, aes_key_wrap_with_padding
from django.conf import settings

from confide.vault.errors import KeyStoreError
from confide.vault.escrow import Escrow, epoch_name, erase
from confide.vault.files import write_once

EPOCH_KEY_BYTES = 32


class KeyProvider(Protocol):
    """Holds epoch keys and wraps data keys with them."""

    def new_epoch(self) -> uuid.UUID:
        """Make an epoch key and store it durably; returns its id."""

    def wrap(self, epoch: uuid.UUID, secret: bytes) -> bytes:
        """Wrap a data key. Raises KeyStoreError where the epoch key cannot be used."""

    def unwrap(self, epoch: uuid.UUID, wrapped: bytes) -> bytes:
        """Unwrap a data key. Raises KeyStoreError where the epoch key cannot be used or the wrapping is damaged."""

    def rewrap(self, wrapped: Sequence[tuple[uuid.UUID, bytes]], epoch: uuid.UUID) -> list[bytes]:
        """Wrap data keys under another epoch, each given with the one it is wrapped by, and open what came of it.

        Raises KeyStoreError as `unwrap` does, and then nothing is returned.
        """

    def escrow(self, epoch: uuid.UUID) -> None:
        """Seal an epoch key for the recovery kit, if there is one."""

    def put_back(self, epoch: uuid.UUID, secret: bytes) -> None:
        """Keep an epoch key that custodians recovered. Doing it twice is harmless."""

    def destroy_epoch(self, epoch: uuid.UUID) -> None:
        """Destroy an epoch key and its escrow for good. Doing it twice is harmless."""

    def forget(self) -> None:
        """Drop every epoch key held in memory, so that the next use reads it from where it is kept."""


class FileProvider:
    """Epoch keys as files in one folder, for a single server."""

    def __init__(self, folder: Path, escrow: Escrow | None = None) -> None:
        self._folder, self._escrow = folder, escrow
        self._paths: dict[uuid.UUID, Path] = {}
        self._held: dict[uuid.UUID, tuple[tuple[int, int, int], bytes]] = {}

    def new_epoch(self) -> uuid.UUID:
        """Make an epoch key; the file is on the disk before this returns, so no row can refer to a key that is lost."""
        epoch = uuid.uuid4()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._check_private(self._folder)
        secret = os.urandom(EPOCH_KEY_BYTES)
        self.escrow(epoch, secret)
        write_once(self._path(epoch), secret)
        return epoch

    def escrow(self, epoch: uuid.UUID, secret: bytes | None = None) -> None:
        """Seal an epoch key for the recovery kit, if there is one; the key that is kept here, where none is given."""
        if self._escrow is not None:
            self._escrow.keep(epoch_name(epoch), self._key(epoch) if secret is None else secret)

    def put_back(self, epoch: uuid.UUID, secret: bytes) -> None:
        """Keep an epoch key that was recovered, if it is not here already, and escrow it again."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.escrow(epoch, secret)
        if not self._path(epoch).exists():
            write_once(self._path(epoch), secret)

    def wrap(self, epoch: uuid.UUID, secret: bytes) -> bytes:
        """Wrap a data key under an epoch key."""
        return aes_key_wrap_with_padding(self._key(epoch), secret)

    def unwrap(self, epoch: uuid.UUID, wrapped: bytes) -> bytes:
        """Unwrap a data key; damage is a KeyStoreError."""
        return _unwrapped(self._key(epoch), wrapped, epoch)

    def rewrap(self, wrapped: Sequence[tuple[uuid.UUID, bytes]], epoch: uuid.UUID) -> list[bytes]:
        """Wrap many data keys under another epoch; whether the files are still there is asked once for all of them."""
        keys = {before: self._key(before) for before in {before for before, _ in wrapped}}
        key = self._key(epoch)
        secrets = [_unwrapped(keys[before], value, before) for before, value in wrapped]
        again = [aes_key_wrap_with_padding(key, secret) for secret in secrets]
        if [_unwrapped(key, value, epoch) for value in again] != secrets:
            raise KeyStoreError("A data key did not read back after it was wrapped again. Nothing was changed.")
        return again

    def destroy_epoch(self, epoch: uuid.UUID) -> None:
        """Overwrite and remove the key file and its escrow."""
        self._held.pop(epoch, None)
        erase(self._path(epoch))
        if self._escrow is not None:
            self._escrow.destroy(epoch_name(epoch))

    def forget(self) -> None:
        """Drop every epoch key held in memory; the next use reads the file again."""
        self._held.clear()

    def _path(self, epoch: uuid.UUID) -> Path:
        # Kept, because a page of records asks for it once a record and making a path costs more than unwrapping.
        if epoch not in self._paths:
            self._paths[epoch] = self._folder / f"{epoch}.key"
        return self._paths[epoch]

    def _key(self, epoch: uuid.UUID) -> bytes:
        path = self._path(epoch)
        found = self._check_private(path)
        state = (found.st_ino, found.st_mtime_ns, found.st_size)
        held = self._held.get(epoch)
        if held is None or held[0] != state:
            self._check_private(self._folder)
            held = self._held[epoch] = (state, path.read_bytes())
        if len(held[1]) != EPOCH_KEY_BYTES:
            raise KeyStoreError(f"The epoch key {path.name} is damaged. Restore it from the backup of the keys folder.")
        return held[1]

    def _check_private(self, path: Path) -> os.stat_result:
        try:
            found = path.stat()
        except OSError:
            self._held.clear()
            raise KeyStoreError(
                f"{path.name} is not in the keys folder. Restore the keys folder from its newest backup."
            ) from None
        if found.st_mode & 0o077:
            wanted = "700" if path.is_dir() else "600"
            raise KeyStoreError(
                f"Others on this machine may read {path.name} in the keys folder. Run chmod {wanted} on it, "
                "and rotate the epoch keys if anybody else may have read it."
            )
        return found


def _unwrapped(key: bytes, wrapped: bytes, epoch: uuid.UUID) -> bytes:
    try:
        return aes_key_unwrap_with_padding(key, wrapped)
    except InvalidUnwrap:
        raise KeyStoreError(
            f"A wrapped key of epoch {epoch} is damaged. Restore the key store from its newest backup."
        ) from None


def escrow() -> Escrow:
    """The escrow of this installation."""
    return Escrow(settings.CONFIDE_KEYS)


def provider() -> KeyProvider:
    """The provider of this installation, one a process. Keys beside the records they open are refused."""
    return _file_provider(settings.CONFIDE_KEYS, settings.CONFIDE_DATA)


@functools.cache
def _file_provider(keys: Path, data: Path) -> FileProvider:
    if keys.resolve().is_relative_to(data.resolve()):
        raise KeyStoreError("The keys folder lies inside the data folder. Move it out, so that no backup holds both.")
    return FileProvider(keys / "epochs", Escrow(keys))
