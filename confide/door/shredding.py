"""Forgetting: the keys of a holding are destroyed, and every sealed document that they opened is taken out of its row.

- The key goes first, in the key store and for good; then nothing is left to open. It can be repeated, and it can be
  finished by another process where one was killed on the way.
- Which rows a holding has, each table says of itself. A table that does not say fails a test.
- Older copies of the key store open it until the last epoch key that wrapped it is gone: `erased_from`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.apps import apps
from django.db import models

from confide.door.retention import holding_class
from confide.door.rows import SealedRow
from confide.vault.keyring import ring
from confide.vault.models import DataKey, Shredding
from confide.vault.pseudonyms import RETENTION
from confide.vault.shredding import shred, tombstone

__all__ = ["RETENTION", "Destroyed", "destroy", "held_as", "holdings_of", "rows_of", "sealed_tables"]


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The end of one key. `tombstone` names the holding without saying whose it was.

    `erased_from` is when no copy of the key store opens it any more; None where there never was a key.
    """

    tombstone: str
    retention: str
    destroyed_at: datetime
    erased_from: datetime | None


def holdings_of(holder: UUID) -> tuple[str, ...]:
    """Every retention class that somebody has or had a key for, also those whose destruction was begun."""
    live = DataKey.objects.filter(holder=holder).values_list("retention", flat=True)
    meant = Shredding.objects.filter(holder=holder).values_list("retention", flat=True)
    return tuple(sorted({*live, *meant}))


def held_as(holder: UUID, code: str, on: date) -> str:
    """The retention class for what is recorded about somebody on a day under a rule.

    Where the class was destroyed already it is the next generation of it, since a destroyed one is never used again.
    """
    first = holding_class(code, on)
    if ring().get((holder, first)) is not None:
        return first
    gone = Shredding.objects.filter(holder=holder, retention__startswith=first).values_list("retention", flat=True)
    destroyed = set(gone)
    generation = 1
    while holding_class(code, on, generation) in destroyed:
        generation += 1
    return holding_class(code, on, generation)


def destroy(holder: UUID, retentions: Iterable[str], *, at: datetime) -> list[Destroyed]:
    """Destroy the keys of these classes, now and for good, and take what they sealed out of the rows."""
    return [_destroy(holder, retention, at) for retention in retentions]


def rows_of(holder: UUID, retention: str) -> Iterator[tuple[type[SealedRow], models.QuerySet[SealedRow]]]:
    """The rows that a holding seals, table by table, whoever may see them."""
    for model in sealed_tables():
        yield model, models.QuerySet(model).filter(model.of_holding(holder, retention))


def sealed_tables() -> list[type[SealedRow]]:
    """Every table that keeps something sealed."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow) and model.sealed]


def _destroy(holder: UUID, retention: str, at: datetime) -> Destroyed:
    done = shred(holder, retention, at=at)
    for model, rows in rows_of(holder, retention):
        rows.update(**dict.fromkeys({field.column for field in model.sealed.values()}))
    return Destroyed(tombstone(holder, retention), retention, done.destroyed_at or at, done.erased_from)
