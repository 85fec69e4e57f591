"""Sealing what is too large to hold at once: in pieces that open only in their order, whole, and in their own place.

- AES-256-GCM for each piece, with a nonce of its own. What is authenticated with it is its place (table and row), the
  key's id, its number, how many pieces there are, and whether it is the last: a piece that is missing, doubled, moved,
  or from another file is refused.
- Nothing is handed on before its piece is known to be right; whoever reads must still read to the end.

A sealed file is: format (1 byte, value 1), key id (16), pieces (4, big endian); then for each piece nonce (12),
ciphertext of up to 256 KiB, tag (16).
"""

import os
import struct
import uuid
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag

from confide.vault.errors import SealBroken
from confide.vault.sealing import NONCE_BYTES, TAG_BYTES, Key

FORMAT = 1
PIECE = 256 * 1024
HEADER = struct.Struct(">B16sI")
BROKEN = "A sealed file is damaged, cut short, or does not belong in this place."


def pieces_of(size: int) -> int:
    """How many pieces `size` bytes make; one where there are none."""
    return max(1, -(-size // PIECE))


def sealed_size(size: int) -> int:
    """How many bytes `size` bytes take when they are sealed."""
    return HEADER.size + size + pieces_of(size) * (NONCE_BYTES + TAG_BYTES)


def seal_stream(parts: Iterable[bytes], size: int, key: Key, *, table: str, row: uuid.UUID) -> Iterator[bytes]:
    """Seal `size` bytes that come in parts of any length. Raises ValueError where there are more or fewer of them."""
    total, count = pieces_of(size), 0
    yield HEADER.pack(FORMAT, key.id.bytes, total)
    for number, piece in enumerate(_pieces(parts)):
        count += len(piece)
        if number >= total or count > size:
            raise ValueError("There is more than was said.")
        nonce = os.urandom(NONCE_BYTES)
        yield nonce + key.cipher.encrypt(nonce, piece, _place(table, row, key.id, number, total))
    if count != size:
        raise ValueError("There is less than was said.")


def open_stream(read: Callable[[int], bytes], key: Key, *, table: str, row: uuid.UUID) -> Iterator[bytes]:
    """Open what `read` gives, piece by piece. Raises SealBroken at the first piece that is not right, or at the end."""
    header = read(HEADER.size)
    if len(header) != HEADER.size:
        raise SealBroken(BROKEN)
    form, sealed_by, total = HEADER.unpack(header)
    if form != FORMAT or sealed_by != key.id.bytes or not total:
        raise SealBroken(BROKEN)
    for number in range(total):
        sealed = read(NONCE_BYTES + PIECE + TAG_BYTES)
        try:
            place = _place(table, row, key.id, number, total)
            yield key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise SealBroken(BROKEN) from None
    if read(1):
        raise SealBroken(BROKEN)


def _place(table: str, row: uuid.UUID, key_id: uuid.UUID, number: int, total: int) -> bytes:
    """The associated data. Each part carries its length, so no two places share the same bytes."""
    last = b"last" if number == total - 1 else b"more"
    parts = (b"confide/stream/1", table.encode(), row.bytes, key_id.bytes, struct.pack(">II", number, total), last)
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one length, the last being shorter; one empty piece where there is nothing."""
    held, some = bytearray(), False
    for part in parts:
        held += part
        while len(held) > PIECE:
            some = True
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held or not some:
        yield bytes(held)
