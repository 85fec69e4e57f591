"""Data keys, opened and held for a short while: one bounded ring a process.

- A new key is committed to the key store before it is handed out, so no row can be sealed with a key that is lost.
- A holding that was shredded, or is meant to be, never gets a key again: neither the old one nor a new one.
- The ring forgets the least recently used key beyond 10,000 and every key after 5 minutes, so a shredding in another
  process takes effect here within that time; one in this process takes effect at once.
- Pages prefetch: one query for all the keys they need. `unwraps` counts the work.
"""

import os
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeAlias

from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet

from confide.vault.epochs import current
from confide.vault.errors import NoKey, Shredded
from confide.vault.models import DataKey, Epoch, Shredding
from confide.vault.provider import provider
from confide.vault.router import KEYS
from confide.vault.sealing import Key
from confide.vault.store import harden

SECRET_BYTES = 32
CAPACITY = 10_000
LIFETIME_SECONDS = 300.0
GONE = "What was held here has been destroyed and cannot be opened again."
# SQLite allows a bounded number of parameters in one query; a page never comes near it.
HOLDERS_A_QUERY = 10_000

Pair: TypeAlias = tuple[uuid.UUID, str]


class KeyRing:
    """Opened keys by (holder, retention class): bounded in number and in time. Safe to use from several threads."""

    def __init__(
        self,
        *,
        capacity: int = CAPACITY,
        lifetime: float = LIFETIME_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.unwraps = 0
        """How many data keys were unwrapped so far."""
        self._capacity, self._lifetime, self._clock = capacity, lifetime, clock
        self._held: OrderedDict[Pair, tuple[float, Key]] = OrderedDict()
        self._barred: set[Pair] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, pair: Pair) -> Key | None:
        """The key, if it is held and young enough."""
        with self._lock:
            until, key = self._held.get(pair, (0.0, None))
            if key is None:
                return None
            if until <= self._clock():
                del self._held[pair]
                return None
            self._held.move_to_end(pair)
            return key

    def open(self, row: DataKey) -> Key:
        """Unwrap the key of a row and hold it. Raises Shredded where it was barred meanwhile."""
        key = Key(row.id, row.holder, row.retention, provider().unwrap(row.epoch_id, bytes(row.wrapped)))
        with self._lock:
            self.unwraps += 1
            if (row.holder, row.retention) in self._barred:
                raise Shredded(GONE)
            self._held[row.holder, row.retention] = (self._clock() + self._lifetime, key)
            self._held.move_to_end((row.holder, row.retention))
            while len(self._held) > self._capacity:
                self._held.popitem(last=False)
        return key

    def bar(self, pair: Pair) -> None:
        """Forget one key for good, also where another thread has just read its row."""
        with self._lock:
            self._barred.add(pair)
            self._held.pop(pair, None)

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._held.clear()
            self._barred.clear()


_RING = KeyRing()


def ring() -> KeyRing:
    """The ring of this process."""
    return _RING


def prefetch(pairs: Iterable[Pair]) -> None:
    """Open the keys of all `pairs` that are not held yet, in one query. A pair without a key is left out silently."""
    missing = {pair for pair in pairs if ring().get(pair) is None}
    for row in _rows(missing):
        with suppress(Shredded):
            ring().open(row)


def data_key(holder: uuid.UUID, retention: str, *, create: bool, at: datetime) -> Key:
    """The key for what is held about `holder` under `retention`; made and committed first where `create` allows it.

    Raises Shredded where it was destroyed on purpose, NoKey where there is none and none was to be made, and
    RuntimeError inside an open transaction on the key store, which could take a key back that was already used.
    """
    pair = (holder, retention)
    if held := ring().get(pair):
        return held
    row = _live().filter(holder=holder, retention=retention).first()
    if row is None and create:
        _make((pair,), at)
        row = _live().filter(holder=holder, retention=retention).first()
    if row is not None:
        return ring().open(row)
    if _shredded((pair,)):
        raise Shredded(GONE)
    raise NoKey("Nothing has been sealed for this holder and retention class yet.")


def known_key(holder: uuid.UUID, retention: str) -> Key:
    """The key, where there is one already. Raises Shredded or NoKey."""
    return ring().get((holder, retention)) or data_key(holder, retention, create=False, at=datetime.now(UTC))


def provide(pairs: Iterable[Pair], *, at: datetime) -> None:
    """Make and open the keys of many pairs in one transaction: for imports. Shredded pairs are left without one."""
    wanted = {pair for pair in pairs if ring().get(pair) is None}
    known = {(row.holder, row.retention) for row in _rows(wanted)}
    if fresh := wanted - known:
        _make(fresh, at)
    prefetch(wanted)


def _parts(pairs: Collection[Pair]) -> Iterator[tuple[list[uuid.UUID], set[str]]]:
    """The holders and retention classes of `pairs`, for as few queries as the database allows."""
    holders = sorted({holder for holder, _ in pairs})
    retentions = {retention for _, retention in pairs}
    for start in range(0, len(holders), HOLDERS_A_QUERY):
        yield holders[start : start + HOLDERS_A_QUERY], retentions


def _rows(pairs: Collection[Pair]) -> Iterator[DataKey]:
    for holders, retentions in _parts(pairs):
        for row in _live().filter(holder__in=holders, retention__in=retentions):
            if (row.holder, row.retention) in pairs:
                yield row


def _live() -> QuerySet[DataKey]:
    """The keys that nobody has meant to destroy."""
    meant = Shredding.objects.filter(holder=OuterRef("holder"), retention=OuterRef("retention"))
    return DataKey.objects.exclude(Exists(meant))


def _make(pairs: Iterable[Pair], at: datetime) -> None:
    """Commit a new key for each pair that has none and was not shredded. Whoever comes second keeps the first one's."""
    harden()
    # The very first key makes its epoch. That is committed by itself, before any key is: whoever destroys a key waits
    # for those who make one by the epochs that there are, and would not see this one.
    current(at)
    with transaction.atomic(using=KEYS, durable=True):
        epoch = current(at)
        _hold(epoch)
        keys, wanted = provider(), set(pairs)
        fresh = [
            DataKey(
                holder=holder,
                retention=retention,
                epoch=epoch,
                created_at=at,
                wrapped=keys.wrap(epoch.id, os.urandom(SECRET_BYTES)),
            )
            for holder, retention in wanted - _shredded(wanted)
        ]
        DataKey.objects.bulk_create(fresh, ignore_conflicts=True)


def _shredded(pairs: Collection[Pair]) -> set[Pair]:
    """Those of `pairs` that somebody has meant to destroy."""
    found: set[Pair] = set()
    for holders, retentions in _parts(pairs):
        named = Shredding.objects.filter(holder__in=holders, retention__in=retentions)
        found.update(named.values_list("holder", "retention"))
    return found & set(pairs)


def _hold(epoch: Epoch) -> None:
    """Keep the epoch from being destroyed, and shreddings from passing by, until this key is committed.

    On SQLite the transaction is the only writer already; on PostgreSQL makers of keys share this lock, whoever
    destroys an epoch or a key takes it alone.
    """
    store = connections[KEYS]
    if store.vendor != "postgresql":
        return
    with store.cursor() as cursor:
        cursor.execute("SELECT 1 FROM vault_epoch WHERE id = %s AND destroyed_at IS NULL FOR SHARE", [epoch.id])
        if cursor.fetchone() is None:
            raise NoKey("The epoch key was just replaced. Try again.")
