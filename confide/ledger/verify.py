"""Checks the whole ledger: every entry, its place, the tree over it, and everything that was signed.

- Nothing is changed and nothing is integrated. What waits is counted, and its columns and MAC are checked.
- The promise reaches to the newest checkpoint; against the owner of the database, to one kept elsewhere, because only
  that shows an older state put back whole: the newest one that a witness signed, which the keys folder remembers,
  or one that is brought along (`trusted`).
- A damaged row, table or file is a fault and never a traceback. Faults come in the order of the log, first one first.
- What can be is done by all processors at once: most of a log is whole tiles in which nothing is wrong.
"""

import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError

from confide.domain.chain import EMPTY_ROOT, TILE_WIDTH, Parts, leaf_hash
from confide.ledger import ahead, reading
from confide.ledger.audit import NOT_OURS, NOT_REPEATED, Audit, Mac, in_places
from confide.ledger.crew import Work, crew
from confide.ledger.errors import NoteError
from confide.ledger.faults import MOST_FAULTS, Fault, Faults, Row, columns_fit
from confide.ledger.judge import Anchors, Tiles, against_signed, against_tiles, believed, judge
from confide.ledger.lineage import Lineage, lineage
from confide.ledger.macs import mac_under
from confide.ledger.notes import COSIGNATURE, Head, Verifying, encode, open_note, parse_head
from confide.ledger.signing import mac_key, verifiers
from confide.ledger.witnessed import Witnessed, add_head, check_witnessed


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `root` is base64, over the bodies of all `entries` that have a place; `pending` have none yet."""

    entries: int
    root: str
    pending: int
    checkpoint_size: int
    faults: tuple[Fault, ...]
    witnessed: Witnessed | None = None
    """The newest checkpoint that a witness signed."""

    @property
    def ok(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults


UNREADABLE = "the tables cannot be read from here on: the database is damaged"
# A process more is not worth its beginning for fewer entries.
ENOUGH_TO_SHARE = 20_000
SIGNED_AT_ONCE = 64


@dataclass(slots=True)
class _Shared:
    """What others do meanwhile: whole tiles one after the other, copies of leaves, and tables that are damaged."""

    work: Work
    tiles: Iterator[Parts | None]
    repeated: Iterator[list[tuple[int, int]]]
    unsound: Iterator[bool]


@contextmanager
def _shared() -> Iterator[_Shared]:
    """Begin what can be done by others."""
    try:
        tiles, sizes = reading.count("ledger_leaf") // TILE_WIDTH, reading.sizes()
    except DatabaseError:
        tiles, sizes = 0, []
    with crew(worth_it=tiles * TILE_WIDTH >= ENOUGH_TO_SHARE) as work:
        repeated, unsound = work(operator.call, [reading.repeated]), work(reading.is_unsound, reading.TABLES)
        spans = itertools.chain.from_iterable(work(ahead.look, ahead.spans(tiles, sizes)))
        yield _Shared(work, spans, repeated, unsound)


def verify(*, trusted: str | Head | None = None) -> Verification:
    """Verify the ledger, also against a checkpoint kept elsewhere where one is given: signed, or read off a print-out.

    Raises NotBegun where there is no ledger, or its keys are not there to check with.
    """
    mac, faults, audit, waiting = mac_under(mac_key()), Faults(), None, 0
    signed: dict[int, bytes] = {}
    witnessed: Witnessed | None = None
    try:
        with _shared() as shared, reading.snapshot():
            logs = lineage()
            for fault in logs.faults:
                faults.whole(None, *fault)
            signed = _check_checkpoints(logs, faults, shared.work)
            brought = _add_trusted(trusted, logs, signed, faults)
            witnessed, anchors = check_witnessed(logs, signed, faults)
            audit = _check_leaves(mac, signed, Anchors(anchors.held | brought, anchors.broken), faults, shared)
            waiting = _check_waiting(mac, faults)
            for table in itertools.compress(reading.TABLES, shared.unsound):
                faults.add(Fault(None, None, "altered", f"the pages of the table {table} are damaged"))
    except DatabaseError:
        faults.whole(None, "altered", UNREADABLE)
    entries, root = (audit.position, audit.root()) if audit else (0, EMPTY_ROOT)
    return Verification(entries, encode(root), waiting, max(signed, default=0), faults.in_order(), witnessed)


def _check_checkpoints(logs: Lineage, faults: Faults, work: Work) -> dict[int, bytes]:
    """Check every signature; the root signed for each size."""
    rows = [(row, logs.origin_of(row.size or 0)) for row in reading.checkpoints()]
    several = [rows[start : start + SIGNED_AT_ONCE] for start in range(0, len(rows), SIGNED_AT_ONCE)]
    signed: dict[int, bytes] = {}
    for (row, _), head in zip(rows, itertools.chain.from_iterable(work(_heads, several)), strict=True):
        if head is not None:
            signed[head.size] = head.root
        else:
            place = None if row.size is None else max(row.size - 1, 0)
            faults.add(Fault(place, None, "checkpoint", f"the checkpoint of size {row.size} is not as it was signed"))
    return signed


def _heads(rows: Sequence[tuple[reading.Signature, str]]) -> list[Head | None]:
    """What each of some checkpoints of logs says, None where it is not as it was signed."""
    known = {origin: verifiers(origin) for _, origin in rows}
    found: list[Head | None] = []
    for row, origin in rows:
        try:
            found.append(_head_of(row, origin, known[origin]))
        except NoteError:
            found.append(None)
    return found


def _head_of(row: reading.Signature, origin: str, known: Sequence[Verifying]) -> Head:
    """What a checkpoint says, once nothing in its row can be otherwise."""
    note = open_note((row.note or b"").decode(errors="replace"), known)
    head = parse_head(note.text)
    # Both signatures and nothing else: a signature spoilt into an unknown one would otherwise go unnoticed.
    if len(note.signers) != len(known) or note.unknown or head.text() != note.text:
        raise NoteError("not signed as this log signs")
    if (head.origin, head.size) != (origin, row.size) or row.at not in _spellings(note.signers[origin, COSIGNATURE]):
        raise NoteError("the note of another row")
    return head


def _spellings(second: int) -> tuple[bytes, bytes]:
    """How the databases write a whole second."""
    written = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S").encode()
    return written, written + b".000000"


def _add_trusted(trusted: str | Head | None, logs: Lineage, signed: dict[int, bytes], faults: Faults) -> frozenset[int]:
    """Let a checkpoint from elsewhere count as signed, before any that the database holds; its size."""
    if trusted is None:
        return frozenset()
    if isinstance(trusted, Head):
        return add_head(trusted, logs, signed, faults)
    try:
        head = parse_head(open_note(trusted, logs.verifiers()).text)
    except NoteError:
        faults.whole(None, "checkpoint", "the trusted checkpoint was not signed by this log")
        return frozenset()
    if head.origin not in logs.origins:
        faults.whole(None, "checkpoint", "the trusted checkpoint belongs to another log")
        return frozenset()
    return add_head(head, logs, signed, faults)


def _check_leaves(mac: Mac, signed: dict[int, bytes], anchors: Anchors, faults: Faults, shared: _Shared) -> Audit:
    """Check every entry that has a place, the tree over them, and the entries that have none."""
    audit = Audit(mac, signed)
    try:
        end = reading.end(max([reading.count("ledger_leaf"), *signed]))
        for number in range(-(-end // TILE_WIDTH)):
            parts = next(shared.tiles, None)
            if parts is None or not audit.take(parts):
                _look_closer(audit, number, end)
        repeated, extra = next(shared.repeated), list(reading.leaves(0, end, within=False))
        stored, strays = reading.tiles(), _strays(audit, repeated)
    except DatabaseError:
        _add_all(faults, audit.faults)
        faults.add(Fault(audit.position, None, "altered", UNREADABLE))
        return audit
    for position, entry in repeated:
        faults.add(Fault(position, entry, "inserted", "the entry is a copy of an earlier one"))
    homes = {leaf: row.entry or 0 for leaf, row in strays.items()}
    _add_all(faults, *_compare(audit, signed, anchors, homes, stored))
    for row in extra[:MOST_FAULTS]:
        faults.add(Fault(row.position, row.leaf_entry, "inserted", "a leaf row that has no place in the log"))
    homeless = [row for leaf, row in strays.items() if leaf not in audit.wanted]
    _add_all(faults, [_stray(leaf_hash(row.body or b""), row, mac) for row in homeless[:MOST_FAULTS]])
    return audit


def _strays(audit: Audit, repeated: Sequence[object]) -> dict[bytes, Row]:
    """The entries that neither wait nor have a place, by leaf hash.

    Where every place holds an entry of its own and the numbers add up there are none, and nobody has to look.
    """
    each_its_own = not (audit.doubts or audit.faults or repeated)
    if each_its_own and reading.count("ledger_entry") == audit.position + reading.count_waiting():
        return {}
    return {leaf_hash(row.body or b""): row for row in reading.strays()}


def _look_closer(audit: Audit, number: int, end: int) -> None:
    """Look at every row of a tile of a log that ends at `end`."""
    start, after = number * TILE_WIDTH, min((number + 1) * TILE_WIDTH, end)
    audit.look(in_places(reading.leaves(start, after), start, after), reading.leaf_tiles(number, 1).get(number, b""))


def _compare(
    audit: Audit, signed: dict[int, bytes], anchors: Anchors, strays: dict[bytes, int], stored: Tiles
) -> Iterator[list[Fault]]:
    """What happened where the accounts differ, and where they do not lead to what was signed."""
    belief = believed(audit, signed)
    misplaced = judge(audit, belief, strays)
    named = {fault.position for fault in (*misplaced, *audit.faults) if fault.position is not None}
    yield misplaced
    yield audit.faults
    yield against_signed(audit, belief, signed, named, anchors)
    yield against_tiles(audit, belief, stored)


def _stray(leaf: bytes, row: Row, mac: Mac) -> Fault:
    if row.mac == mac(leaf):
        return Fault(None, row.entry, "removed", "the entry was taken out of the log or out of the queue")
    return Fault(None, row.entry, "inserted", "the entry was not written by this installation")


def _check_waiting(mac: Mac, faults: Faults) -> int:
    """Check the entries that have no place yet; how many there are."""
    number = 0
    for row in reading.waiting():
        number += 1
        if row.position is not None:
            faults.add(Fault(None, row.leaf_entry, "inserted", "the entry has its place and waits for one"))
        elif row.entry is None:
            faults.add(Fault(None, row.leaf_entry, "removed", "the entry waited for its place and is gone"))
        elif row.body is None or mac(leaf_hash(row.body)) != row.mac:
            faults.add(Fault(None, row.entry, "altered", NOT_OURS))
        elif not columns_fit(row):
            faults.add(Fault(None, row.entry, "altered", NOT_REPEATED))
    return number


def _add_all(faults: Faults, *groups: Iterable[Fault]) -> None:
    for fault in itertools.chain(*groups):
        faults.add(fault)
