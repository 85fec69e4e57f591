"""The MAC beside an entry: shows that this installation wrote it, until it is signed for.

- HMAC-SHA256 (RFC 2104) over the entry's leaf hash, with the key worked in once: verification needs millions of them,
  and this takes 0.6 µs each where the library's one-shot function takes 1.6.
"""

import functools
import hashlib
from collections.abc import Callable

BLOCK_BYTES = 64
INNER = bytes(byte ^ 0x36 for byte in range(256))
OUTER = bytes(byte ^ 0x5C for byte in range(256))


@functools.lru_cache(maxsize=4)
def mac_under(key: bytes) -> Callable[[bytes], bytes]:
    """The function from a leaf hash to its MAC (32 bytes each) under a key of at most 64 bytes."""
    padded = key.ljust(BLOCK_BYTES, b"\0")
    inner, outer = hashlib.sha256(padded.translate(INNER)), hashlib.sha256(padded.translate(OUTER))

    def mac(leaf: bytes) -> bytes:
        within = inner.copy()
        within.update(leaf)
        around = outer.copy()
        around.update(within.digest())
        return around.digest()

    return mac
