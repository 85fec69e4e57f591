"""Snapshots: what is sealed row by row, sealed once more in one piece for looking things up in memory.

- Only the product itself makes one (`door.sweeping`); what a reader is shown from it goes through `door.opening`.
- Each generation has a key of its own. Renewing writes the whole under a new key and destroys the old one, so no copy
  of an older generation opens any more: that is how what was shredded leaves a snapshot, too.
- What changes is added in the transaction of the change. One query tells whether what a process holds is the newest.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from confide.door.models import Snapshot, SnapshotPart, SpentGeneration
from confide.door.recording import record
from confide.vault.keyring import data_key
from confide.vault.models import Shredding
from confide.vault.sealing import seal, unseal
from confide.vault.shredding import shred

RETENTION = "snapshot"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read: the generation, the number of the newest part, and that part."""

    generation: uuid.UUID | None = None
    last: int = 0
    newest: uuid.UUID | None = None


class OutOfDate(Exception):
    """What is held is of another generation, or of a change that was taken back: the whole has to be read."""


def mark(name: str) -> Mark:
    """How far the snapshot goes now. Without a generation there is none yet."""
    found = Snapshot.objects.filter(name=name).values_list("generation", "last", "newest").first()
    return Mark(*found) if found else Mark()


def whole(name: str, upto: Mark) -> list[Any]:
    """Every part of the generation, opened, the whole first."""
    if upto.generation is None:
        return []
    parts = SnapshotPart.objects.filter(snapshot=name, generation=upto.generation, number__lte=upto.last)
    return [_opened(part) for part in parts.order_by("number")]


def since(name: str, held: Mark, upto: Mark) -> list[Any]:
    """The parts that were added after what is held, opened. Raises OutOfDate."""
    if held.generation is None or held.generation != upto.generation:
        raise OutOfDate
    parts = SnapshotPart.objects.filter(snapshot=name, generation=held.generation)
    listed = list(parts.filter(number__gte=held.last, number__lte=upto.last).order_by("number"))
    if not listed or listed[0].id != held.newest:
        raise OutOfDate
    return [_opened(part) for part in listed[1:]]


def is_due(name: str, *, before: datetime, most: int) -> bool:
    """Whether a generation was begun before a time, or has more than `most` parts beside it."""
    parts = SnapshotPart.objects.filter(snapshot=name).count()
    return parts > most + 1 or Snapshot.objects.filter(name=name, begun_at__lt=before).exists()


def add(name: str, lines: Sequence[Any]) -> None:
    """Seal what changed, in the transaction of the change. Raises OutOfDate where there is no generation yet."""
    snapshot = _locked(name)
    if snapshot.generation is None:
        raise OutOfDate
    _write(snapshot, snapshot.generation, lines)


def renew(name: str, lines: Sequence[Any], *, at: datetime) -> None:
    """Begin a new generation with these lines; call it with the snapshot `locked`. The old key goes on commit."""
    snapshot = _locked(name)
    before = snapshot.generation
    generation = uuid.uuid4()
    snapshot.generation, snapshot.begun_at = generation, at
    _write(snapshot, generation, lines)
    SnapshotPart.objects.filter(snapshot=snapshot).exclude(generation=generation).delete()
    if before is not None:
        SpentGeneration.objects.create(generation=before, replaced_at=at)
        transaction.on_commit(partial(destroy_spent, at=at))
    record(f"{name}:renewed", at=at, actor=f"system:{name}", about=name, clauses=("1.7b",), data={"rows": len(lines)})


def lock(name: str) -> Mark:
    """Keep everybody else from changing the snapshot until the transaction ends; how far it goes."""
    snapshot = _locked(name)
    return Mark(snapshot.generation, snapshot.last, snapshot.newest)


def destroy_spent(*, at: datetime) -> list[Shredding]:
    """Destroy the keys of all generations that were replaced; whoever was interrupted, goes on here."""
    done = []
    for spent in SpentGeneration.objects.order_by("replaced_at"):
        done.append(shred(spent.generation, RETENTION, at=at))
        spent.delete()
    return done


def _locked(name: str) -> Snapshot:
    rows = Snapshot.objects.select_for_update(of=("self",)).filter(name=name)
    found = rows.first()
    if found is None:
        Snapshot.objects.get_or_create(name=name)
        found = rows.get()
    return found


def _write(snapshot: Snapshot, generation: uuid.UUID, lines: Sequence[Any]) -> None:
    part = SnapshotPart(snapshot=snapshot, generation=generation, number=snapshot.last + 1)
    plain = json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode()
    # A key is made when it is made, whatever the time that the change itself tells of.
    key = data_key(generation, RETENTION, create=True, at=timezone.now())
    part.envelope = seal(plain, key, **_place(part))
    part.save(force_insert=True)
    snapshot.last, snapshot.newest = part.number, part.id
    snapshot.save(update_fields=["generation", "last", "newest", "begun_at"])


def _opened(part: SnapshotPart) -> Any:
    """What a part holds. Raises SealBroken, Shredded or NoKey."""
    key = data_key(part.generation, RETENTION, create=False, at=timezone.now())
    return json.loads(unseal(bytes(part.envelope), key, **_place(part)))


def _place(part: SnapshotPart) -> dict[str, Any]:
    return {"table": "door_snapshotpart", "row": part.id, "field": f"part {part.number}", "version": _VERSION}
