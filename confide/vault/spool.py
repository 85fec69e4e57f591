"""A scratch file that is sealed while it is written, under a key that exists in this process only.

- What arrives is checked before it is kept, and parsers jump about in it; so it is on the disk, and never in clear.
- The file has no name from the moment that it exists, and its key is written nowhere: whatever interrupts us, what is
  left can be neither found nor read.
- At most two pieces are in memory at a time.
"""

import io
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from confide.vault.errors import SealBroken
from confide.vault.sealing import NONCE_BYTES, TAG_BYTES
from confide.vault.streams import PIECE

SLOT = NONCE_BYTES + PIECE + TAG_BYTES


class Spool(io.RawIOBase):
    """Written from beginning to end once, then read anywhere. Raises OSError where the disk is full."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed with this
        self._cipher = AESGCM(os.urandom(32))
        self._last, self._written, self._held = bytearray(), 0, (-1, b"")
        self._at, self.size = 0, 0

    def write(self, data: bytes) -> int:  # type: ignore[override] # bytes are all that anybody writes here
        """Add to the end."""
        self._last += data
        self.size += len(data)
        while len(self._last) >= PIECE:
            self._seal(bytes(self._last[:PIECE]))
            del self._last[:PIECE]
        return len(data)

    def _seal(self, piece: bytes) -> None:
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, piece, struct.pack(">I", self._written))
        self._file.seek(self._written * SLOT)
        self._file.write(sealed)
        self._written += 1

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is, to the end."""
        return True

    def seekable(self) -> bool:
        """It is, for reading."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to where the next byte is read from."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence])
        return self._at

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._at

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override] # any buffer that can be written to
        """Fill the buffer; less only at the end, because whoever parses files counts on it."""
        view, filled = memoryview(buffer).cast("B"), 0
        while filled < len(view) and self._at < self.size:
            number, start = divmod(self._at, PIECE)
            piece = self._piece(number)[start : start + len(view) - filled]
            view[filled : filled + len(piece)] = piece
            filled, self._at = filled + len(piece), self._at + len(piece)
        return filled

    def parts(self) -> Iterator[bytes]:
        """Everything, from the beginning."""
        for number in range(-(-self.size // PIECE)):
            yield self._piece(number)

    def close(self) -> None:
        """Let the file go; what was in it cannot be read any more."""
        if not self.closed:
            self._file.close()
            self._held, self._last = (-1, b""), bytearray()
        super().close()

    def _piece(self, number: int) -> bytes:
        if number >= self._written:
            return bytes(self._last)
        if self._held[0] != number:
            self._file.seek(number * SLOT)
            sealed = self._file.read(SLOT)
            try:
                place = struct.pack(">I", number)
                self._held = (number, self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place))
            except InvalidTag:
                raise SealBroken("What was set aside for a moment is damaged.") from None
        return self._held[1]
