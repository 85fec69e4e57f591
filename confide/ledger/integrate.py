"""Gives waiting entries their place in the log and signs the result.

- One integrator at a time: an advisory lock on PostgreSQL, the one writer's transaction on SQLite. Any process may try.
- A batch happens whole or not at all: leaves, tiles, the emptied queue and the checkpoint are one transaction.
- Entries that wait are taken in order of their number; one that commits late comes later, and none is passed over.
- A tree that does not continue what was signed last is never signed.
- A row of the queue that this installation did not write, or that has its place already, is never signed for: it stays
  where it is, for verification to name, and does not hold up the others.
- A clock that went back is told of; order is by place, and a witness gives times of its own.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from confide.domain.chain import TileTree, leaf_hash
from confide.ledger.errors import ClockBehind, LedgerDamaged
from confide.ledger.macs import mac_under
from confide.ledger.models import Checkpoint, Entry, Leaf, Log, Pending, Tile
from confide.ledger.notes import Head, sign_note
from confide.ledger.setup import the_log
from confide.ledger.signing import mac_key, signers
from confide.ledger.tiles import signed_tree

BATCH = 2_000
SECONDS_BETWEEN = 0.2
# Clocks of two machines differ, and those that are kept right are set back by seconds.
TOLERANCE = timedelta(minutes=1)
ADVISORY_LOCK = 0x636F6E66696465

logger = logging.getLogger(__name__)


def integrate(*, at: datetime) -> Checkpoint | None:
    """Integrate everything that waits; the last checkpoint signed, or None where nothing waited.

    Raises LedgerDamaged where the stored tree is not what was signed last.
    """
    latest, after = None, None
    while _waiting(after).exists():
        checkpoint, after = _integrate_batch(at, after)
        latest = checkpoint or latest
    return latest


def run_forever(
    stop: threading.Event,
    every: float = SECONDS_BETWEEN,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Integrate every so many seconds until `stop` is set, and once more then.

    A ledger that is damaged is reported and left alone. Whatever else happens is tried again: a database or a keys
    folder that is away comes back.
    """
    try:
        while True:
            stopping = stop.wait(every)
            _try_once(clock())
            if stopping:
                return
    except LedgerDamaged as error:
        logger.critical("nothing more is signed: %s", error)
    finally:
        connection.close()


def _try_once(at: datetime) -> None:
    try:
        integrate(at=at)
    except LedgerDamaged:
        raise
    except Exception as error:  # noqa: BLE001 - a thread that ended would be missed by nobody, and nothing signed
        logger.warning("the ledger could not be brought up to date (%s); trying again", type(error).__name__)
        connection.close_if_unusable_or_obsolete()


def check_clock(at: datetime) -> None:
    """Raise ClockBehind where `at` lies before what was signed last."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is not None and at < newest.at - TOLERANCE:
        raise ClockBehind(
            f"The clock says {at:%d %B %Y %H:%M}, and the newest checkpoint was signed at "
            f"{newest.at:%d %B %Y %H:%M} UTC. Set the clock of this computer; entries wait, and none is lost."
        )


def _waiting(after: int | None) -> QuerySet[Pending]:
    """What waits, in order; `after` is the last entry of the queue that was looked at."""
    waiting = Pending.objects.order_by("entry_id")
    return waiting if after is None else waiting.filter(entry_id__gt=after)


def _integrate_batch(at: datetime, after: int | None) -> tuple[Checkpoint | None, int | None]:
    """Give the next batch its places; the checkpoint, if there was anything to sign, and how far the queue was read."""
    with transaction.atomic():
        alone()
        queued = list(_waiting(after).values_list("entry_id", flat=True)[:BATCH])
        sound = _sound(queued)
        if not sound:
            return None, queued[-1] if queued else after
        log = the_log()
        tree, newest = signed_tree(log)
        _look_at_the_clock(newest, at)
        return place(log, tree, sound, at), queued[-1]


def _sound(queued: Sequence[int]) -> dict[int, bytes]:
    """The leaf hash of each queued entry that this installation wrote and that has no place yet, in order."""
    mac = mac_under(mac_key())
    placed = set(Leaf.objects.filter(entry_id__in=queued).values_list("entry_id", flat=True))
    sound: dict[int, bytes] = {}
    for entry, body, marked in Entry.objects.filter(id__in=queued).order_by("id").values_list("id", "body", "mac"):
        # SQLite lets a text stand where bytes belong.
        if entry in placed or isinstance(body, str) or isinstance(marked, str):
            continue
        leaf = leaf_hash(bytes(body))
        if mac(leaf) == bytes(marked):
            sound[entry] = leaf
    if len(sound) < len(queued):
        logger.critical(
            "%s entries wait that were not written here; run confide ledger verify", len(queued) - len(sound)
        )
    return sound


def place(log: Log, tree: TileTree, leaves: Mapping[int, bytes], at: datetime) -> Checkpoint:
    """Give entries (leaf hashes by their numbers) the next places in a log and sign; in a transaction, and `alone`."""
    first = tree.size
    if Leaf.objects.filter(position__gte=first).exists():
        raise LedgerDamaged("The log holds entries that nothing was signed over. Run confide ledger verify.")
    tree.append(list(leaves.values()))
    Leaf.objects.bulk_create(
        Leaf(position=first + number, entry_id=entry, hash=leaf) for number, (entry, leaf) in enumerate(leaves.items())
    )
    _store(tree.changed)
    Pending.objects.filter(entry_id__in=leaves).delete()
    return _sign(log, Head(log.origin, tree.size, tree.root()), at)


def alone() -> None:
    """Wait until no other integrator is at work; given back at the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def _look_at_the_clock(newest: Checkpoint | None, at: datetime) -> None:
    """Say so where the clock went back. Signing goes on, by the clock there is: nothing would be gained by waiting."""
    if newest is not None and at.replace(microsecond=0) < newest.at:
        behind = newest.at - at.replace(microsecond=0)
        logger.warning("the clock of this computer is %s behind the last checkpoint; set it right", behind)


def _store(changed: dict[tuple[int, int], bytes]) -> None:
    Tile.objects.bulk_create(
        (Tile(level=level, number=number, data=data) for (level, number), data in changed.items()),
        update_conflicts=True,
        unique_fields=("level", "number"),
        update_fields=("data",),
    )


def _sign(log: Log, head: Head, at: datetime) -> Checkpoint:
    second = at.replace(microsecond=0)
    note = sign_note(head.text(), signers(log.origin), time=int(second.timestamp()))
    return Checkpoint.objects.create(size=head.size, note=note, at=second)
