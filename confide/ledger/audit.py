"""Goes through the log once, tile by tile, and compares three accounts of every leaf.

- Nothing here reads a database or a clock: rows come in, faults and doubts come out.
- The accounts are the entry's body, hashed again; the leaf row; and the tile. Each grows a tree of its own, so that the
  signed roots can decide afterwards which account is right.
- The columns beside a body are worked out from it again, and its MAC too, so no column can change alone.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, cast

from confide.domain.chain import HASH_BYTES, TILE_WIDTH, Frontier, perfect_root, split
from confide.ledger.faults import MOST_FAULTS, Doubt, Fault, Row, columns_fit

BODIES, LEAVES, TILES = 0, 1, 2
Hashes = Sequence[bytes]
Roots = tuple[bytes, bytes, bytes]
Mac = Callable[[bytes], bytes]
NOT_OURS = "the entry was not written by this installation, or its MAC was changed"
NOT_REPEATED = "a column beside the entry does not repeat what the entry says"


def in_tiles(raw: Iterator[tuple[Any, ...]], size: int, extra: list[Row]) -> Iterator[list[Row]]:
    """The rows of each tile from 0, fewer at the end of the log; what has no place goes to `extra`.

    Where every row is in its place, as in any ledger that nobody touched, none of them is looked at by itself.
    """
    place = 0
    while True:
        rows = [Row._make(row) for row in itertools.islice(raw, TILE_WIDTH)]
        if [row.position for row in rows] != list(range(place, min(place + TILE_WIDTH, size))):
            break
        if rows:
            yield rows
        place += len(rows)
        if len(rows) < TILE_WIDTH:
            rows = []
            break
    rest = in_places(itertools.chain(rows, map(Row._make, raw)), size, extra, place)
    while rows := list(itertools.islice(rest, TILE_WIDTH)):
        yield rows


def in_places(rows: Iterable[Row], size: int, extra: list[Row], place: int = 0) -> Iterator[Row]:
    """The row of each place from `place`, an empty one where it is missing; rows that have no place go to `extra`.

    Places are filled up to `size` at most, so a number that somebody made up costs nothing.
    """
    for row in rows:
        if row.position is None or not place <= row.position < size:
            extra.append(row)
            continue
        while place < row.position:
            yield Row()
            place += 1
        yield row
        place += 1


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
            self._keep_tile_roots(accounts)
            if not self._sizes or self._sizes[-1] >= self.position + TILE_WIDTH:
                for tree, roots in zip(self._trees, self.tile_roots, strict=False):
                    tree.append_tile(roots[-1])
                self.position += TILE_WIDTH
                self._note_roots()
                return
        for leaves in zip(*accounts, strict=True):
            for tree, leaf in zip(self._trees, leaves, strict=True):
                tree.append(leaf)
            self.position += 1
            self._note_roots()

    def _apart(self, rows: Sequence[Row], bodies: Sequence[bytes | None], told: Hashes) -> tuple[Hashes, ...]:
        """The three accounts from where they part; until then one tree stands for all of them."""
        if len(self._trees) == 1:
            self._trees = (self._trees[0], self._trees[0].copy(), self._trees[0].copy())
        tiles = [*told, *[b""] * (len(rows) - len(told))]
        # Where a body is gone the tile stands in for it, so that what follows can still be judged.
        mine = [tile if body is None else body for body, tile in zip(bodies, tiles, strict=True)]
        return mine, [row.leaf or b"" for row in rows], tiles

    def _keep_tile_roots(self, accounts: tuple[Hashes, ...]) -> None:
        root = perfect_root(accounts[BODIES])
        for place, roots in enumerate(self.tile_roots):
            hashes = accounts[place] if place < len(accounts) else accounts[BODIES]
            roots.append(root if hashes == accounts[BODIES] else perfect_root(hashes))

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
