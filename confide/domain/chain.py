"""The arithmetic of an append-only log: a Merkle tree over entries, its proofs, and the tiles it is kept in.

- Nothing here reads, writes or signs anything: tiles come in through a function and leave as values.
- Tree, inclusion and consistency proofs are those of RFC 6962 §2.1, checked as RFC 9162 §2.1.3 and §2.1.4 say.
- Tiles are those of C2SP tlog-tiles: 256 hashes of 32 bytes; a level above holds the roots of the full tiles below.
- A proof is refused unless every part of it is used: too long, too short and empty are all errors.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = hashlib.sha256(b"").digest()

ReadTile = Callable[[int, int], bytes]
"""Gives the bytes of the tile at (level, number), whole or partial."""


class ProofError(ValueError):
    """A proof, a size or a tile does not fit the tree it is meant for."""


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte hash of one entry (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of two subtrees (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    level, sha256 = b"".join(hashes), hashlib.sha256
    while len(level) > HASH_BYTES:
        pairs = range(0, len(level), 2 * HASH_BYTES)
        level = b"".join([sha256(b"\x01" + level[pair : pair + 2 * HASH_BYTES]).digest() for pair in pairs])
    return level


Parts = Sequence[tuple[int, bytes]]
"""Perfect subtrees that follow each other: the height and root of each."""


def perfect_parts(hashes: Sequence[bytes], ends: Iterable[int] = ()) -> Parts:
    """The largest perfect subtrees over the leaf hashes of a tile, or of its beginning, with none across any of `ends`.

    `ends` count from the tile's beginning and grow.
    """
    parts, place = [], 0
    for end in (*ends, len(hashes)):
        while place < end:
            # No subtree is larger than what is left, nor begins within one of its own size.
            height = min((end - place).bit_length(), (place & -place or TILE_WIDTH).bit_length()) - 1
            parts.append((height, perfect_root(hashes[place : place + (1 << height)])))
            place += 1 << height
    return parts


def split(tile: bytes) -> list[bytes]:
    """The hashes of a tile, in order."""
    return [tile[place : place + HASH_BYTES] for place in range(0, len(tile), HASH_BYTES)]


def root_from_inclusion(position: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that `proof` leads to, for the leaf hash at `position` (from 0) of a tree of `size` leaves.

    Raises ProofError when the proof has not exactly the length that this position needs.
    """
    if not 0 <= position < size or len(leaf) != HASH_BYTES:
        raise ProofError("the position lies outside the tree")
    node, last, root = position, size - 1, leaf
    for step in proof:
        if last == 0 or len(step) != HASH_BYTES:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            root = node_hash(step, root)
            node, last = _climb(node, last)
        else:
            root = node_hash(root, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return root


def verify_inclusion(position: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless `proof` shows that `leaf` is at `position` of the tree with this `root`."""
    if not hmac.compare_digest(root_from_inclusion(position, size, leaf, proof), root):
        raise ProofError("the proof leads to another root")


def verify_consistency(
    earlier: int, later: int, proof: Sequence[bytes], earlier_root: bytes, later_root: bytes
) -> None:
    """Raise ProofError unless `proof` shows that the tree of size `later` only adds to the tree of size `earlier`.

    From the empty tree nothing can be shown, so `earlier` of 0 is an error.
    """
    if not 1 <= earlier <= later:
        raise ProofError("the sizes do not fit each other")
    if earlier == later:
        if proof or not hmac.compare_digest(earlier_root, later_root):
            raise ProofError("the same size with a proof or with another root")
        return
    roots = _roots_from_consistency(earlier, later, proof, earlier_root)
    if roots != (earlier_root, later_root):
        raise ProofError("the proof leads to another root")


def _roots_from_consistency(earlier: int, later: int, proof: Sequence[bytes], root: bytes) -> tuple[bytes, bytes]:
    if not proof or any(len(step) != HASH_BYTES for step in proof):
        raise ProofError("the proof is empty or malformed")
    # The earlier tree being perfect, its root is itself the first node of the path and is left out of the proof.
    path = [root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    node, last = earlier - 1, later - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            node, last = _climb(node, last)
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return old, new


def _climb(node: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the node at the right edge has no sibling."""
    if not node & 1:
        while node and not node & 1:
            node, last = node >> 1, last >> 1
    return node, last


class Frontier:
    """The right edge of a growing tree: enough to know its root at every size, about one hash for each leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.add(0, leaf)

    def extend(self, parts: Parts) -> "Frontier":
        """Add perfect subtrees, one after the other; itself."""
        for part in parts:
            self.add(*part)
        return self

    def copy(self) -> "Frontier":
        """Another that has grown as far, and grows by itself from here on."""
        other = Frontier()
        other.size, other._peaks = self.size, [*self._peaks]
        return other

    def add(self, height: int, root: bytes) -> None:
        """Add 2**height leaves at once, given the root over them; the size so far is a multiple of that."""
        size, over = divmod(self.size, 1 << height)
        if over:
            raise ProofError("a perfect subtree can only follow others of its size")
        while size & 1:
            root = node_hash(self._peaks.pop(), root)
            size >>= 1
        self._peaks.append(root)
        self.size += 1 << height

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


class TileTree:
    """A tree kept in tiles: grows by whole batches, gives roots and proofs for every size it has had."""

    def __init__(self, read: ReadTile, size: int) -> None:
        self._read = read
        self.size = size
        self.changed: dict[tuple[int, int], bytes] = {}
        """The tiles that `append` made or lengthened, to be written by the caller."""

    def append(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes; each tile touched is in `changed` afterwards, once."""
        level, place, new = 0, self.size, list(leaves)
        self.size += len(new)
        while new:
            full = self._extend(level, place, new)
            level, place, new = level + 1, place >> TILE_HEIGHT, full

    def _extend(self, level: int, place: int, new: Sequence[bytes]) -> list[bytes]:
        """Write hashes at `place` of a level; the roots of the tiles that became full."""
        full, taken = [], 0
        while taken < len(new):
            number, filled = divmod(place + taken, TILE_WIDTH)
            take = new[taken : taken + TILE_WIDTH - filled]
            kept = self._tile(level, number)[: filled * HASH_BYTES] if filled else b""
            if len(kept) != filled * HASH_BYTES:
                raise ProofError("a tile is shorter than the tree needs")
            tile = self.changed[level, number] = kept + b"".join(take)
            taken += len(take)
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                full.append(perfect_root(split(tile)))
        return full

    def _tile(self, level: int, number: int) -> bytes:
        return self.changed.get((level, number)) or self._read(level, number)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, of all where none is given."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ProofError("the tree is not that large")
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, position: int, size: int | None = None) -> list[bytes]:
        """The proof that the leaf at `position` is in the tree of `size` leaves, sibling first."""
        size = self.size if size is None else size
        if not 0 <= position < size <= self.size:
            raise ProofError("the position lies outside the tree")
        path, low, high = [], 0, size
        while high - low > 1:
            middle = low + _left_width(high - low)
            if position < middle:
                path.append((middle, high))
                high = middle
            else:
                path.append((low, middle))
                low = middle
        return [self._range(*part) for part in reversed(path)]

    def consistency(self, earlier: int, later: int | None = None) -> list[bytes]:
        """The proof that the tree of `later` leaves begins with the tree of `earlier` leaves."""
        later = self.size if later is None else later
        if not 0 < earlier <= later <= self.size:
            raise ProofError("the sizes do not fit the tree")
        path, low, high = [], 0, later
        while earlier < high:
            middle = low + _left_width(high - low)
            if earlier <= middle:
                path.append((middle, high))
                high = middle
            else:
                path.append((low, middle))
                low = middle
        # A proof begins with the earlier tree's last perfect part, unless that is the whole of the earlier tree.
        if low:
            path.append((low, high))
        return [self._range(*part) for part in reversed(path)]

    def _range(self, low: int, high: int) -> bytes:
        width = high - low
        if width & (width - 1) == 0:
            return self._node(width.bit_length() - 1, low // width)
        middle = low + _left_width(width)
        return node_hash(self._range(low, middle), self._range(middle, high))

    def _node(self, height: int, number: int) -> bytes:
        """The root of the perfect subtree of 2**height leaves, the `number`-th of its kind."""
        level, within = divmod(height, TILE_HEIGHT)
        width = 1 << within
        tile, place = divmod(number * width, TILE_WIDTH)
        hashes = self._tile(level, tile)[place * HASH_BYTES : (place + width) * HASH_BYTES]
        if len(hashes) != width * HASH_BYTES:
            raise ProofError("a tile is shorter than the tree needs")
        return perfect_root(split(hashes))


def _left_width(width: int) -> int:
    """The largest power of two below `width` (RFC 6962 §2.1)."""
    return 1 << (width - 1).bit_length() - 1
