"""Goes ahead of verification through the whole tiles of the log, and says which of them are sound.

- A tile is sound when its rows are all there, each entry hashes to its leaf row and to what the tile tells, its MAC is
  ours and its columns repeat it. Of a log that nobody touched that is all, and verification looks at the rest again.
- The columns are read as they come, which is a third faster than asking for the type of each.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import DatabaseError

from confide.domain.chain import TILE_WIDTH, Parts, perfect_parts
from confide.ledger import reading
from confide.ledger.audit import Mac
from confide.ledger.faults import stands_in
from confide.ledger.macs import mac_under
from confide.ledger.signing import mac_key

TILES_AT_ONCE = 16


class Span(NamedTuple):
    """Tiles that are read together: the number of the first, and for each the sizes wanted within, counted from it."""

    first: int
    ends: tuple[tuple[int, ...], ...]


def spans(tiles: int, sizes: Sequence[int]) -> Iterator[Span]:
    """All of so many whole tiles, with the sizes (in order) of the log at which its root is wanted."""
    for first in range(0, tiles, TILES_AT_ONCE):
        numbers = range(first, min(first + TILES_AT_ONCE, tiles))
        yield Span(first, tuple(_within(sizes, number * TILE_WIDTH) for number in numbers))


def _within(sizes: Sequence[int], start: int) -> tuple[int, ...]:
    inside = sizes[bisect_left(sizes, start + 1) : bisect_left(sizes, start + TILE_WIDTH)]
    return tuple(size - start for size in inside)


def look(span: Span) -> list[Parts | None]:
    """For each tile of a span its perfect subtrees, or None where something is wrong with it or cannot be read."""
    first, last = span.first * TILE_WIDTH, (span.first + len(span.ends)) * TILE_WIDTH
    try:
        rows, tiles = reading.plain_rows(first, last), reading.leaf_tiles(span.first, len(span.ends))
    except DatabaseError:
        return [None] * len(span.ends)
    mac, positions, found = mac_under(mac_key()), [row[0] for row in rows], list[Parts | None]()
    for number, ends in enumerate(span.ends, span.first):
        start, end = (bisect_left(positions, place * TILE_WIDTH) for place in (number, number + 1))
        sound = end - start == TILE_WIDTH
        found.append(_sound(rows[start:end], tiles.get(number, b""), ends, mac) if sound else None)
    return found


def _sound(rows: Sequence[tuple[Any, ...]], tile: bytes, ends: Sequence[int], mac: Mac) -> Parts | None:
    _, leaves, bodies, events, abouts, macs = zip(*rows, strict=True)
    try:
        hashes = [sha256(b"\x00" + body).digest() for body in bodies]
        alike = b"".join(hashes) == tile and list(leaves) == hashes and list(macs) == [*map(mac, hashes)]
        columns = zip(bodies, events, abouts, strict=True)
        fits = alike and all(itertools.starmap(stands_in, columns))
    except (TypeError, AttributeError, UnicodeError):
        # SQLite lets a value of another type stand in a column.
        return None
    return perfect_parts(hashes, ends) if fits else None
