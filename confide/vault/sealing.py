"""Sealing: turning words into bytes that open only with the right key, in the very place they were sealed for.

- AES-256-GCM with a random 96-bit nonce; a data key seals far fewer than 2**32 values.
- The place (table, row, field, version) and the key's id are authenticated: a value moved anywhere else is refused.
- Whatever is wrong with an envelope is SealBroken, never a value and never a message with content in it.

An envelope is: format (1 byte, value 1), key id (16), version (4, big endian), nonce (12), ciphertext, tag (16).
"""

import functools
import hashlib
import os
import struct
import uuid
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from confide.vault.errors import SealBroken

FORMAT = 1
NONCE_BYTES = 12
TAG_BYTES = 16
_LENGTH = struct.Struct(">I")
HEADER = struct.Struct(">B16sI12s")


@dataclass(frozen=True, slots=True)
class Key:
    """A data key, opened. `secret` is 32 bytes and never shown."""

    id: uuid.UUID
    holder: uuid.UUID
    retention: str
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)
    """Made once, because a page opens many values with one key."""
    mark: bytes = field(init=False, repr=False, compare=False)
    """The id as it stands in an envelope."""

    def __post_init__(self) -> None:
        """Make the cipher."""
        object.__setattr__(self, "cipher", AESGCM(self.secret))
        object.__setattr__(self, "mark", self.id.bytes)


def seal(plain: bytes, key: Key, *, table: str, row: uuid.UUID, field: str, version: int) -> bytes:
    """Seal `plain` for one place. `version` is the row's version (0 to 2**32 - 1)."""
    return _seal(plain, key, _place(table, row.bytes, field, version, key.mark), version, os.urandom(NONCE_BYTES))


def _seal(plain: bytes, key: Key, place: bytes, version: int, nonce: bytes) -> bytes:
    return HEADER.pack(FORMAT, key.mark, version, nonce) + key.cipher.encrypt(nonce, plain, place)


def unseal(envelope: bytes, key: Key, *, table: str, row: uuid.UUID | bytes, field: str, version: int) -> bytes:
    """Open an envelope. Raises SealBroken unless it was sealed with this key, for this place and version."""
    _, sealed_by, sealed_version, nonce = _header(envelope)
    if sealed_by != key.mark or sealed_version != version:
        raise SealBroken("A sealed value was made with another key or for another version of its row.")
    try:
        place = _place(table, row if isinstance(row, bytes) else row.bytes, field, version, key.mark)
        return key.cipher.decrypt(nonce, envelope[HEADER.size :], place)
    except InvalidTag:
        raise SealBroken("A sealed value is damaged or does not belong in this place.") from None


def key_of(envelope: bytes) -> uuid.UUID:
    """The id of the key that sealed this envelope. Raises SealBroken where it is not an envelope."""
    return uuid.UUID(bytes=_header(envelope)[1])


def digest(envelope: bytes) -> str:
    """The SHA-256 of an envelope in hex: what the ledger keeps instead of the words."""
    return hashlib.sha256(envelope).hexdigest()


def _header(envelope: bytes) -> tuple[int, bytes, int, bytes]:
    if len(envelope) < HEADER.size + TAG_BYTES or envelope[0] != FORMAT:
        raise SealBroken("A sealed value is cut short or in a format that this version does not know.")
    return HEADER.unpack_from(envelope)


def _place(table: str, row: bytes, field: str, version: int, key_id: bytes) -> bytes:
    """The associated data. Each part carries its length, so no two places share the same bytes."""
    before, between = _column(table, field)
    return b"".join((before, row, between, key_id, _number(version)))


def _text(text: str) -> bytes:
    return struct.pack(">I", len(text.encode())) + text.encode()


ID, NUMBER = struct.pack(">I", 16), struct.pack(">I", 4)


# There are few columns and few versions, and each is needed for very many values.
@functools.lru_cache(maxsize=1_024)
def _column(table: str, field: str) -> tuple[bytes, bytes]:
    return _text("confide/seal/1") + _text(table) + ID, _text(field) + ID


@functools.lru_cache(maxsize=1_024)
def _number(version: int) -> bytes:
    return NUMBER + struct.pack(">I", version)
