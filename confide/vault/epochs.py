"""Epochs: the weekly change of the key that wraps all others, which bounds what an old backup can still open.

- A new epoch key each week; every live data key is wrapped again by the newest and read back before that counts.
- An epoch key is destroyed 35 days after it was made, never before every data key has left it, and never the newest:
  after a long downtime, rotate first and destroy later.
- Marked as destroyed first, then the file goes; a run that was killed in between is finished by the next one.
- A clock that stands before the newest epoch is wrong now or was then: nothing is made or destroyed by it.
"""

import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper as Cursor
from django.db.models import UUIDField

from confide.vault.errors import KeyStoreError
from confide.vault.models import DataKey, Epoch
from confide.vault.provider import provider
from confide.vault.router import KEYS
from confide.vault.store import harden

ROTATE_AFTER = timedelta(days=7)
DESTROY_AFTER = timedelta(days=35)
TOLERANCE = timedelta(minutes=1)
BATCH = 4_000
PAUSE = 0.005
"""Seconds between two batches: whoever waits to write gets their turn."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: the epoch it made (None where the newest is young enough), and how many keys moved."""

    made: uuid.UUID | None
    rewrapped: int


def newest() -> Epoch | None:
    """The epoch that wraps new keys, or None in a store that has never held one."""
    return Epoch.objects.filter(destroyed_at=None).order_by("-created_at", "-id").first()


def current(at: datetime) -> Epoch:
    """The epoch that wraps new keys, made now if there is none."""
    return newest() or _begin(at)


def rotate(at: datetime) -> Rotation:
    """Begin a new epoch where the newest is a week old, and move every data key to the newest epoch."""
    harden()
    check_clock(at)
    latest, made = newest(), None
    if latest is None or latest.created_at + ROTATE_AFTER <= at:
        latest = _begin(at)
        made = latest.id
    moved, last = 0, None
    while batch := _rewrap(latest, last):
        moved, last = moved + batch[0], batch[1]
        time.sleep(PAUSE)
    # Whoever was making a key when the epoch changed may have committed it behind the place that was reached.
    while batch := _rewrap(latest, None):
        moved += batch[0]
    return Rotation(made, moved)


def destroy_due(at: datetime) -> tuple[uuid.UUID, ...]:
    """Destroy the epoch keys that are 35 days old and wrap nothing any more; returns their ids.

    Raises KeyStoreError, and destroys nothing, when any live data key cannot be opened from what is on the disk.
    """
    harden()
    check_clock(at)
    latest = newest()
    aged = Epoch.objects.filter(destroyed_at=None, created_at__lte=at - DESTROY_AFTER).order_by("created_at")
    due = [epoch.id for epoch in aged if latest is not None and epoch.id != latest.id]
    if due:
        _read_back()
    retired = tuple(epoch for epoch in due if _retire(epoch, at))
    for gone in Epoch.objects.exclude(destroyed_at=None).values_list("id", flat=True):
        provider().destroy_epoch(gone)
    return retired


def living() -> tuple[Epoch, ...]:
    """Every epoch whose key is not destroyed, oldest first."""
    return tuple(Epoch.objects.filter(destroyed_at=None).order_by("created_at", "id"))


def check_clock(at: datetime) -> None:
    """Raise KeyStoreError where `at` lies before the newest epoch."""
    latest = newest()
    if latest is not None and at < latest.created_at - TOLERANCE:
        raise KeyStoreError(
            f"The clock says {at:%d %B %Y %H:%M}, and the newest epoch key was made at "
            f"{latest.created_at:%d %B %Y %H:%M} UTC. Set the clock of this computer; nothing was changed."
        )


def _begin(at: datetime) -> Epoch:
    # The file is on the disk before the row says so: killed in between, a file is left that nothing refers to.
    return Epoch.objects.create(id=provider().new_epoch(), created_at=at)


def _rewrap(latest: Epoch, after: Any) -> tuple[int, Any] | None:
    """Move the batch of data keys after a place to `latest`, all or none; how many and the last place, or None."""
    with transaction.atomic(using=KEYS), connections[KEYS].cursor() as cursor:
        # From where the last batch ended: to look from the start each time costs the square of their number.
        rows = _left(cursor, latest, after)
        if not rows:
            return None
        known = {epoch: uuid.UUID(str(epoch)) for epoch in {epoch for _, epoch, _ in rows}}
        again = provider().rewrap([(known[epoch], bytes(wrapped)) for _, epoch, wrapped in rows], latest.id)
        meant = dict(zip((place for place, _, _ in rows), again, strict=True))
        _write(cursor, latest, meant)
        if not meant.items() <= _written(cursor, latest, rows[0][0], rows[-1][0]).items():
            raise KeyStoreError("A data key did not read back after it was wrapped again. Nothing was changed.")
    return len(rows), rows[-1][0]


# Said to the database directly: a hundred thousand rows, of which nothing is needed but three columns. SQLite keeps
# rows by a number of its own, and a batch that follows it touches each page once; PostgreSQL has them by their id.
PLACES = {"sqlite": "rowid", "postgresql": "id"}


def _left(cursor: Cursor, latest: Epoch, after: Any) -> list[tuple[Any, ...]]:
    """A batch of those that are wrapped by another epoch, held until the end of the transaction: place, epoch, key."""
    vendor = connections[KEYS].vendor
    place, lock = PLACES[vendor], "FOR UPDATE" if vendor == "postgresql" else ""
    beyond, where = ([], "") if after is None else ([after], f"AND {place} > %s")
    columns = f"SELECT {place}, epoch_id, wrapped FROM vault_datakey WHERE epoch_id <> %s {where}"  # noqa: S608 - no value in it
    cursor.execute(f"{columns} ORDER BY {place} LIMIT {BATCH} {lock}", [_id(latest), *beyond])
    return list(cursor.fetchall())


def _write(cursor: Cursor, latest: Epoch, wrapped: dict[Any, bytes]) -> None:
    """Write a batch in one statement; Django's bulk_update is far slower for this."""
    if connections[KEYS].vendor == "postgresql":
        cursor.execute(
            "UPDATE vault_datakey AS kept SET wrapped = moved.wrapped, epoch_id = %s "
            "FROM unnest(%s::uuid[], %s::bytea[]) AS moved(id, wrapped) WHERE kept.id = moved.id",
            [latest.id, list(wrapped), list(wrapped.values())],
        )
        return
    sql, epoch = "UPDATE vault_datakey SET wrapped = %s, epoch_id = %s WHERE rowid = %s", _id(latest)
    cursor.executemany(sql, [(value, epoch, place) for place, value in wrapped.items()])


def _written(cursor: Cursor, latest: Epoch, first: Any, last: Any) -> dict[Any, bytes]:
    """What stands in a stretch of places for an epoch."""
    place = PLACES[connections[KEYS].vendor]
    sql = f"SELECT {place}, wrapped FROM vault_datakey WHERE {place} BETWEEN %s AND %s AND epoch_id = %s"  # noqa: S608 - no value in it
    cursor.execute(sql, [first, last, _id(latest)])
    return {place: bytes(wrapped) for place, wrapped in cursor.fetchall()}


def _id(epoch: Epoch) -> Any:
    """Its id as the database keeps it."""
    return UUIDField().get_db_prep_value(epoch.id, connections[KEYS])


def _read_back() -> None:
    """Open every live data key with epoch keys read afresh from where they are kept."""
    keys = provider()
    keys.forget()
    for epoch, wrapped in DataKey.objects.values_list("epoch_id", "wrapped").iterator(chunk_size=BATCH):
        keys.unwrap(epoch, bytes(wrapped))


def _retire(epoch: uuid.UUID, at: datetime) -> bool:
    """Mark an epoch as destroyed unless a data key is still wrapped by it; no key can join it afterwards."""
    with transaction.atomic(using=KEYS):
        row = Epoch.objects.select_for_update().get(id=epoch)
        if row.destroyed_at is not None or DataKey.objects.filter(epoch=row).exists():
            return False
        row.destroyed_at = at
        row.save(update_fields=["destroyed_at"])
    return True
