"""Reading through what is sealed, by the product itself: for a snapshot, or to find somebody in everything.

- Nothing is shown on a row and nobody is told a word; whoever sweeps writes down that it was done and what was found.
- What does not open (destroyed, damaged) has nothing to say.
- A table that says where holder and retention class stand (`holding_columns`) is read from its columns, without a row
  being made of each: that is most of the time of a sweep.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from confide.door.reading import System, WayBarred, current
from confide.door.rows import SealedRow
from confide.door.versions import as_uuid
from confide.vault.errors import NoKey, SealBroken, Shredded
from confide.vault.keyring import Pair, data_key, prefetch
from confide.vault.sealing import Key, unseal

R = TypeVar("R", bound=SealedRow)
ROWS_AT_ONCE = 5_000
"""Rows whose keys are held at the same time; the ring holds twice as many."""
Told = tuple[uuid.UUID | str, uuid.UUID, Mapping[str, Any]]
"""A row as its database keeps it, whose key seals it, and what it says."""


def told(rows: Iterable[R], fields: Sequence[str]) -> Iterator[tuple[R, Mapping[str, Any]]]:
    """Rows with the named values."""
    _only_the_product_itself()
    for batch in _batches(rows):
        prefetch([(row.seal_holder(), row.held_under) for row in batch])
        for row in batch:
            try:
                yield row, row.unlocked(fields)
            except (Shredded, NoKey, SealBroken):
                yield row, {}


def swept(rows: QuerySet[Any]) -> Iterator[Told]:
    """Everything that rows say."""
    _only_the_product_itself()
    model: type[SealedRow] = rows.model
    if model.holding_columns is None:
        for row, values in told(rows, list(model.sealed)):
            yield row.row_id, row.seal_holder(), values
        return
    holder, held_under = model.holding_columns
    columns = sorted({field.column for field in model.sealed.values()})
    places = [{"table": model._meta.db_table, "field": column} for column in columns]
    for batch in _as_kept(rows.values_list("pk", "version", holder, held_under or holder, *columns)):
        # Each person comes with many rows, so who they are is worked out once for all of them.
        people = {kept: as_uuid(kept) for kept in {row[2] for row in batch}}
        keys = _keys((people[row[2]], row[3] if held_under else model.retention) for row in batch)
        for kept, version, who, retention, *envelopes in batch:
            person = people[who]
            key = keys.get((person, retention if held_under else model.retention))
            row = bytes.fromhex(kept) if isinstance(kept, str) else kept.bytes
            yield kept, person, _said(zip(places, envelopes, strict=True), key, row, version)


def _keys(pairs: Iterable[Pair]) -> dict[Pair, Key | None]:
    """The keys of a batch; none for what was destroyed."""
    wanted = set(pairs)
    prefetch(wanted)
    return {pair: _key(*pair) for pair in wanted}


def _key(holder: uuid.UUID, retention: str) -> Key | None:
    try:
        return data_key(holder, retention, create=False, at=timezone.now())
    except (Shredded, NoKey):
        return None


def _said(kept: Iterable[tuple[Any, Any]], key: Key | None, row: bytes, version: int) -> Mapping[str, Any]:
    """What the documents of a row say, together."""
    if key is None:
        return {}
    said: dict[str, Any] = {}
    for place, envelope in kept:
        if envelope:
            try:
                plain = unseal(bytes(envelope), key, row=row, version=version, **place)
                said |= _scan(plain.decode())[0]
            except SealBroken:
                continue
    return said


# What was sealed has no white space around it, so the scanner is asked directly: half the time of json.loads.
_scan = json.JSONDecoder().raw_decode


def _as_kept(rows: QuerySet[Any, Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Columns as the database keeps them, which spares making what is not needed of each."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with connections[rows.db].chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            yield batch


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        yield batch


def _only_the_product_itself() -> None:
    if not isinstance(current(), System):
        raise WayBarred("Only the product itself reads through what is sealed.")
