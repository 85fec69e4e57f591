"""Goes through the log once, tile by tile, and compares three accounts of every leaf.

- Nothing here reads a database or a clock: rows come in, faults and doubts come out.
- The accounts are the entry's body, hashed again; the leaf row; and the tile. Each grows a tree of its own, so that the
  signed roots can decide afterwards which account is right.
- The columns beside a body are worked out from it again, and its MAC too, so no column can change alone.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import cast

from confide.domain.chain import HASH_BYTES, TILE_WIDTH, Frontier, Parts, perfect_parts, perfect_root, split
from confide.ledger.faults import MOST_FAULTS, Doubt, Fault, Row, columns_fit

BODIES, LEAVES, TILES = 0, 1, 2
Hashes = Sequence[bytes]
Roots = tuple[bytes, bytes, bytes]
Mac = Callable[[bytes], bytes]
NOT_OURS = "the entry was not written by this installation, or its MAC was changed"
NOT_REPEATED = "a column beside the entry does not repeat what the entry says"


def in_places(rows: Iterable[Row], start: int, end: int) -> list[Row]:
    """The row of each place from `start` up to `end`, an empty one where it is missing."""
    found = {row.position: row for row in rows}
    return [found.get(place, Row()) for place in range(start, end)]


class Audit:
    """One pass over the log. `sizes` are those at which the roots are wanted."""

    def __init__(self, mac: Mac, sizes: Iterable[int]) -> None:
        self.position = 0
        """How many leaves were looked at."""
        self.faults: list[Fault] = []
        self.doubts: list[Doubt] = []
        self.roots: dict[int, Roots] = {}
        """The roots of the three accounts at each size asked for, as far as the log goes."""
        self.tile_roots: tuple[list[bytes], list[bytes], list[bytes]] = ([], [], [])
        """The roots of the full tiles of leaves, by account."""
        self.surplus: dict[bytes, int] = {}
        """What the last tile holds beyond the log, with the places it tells."""
        self._mac = mac
        self._sizes = sorted(set(sizes), reverse=True)
        self._trees: tuple[Frontier, ...] = (Frontier(),)
        self._note_roots()

    @property
    def wanted(self) -> set[bytes | None]:
        """The hashes that the leaf rows and tiles tell of where the entries do not fit them."""
        return {leaf for doubt in self.doubts for leaf in (doubt.leaf, doubt.tile)}

    def root(self) -> bytes:
        """The root over the bodies of everything looked at."""
        return self._trees[BODIES].root()

    def take(self, parts: Parts) -> bool:
        """Take a whole tile that is sound, by its parts; False where a size that is wanted lies within one of them."""
        ends = set(itertools.accumulate(1 << height for height, _ in parts))
        if not ends.issuperset(self._sizes_within(TILE_WIDTH)):
            return False
        root = Frontier().extend(parts).root()
        for roots in self.tile_roots:
            roots.append(root)
        self._add(*[parts] * len(self._trees))
        return True

    def look(self, rows: Sequence[Row], tile: bytes) -> None:
        """Look at the next rows: as many as a tile covers, fewer only at the end of the log."""
        bodies = [None if row.body is None else sha256(b"\x00" + row.body).digest() for row in rows]
        leaves = [row.leaf for row in rows]
        told = split(tile)[: len(rows)]
        if not bodies == leaves == told:
            self._doubt(rows, bodies, told)
        if len(tile) > len(rows) * HASH_BYTES:
            beyond = split(tile)[len(rows) :]
            self.surplus = {leaf: self.position + len(rows) + place for place, leaf in enumerate(beyond)}
        self._check_entries(rows, bodies)
        self._grow(rows, bodies, told)

    def _doubt(self, rows: Sequence[Row], bodies: Sequence[bytes | None], told: Hashes) -> None:
        for place, (row, body) in enumerate(zip(rows, bodies, strict=True)):
            tile = told[place] if place < len(told) else None
            if not body == row.leaf == tile and len(self.doubts) < MOST_FAULTS:
                self.doubts.append(
                    Doubt(self.position + place, row.leaf_entry, body, row.leaf, tile, row.entry is not None)
                )

    def _check_entries(self, rows: Sequence[Row], bodies: Sequence[bytes | None]) -> None:
        mac = self._mac
        whole = [body for body in bodies if body is not None]
        if len(whole) == len(rows) and [row.mac for row in rows] == [*map(mac, whole)] and all(map(columns_fit, rows)):
            return
        for place, (row, body) in enumerate(zip(rows, bodies, strict=True)):
            if body is None:
                continue
            if mac(body) != row.mac:
                self._fault(self.position + place, row.entry, NOT_OURS)
            elif not columns_fit(row):
                self._fault(self.position + place, row.entry, NOT_REPEATED)

    def _grow(self, rows: Sequence[Row], bodies: Sequence[bytes | None], told: Hashes) -> None:
        accounts: tuple[Hashes, ...] = (cast("Hashes", bodies),)
        if len(self._trees) > 1 or not bodies == [row.leaf for row in rows] == told:
            accounts = self._apart(rows, bodies, told)
        if len(rows) == TILE_WIDTH:
            for place, roots in enumerate(self.tile_roots):
                roots.append(perfect_root(accounts[min(place, len(accounts) - 1)]))
        ends = self._sizes_within(len(rows))
        self._add(*(perfect_parts(account, ends) for account in accounts))

    def _sizes_within(self, width: int) -> list[int]:
        """The sizes wanted among the next so many places, counted from here."""
        coming = itertools.takewhile(lambda size: size < self.position + width, reversed(self._sizes))
        return [size - self.position for size in coming]

    def _add(self, *accounts: Parts) -> None:
        for parts in zip(*accounts, strict=True):
            for tree, part in zip(self._trees, parts, strict=True):
                tree.add(*part)
            self.position = self._trees[BODIES].size
            self._note_roots()

    def _apart(self, rows: Sequence[Row], bodies: Sequence[bytes | None], told: Hashes) -> tuple[Hashes, ...]:
        """The three accounts from where they part; until then one tree stands for all of them."""
        if len(self._trees) == 1:
            self._trees = (self._trees[0], self._trees[0].copy(), self._trees[0].copy())
        tiles = [*told, *[b""] * (len(rows) - len(told))]
        # Where a body is gone the tile stands in for it, so that what follows can still be judged.
        mine = [tile if body is None else body for body, tile in zip(bodies, tiles, strict=True)]
        return mine, [row.leaf or b"" for row in rows], tiles

    def _note_roots(self) -> None:
        while self._sizes and self._sizes[-1] <= self.position:
            size = self._sizes.pop()
            if size == self.position:
                first, *others = [tree.root() for tree in self._trees]
                leaves, tiles = others or (first, first)
                self.roots[size] = (first, leaves, tiles)

    def _fault(self, position: int, entry: int | None, detail: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(position, entry, "altered", detail))
