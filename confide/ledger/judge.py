"""Decides what happened where the log and what was signed part.

- The newest checkpoint whose signatures are right says which account of the leaves is believed.
- Where none of them leads to the signed root, everything that disagrees is reported, and the stretch between two
  checkpoints in which the log was rewritten.
- Whoever replaced entries and everything worked out from them is still found here, to within one checkpoint.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from confide.domain.chain import TILE_WIDTH, perfect_root
from confide.ledger.audit import BODIES, LEAVES, Audit
from confide.ledger.faults import Doubt, Fault, What

Tiles = dict[tuple[int, int], bytes]


class Belief(NamedTuple):
    """The account of the leaves that leads to a signed root, and up to which size; no account where none does."""

    account: int | None
    size: int


def believed(audit: Audit, signed: Mapping[int, bytes]) -> Belief:
    """What the newest signed root within the log says about the three accounts."""
    size = max(signed.keys() & audit.roots.keys(), default=0)
    if not size:
        return Belief(None, 0)
    # Where a body is gone the tile stood in for it, so the bodies themselves prove nothing.
    first = LEAVES if any(doubt.body is None for doubt in audit.doubts) else BODIES
    right = (place for place, root in enumerate(audit.roots[size]) if place >= first and root == signed[size])
    return Belief(next(right, None), size)


def judge(audit: Audit, belief: Belief, strays: Mapping[bytes, int]) -> list[Fault]:
    """What happened at each doubtful place. `strays` are the entries without a place, by leaf hash."""
    expected = {doubt.position: _expected(doubt, belief) for doubt in audit.doubts}
    found = {doubt.body: doubt.position for doubt in audit.doubts if doubt.body is not None}
    homes = audit.surplus | {leaf: place for place, leaf in expected.items() if leaf is not None}
    faults = []
    for doubt in audit.doubts:
        wanted = expected[doubt.position]
        if doubt.body is not None and doubt.body == wanted:
            what, detail = _altered("the entry is right, but its leaf row or its tile is not")
        elif wanted is not None and wanted in strays:
            what, detail = "reordered", f"entry {strays[wanted]} belongs here, but the log does not lead to it"
        elif doubt.body is None and doubt.present:
            what, detail = _altered("the entry is there, but it is no entry any more")
        elif doubt.body is None:
            what, detail = "removed", "the entry that belongs here is gone"
        else:
            what, detail = _moved(found.get(wanted) if wanted else None, homes.get(doubt.body))
        faults.append(Fault(doubt.position, doubt.entry, what, detail))
    return faults


def _expected(doubt: Doubt, belief: Belief) -> bytes | None:
    """The hash that belongs in a place; beyond what is believed, the tile is the best there is."""
    account = belief.account if doubt.position < belief.size else None
    if account == BODIES:
        return doubt.body
    return doubt.leaf if account == LEAVES else doubt.tile


def _altered(detail: str) -> tuple[What, str]:
    return "altered", detail


def _moved(moved_to: int | None, comes_from: int | None) -> tuple[What, str]:
    """What happened at a place, from where its own entry is now and where the one found there belongs."""
    if moved_to is None and comes_from is None:
        return "altered", "the entry is not the one that was recorded"
    if comes_from is None:
        return "inserted", f"an entry was put in; the one that belongs here is at {moved_to}"
    if moved_to is None:
        return "removed", f"the entry that belongs here is gone; the one found here belongs at {comes_from}"
    return "reordered", f"the entry that belongs here is at {moved_to}"


class Anchors(NamedTuple):
    """The sizes at which somebody elsewhere vouches for the root, and those at which what they signed does not fit."""

    held: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()

    def stretch(self, good: int, size: int) -> tuple[int, int]:
        """Where the log was rewritten, given the last size that fitted and the first that does not.

        Once it parts from what was signed elsewhere, its own signatures before say nothing: its key was used for them.
        """
        if size not in self.held:
            return good, size
        end = min((broken for broken in self.broken if broken < size), default=size)
        return max((held for held in self.held if held < end), default=0), end


def against_signed(
    audit: Audit, belief: Belief, signed: Mapping[int, bytes], named: Collection[int], anchors: Anchors
) -> list[Fault]:
    """Where the log does not lead to a signed root: the first stretch, as everything after it follows from it.

    Where an entry in that stretch is `named` already, it comes first and the stretch is told at its end.
    """
    good = 0
    for size in sorted(signed):
        if size not in audit.roots:
            return [Fault(audit.position, None, "truncated", f"the log ends here, but {size} entries were signed for")]
        if audit.roots[size][belief.account or BODIES] != signed[size]:
            good, size = anchors.stretch(good, size)  # noqa: PLW2901 - the end of the stretch takes its place
            detail = f"the entries from {good} to {size - 1} do not lead to what was signed"
            known = any(good <= position < size for position in named)
            return [Fault(size - 1 if known else good, None, "checkpoint", detail)]
        good = size
    if audit.position > good:
        return [Fault(good, None, "checkpoint", "nothing signed covers the entries from here on")]
    return []


def against_tiles(audit: Audit, belief: Belief, stored: Tiles) -> list[Fault]:
    """Where the tiles above the leaves are not those of the account that is believed for the whole log."""
    if belief.account is None or belief.size != audit.position:
        return []
    leaf_tiles = -(-audit.position // TILE_WIDTH)
    wanted = _upper_tiles(audit.tile_roots[belief.account])
    faults = [
        Fault(_first_leaf(level, number), None, "altered", f"the tile {level}/{number} is missing or was changed")
        for (level, number), data in wanted.items()
        if stored.get((level, number)) != data
    ]
    if audit.surplus:
        faults.append(Fault(min(audit.surplus.values()), None, "altered", "the last tile holds more than the log"))
    return faults + [
        Fault(_first_leaf(level, number), None, "inserted", f"the tile {level}/{number} is not part of the log")
        for level, number in stored
        if (level, number) not in wanted and not (level == 0 and 0 <= number < leaf_tiles)
    ]


def _upper_tiles(leaf_tile_roots: Sequence[bytes]) -> Tiles:
    tiles: Tiles = {}
    level, hashes = 1, list(leaf_tile_roots)
    while hashes:
        parts = [hashes[start : start + TILE_WIDTH] for start in range(0, len(hashes), TILE_WIDTH)]
        tiles |= {(level, number): b"".join(part) for number, part in enumerate(parts)}
        hashes = [perfect_root(part) for part in parts if len(part) == TILE_WIDTH]
        level += 1
    return tiles


def _first_leaf(level: int, number: int) -> int:
    return number * TILE_WIDTH ** (level + 1) if 0 <= level <= 8 else 0
