"""Shredding: making what was sealed unreadable for good by destroying its key.

- The intent is committed first; from then on nobody is given the key, even if the process dies before it is destroyed.
- Then the key is deleted, then its bytes are removed from the files of the key store. Each step can be repeated.
- Older backups of the key store can still open it until the last epoch key that wrapped it is destroyed:
  `Shredding.erased_from` is that time, at the earliest.
- A tombstone names a holding without saying whose it is. Whoever restores an older key store shreds again by them.
- A holding stays shredded: what is collected anew needs a retention class of its own (one with its year, say).
"""

import hashlib
import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from confide.vault.epochs import DESTROY_AFTER
from confide.vault.keyring import ring
from confide.vault.models import DataKey, Epoch, Shredding
from confide.vault.router import KEYS
from confide.vault.store import harden, secure


def shred(holder: uuid.UUID, retention: str, *, at: datetime) -> Shredding:
    """Destroy the key of one holding. Doing it twice is harmless; `secured_at` is empty until no bytes are left."""
    harden()
    with transaction.atomic(using=KEYS, durable=True):
        shredding, _ = Shredding.objects.get_or_create(holder=holder, retention=retention, defaults={"intended_at": at})
    return _finish(shredding.id, at)


def resume(*, at: datetime) -> int:
    """Finish every shredding that was interrupted; returns how many there were."""
    harden()
    keys = DataKey.objects.filter(holder=OuterRef("holder"), retention=OuterRef("retention"))
    left = Shredding.objects.filter(Q(secured_at=None) | Exists(keys)).values_list("id", flat=True)
    return len([_finish(shredding, at) for shredding in list(left)])


def tombstone(holder: uuid.UUID, retention: str) -> str:
    """The name of a shredded holding in the ledger and in backups: 32 hex digits that fit nothing but the holding."""
    return hashlib.sha256(b"confide/tombstone/1" + holder.bytes + retention.encode()).hexdigest()[:32]


def tombstones() -> list[str]:
    """The tombstones of everything shredded so far."""
    return sorted(tombstone(*pair) for pair in Shredding.objects.values_list("holder", "retention").iterator())


def risen(buried: Collection[str]) -> list[tuple[uuid.UUID, str]]:
    """The holdings that have a key although one of these tombstones is theirs."""
    known, pairs = frozenset(buried), DataKey.objects.values_list("holder", "retention")
    return [pair for pair in pairs.iterator() if tombstone(*pair) in known] if known else []


def gone_since(when: datetime) -> list[tuple[uuid.UUID, str]]:
    """The holdings that were shredded at a time or later."""
    return list(Shredding.objects.filter(intended_at__gte=when).values_list("holder", "retention"))


def _finish(shredding: uuid.UUID, at: datetime) -> Shredding:
    row = _destroy(shredding, at)
    ring().bar((row.holder, row.retention))
    if row.secured_at is None and secure():
        row.secured_at = at
        row.save(update_fields=["secured_at"])
    return row


def _destroy(shredding: uuid.UUID, at: datetime) -> Shredding:
    with transaction.atomic(using=KEYS):
        # Taken alone, this lock waits for every key that is being made; who comes later sees the intent.
        list(Epoch.objects.select_for_update().filter(destroyed_at=None))
        row = Shredding.objects.select_for_update().get(id=shredding)
        key = DataKey.objects.filter(holder=row.holder, retention=row.retention).first()
        if key is not None:
            row.erased_from = key.epoch.created_at + DESTROY_AFTER
            row.secured_at = None
            key.delete()
        row.destroyed_at = row.destroyed_at or at
        row.save(update_fields=["destroyed_at", "erased_from", "secured_at"])
    return row
