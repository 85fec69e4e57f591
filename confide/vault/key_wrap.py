"""AES key wrap with padding (RFC 5649) of many data keys at once, for a rotation that moves all of them.

- One key is wrapped by the library; here the same is done for thousands side by side, each round in one call of AES.
- Tests hold it against the library and against the vectors of others.

Data keys are 32 bytes and wrap to 40; nothing else is taken.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

SECRET_BYTES = 32
WRAPPED_BYTES = 40
_HALF, _PARTS, _ROUNDS = 8, 4, 6
_BEGINS = bytes.fromhex("a65959a6") + SECRET_BYTES.to_bytes(4, "big")
# What the counter of a round does to the last byte of the first half: it never grows beyond that byte.
_COUNTED = [bytes(byte ^ count for byte in range(256)) for count in range(_PARTS * _ROUNDS + 1)]


class Damaged(ValueError):
    """One of them does not open with this key."""


def wrap_all(key: bytes, secrets: Sequence[bytes]) -> list[bytes]:
    """Wrap each secret (32 bytes) under a key (32 bytes)."""
    first, parts = bytearray(_BEGINS * len(secrets)), _columns(secrets, SECRET_BYTES)
    cipher = _cipher(key).encryptor()
    for turn in range(_ROUNDS):
        for part in range(_PARTS):
            first, parts[part] = _apart(cipher.update(_together(first, parts[part])))
            _count(first, turn * _PARTS + part + 1)
    return _rows([first, *parts], len(secrets))


def unwrap_all(key: bytes, wrapped: Sequence[bytes]) -> list[bytes]:
    """Unwrap each (40 bytes). Raises Damaged where any was not wrapped with this key, or was changed since."""
    first, *parts = _columns(wrapped, WRAPPED_BYTES)
    cipher = _cipher(key).decryptor()
    for turn in reversed(range(_ROUNDS)):
        for part in reversed(range(_PARTS)):
            _count(first, turn * _PARTS + part + 1)
            first, parts[part] = _apart(cipher.update(_together(first, parts[part])))
    if first != _BEGINS * len(wrapped):
        raise Damaged("a wrapped key is damaged")
    return _rows(parts, len(wrapped))


def _cipher(key: bytes) -> Cipher[ECB]:
    # The standard is defined on single blocks: no two of them are ever chained, and none holds anything but keys.
    return Cipher(AES(key), ECB())  # noqa: S305


def _columns(rows: Sequence[bytes], length: int) -> list[bytearray]:
    """The rows cut into eighths of 64 bits, each column for itself."""
    if any(len(row) != length for row in rows):
        raise Damaged("a key is too short or too long")
    whole, wide = memoryview(b"".join(rows)).cast("Q"), length // _HALF
    return [bytearray(whole[column::wide].tobytes()) for column in range(wide)]


def _rows(columns: Sequence[bytearray], count: int) -> list[bytes]:
    wide = len(columns)
    whole = bytearray(_HALF * wide * count)
    seen = memoryview(whole).cast("Q")
    for number, column in enumerate(columns):
        seen[number::wide] = memoryview(column).cast("Q")
    size = _HALF * wide
    return [bytes(whole[start : start + size]) for start in range(0, len(whole), size)]


def _together(first: bytearray, second: bytearray) -> bytearray:
    """Blocks of 128 bits from two columns."""
    blocks = bytearray(2 * len(first))
    seen = memoryview(blocks).cast("Q")
    seen[0::2], seen[1::2] = memoryview(first).cast("Q"), memoryview(second).cast("Q")
    return blocks


def _apart(blocks: bytes) -> tuple[bytearray, bytearray]:
    seen = memoryview(blocks).cast("Q")
    return bytearray(seen[0::2].tobytes()), bytearray(seen[1::2].tobytes())


def _count(first: bytearray, count: int) -> None:
    first[_HALF - 1 :: _HALF] = first[_HALF - 1 :: _HALF].translate(_COUNTED[count])
