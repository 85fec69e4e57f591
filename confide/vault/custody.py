"""Putting keys back where they belong after a loss, and saying which are needed."""

import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

from confide.vault.errors import KeyStoreError
from confide.vault.escrow import ENDING, Escrow, epoch_name, open_escrow
from confide.vault.models import DataKey
from confide.vault.provider import EPOCH_KEY_BYTES, provider
from confide.vault.recovery import Recovered

Source = Callable[[str], bytes]
"""Gives a key by the name it is escrowed under. Raises KeyStoreError."""


def from_custodians(folder: Path, recovered: Recovered) -> Source:
    """Keys from an escrow target, opened with the shares of two custodians."""
    return lambda name: open_escrow(folder / f"{name}{ENDING}", recovered)


def from_survivors(keys: Path) -> Source:
    """Keys from a keys folder that survived, or from the one in use where a drill asks."""

    def read(name: str) -> bytes:
        kind, _, rest = name.partition("-")
        path = keys / ("epochs" if kind == "epoch" else kind) / f"{rest}.key"
        if not path.is_file():
            raise KeyStoreError(f"{path.name} is not in that keys folder. Use the escrow and two custodians instead.")
        return path.read_bytes()

    return read


def put_back_epochs(epochs: Iterable[str], source: Source) -> None:
    """Get every epoch key that a restored key store needs. Raises KeyStoreError; what is wrong is never kept."""
    for text in epochs:
        epoch = uuid.UUID(text)
        secret = source(epoch_name(epoch))
        if len(secret) != EPOCH_KEY_BYTES:
            raise KeyStoreError(f"The epoch key {epoch} is damaged in the place it comes from.")
        provider().put_back(epoch, secret)


def check_wrapping() -> int:
    """Unwrap every data key with the epoch keys that are here; how many there are. Raises KeyStoreError."""
    keys, number = provider(), 0
    keys.forget()
    for epoch, wrapped in DataKey.objects.values_list("epoch_id", "wrapped").iterator(chunk_size=2_000):
        keys.unwrap(epoch, bytes(wrapped))
        number += 1
    return number


def forget_restored(keys: Path) -> None:
    """Destroy the epoch keys and escrow of a restoring that was not finished."""
    for path in (keys / "epochs").glob("*.key"):
        provider().destroy_epoch(uuid.UUID(path.stem))
    kept = Escrow(keys)
    for name in kept.names():
        kept.destroy(name)
