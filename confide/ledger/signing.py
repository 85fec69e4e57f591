"""The log's keys, in the keys folder.

- The signing key (Ed25519) speaks for the log towards the outside; the MAC key marks rows as written here.
- Both are files that only their owner may read, or they are refused. They are made once, never again in silence.
"""

import functools
import os
from pathlib import Path

from django.conf import settings

from confide.ledger.ed25519 import SigningKey, VerifyingKey
from confide.ledger.errors import NotBegun
from confide.ledger.notes import COSIGNATURE, LOG_SIGNATURE

KEY_BYTES = 32
SIGNING_KEY = "signing.key"
MAC_KEY = "mac.key"


def signers(origin: str) -> tuple[SigningKey, SigningKey]:
    """The log's two signatures, with one key: the plain one, and the dated one that commits to the time as well."""
    seed = _read(SIGNING_KEY)
    return SigningKey(origin, LOG_SIGNATURE, seed), SigningKey(origin, COSIGNATURE, seed)


def verifiers(origin: str) -> tuple[VerifyingKey, VerifyingKey]:
    """The public side of `signers`."""
    public = public_key()
    return VerifyingKey(origin, LOG_SIGNATURE, public), VerifyingKey(origin, COSIGNATURE, public)


def public_key() -> bytes:
    """The 32 public bytes of the signing key."""
    return SigningKey("", LOG_SIGNATURE, _read(SIGNING_KEY)).public


def mac_key() -> bytes:
    """The 32 bytes that mark an entry as written by this installation."""
    return _read(MAC_KEY)


def make_keys() -> None:
    """Make the log's keys where they are absent."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (SIGNING_KEY, MAC_KEY):
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())


def _folder() -> Path:
    return Path(settings.CONFIDE_KEYS) / "ledger"


def _read(name: str) -> bytes:
    # As text: a Path takes longer to make than the file to look at, and every entry looks.
    path = f"{settings.CONFIDE_KEYS}/ledger/{name}"
    try:
        found = os.stat(path)  # noqa: PTH116 - see above
    except OSError:
        raise NotBegun(
            f"The ledger's {name} is not in the keys folder. Restore the keys folder, or begin the ledger in a new one."
        ) from None
    if found.st_mode & 0o077:
        raise NotBegun(f"Others on this machine may read the ledger's {name}. Run chmod 600 on it.")
    return _bytes(path, (found.st_ino, found.st_mtime_ns))


@functools.lru_cache(maxsize=16)
def _bytes(path: str, _state: tuple[int, int]) -> bytes:
    # The state makes a replaced file count as another one.
    key = Path(path).read_bytes()
    if len(key) != KEY_BYTES:
        raise NotBegun(f"The ledger's {Path(path).name} is damaged. Restore it from the backup of the keys folder.")
    return key
