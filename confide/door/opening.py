"""Opening: the only way from sealed to plain.

- One batch is one round of decisions, one ledger entry in a transaction of its own, and only then values on the rows.
- If the entry cannot be written, nothing opens. A failure later does not take the entry back, so this refuses to run
  inside somebody else's transaction.
- A row that the reader may not see, that the policy keeps shut or whose key is destroyed stays sealed and says why.
- The policy is asked once for every kind of matter in a batch, not once for every row.
- Looking for something opens what is looked through in memory only: rows that do not match stay sealed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from confide.domain.reading import Reader
from confide.door import looks
from confide.door.looking_up import Search, already
from confide.door.policy import may_each, sentences
from confide.door.reading import NobodyReading, System, current
from confide.door.recording import Who, record
from confide.door.rows import SealedRow
from confide.door.viewing import kept_back
from confide.ledger.models import Entry
from confide.vault.errors import NoKey, SealBroken, Shredded
from confide.vault.keyring import prefetch

R = TypeVar("R", bound=SealedRow)
Asked = tuple[str, Mapping[str, Any]]
"""A policy action and the matter that it is asked for."""
DECISION = "decision"
"""The purpose of opening facts because a decision needs them; it is committed as firmly as the decision itself."""
ROWS_AN_ENTRY = 1_000


@dataclass(slots=True)
class _Batch:
    """What is about to be opened: values by row, and the names that were asked for."""

    purpose: str
    at: datetime
    part_of: Asked | None = None
    serving: str = ""
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    looked_through: int = 0
    goes_on: Search | None = None


def open_rows(
    rows: Iterable[R],
    fields: Sequence[str] | None = None,
    *,
    purpose: str,
    at: datetime,
    part_of: Asked | None = None,
    offices: Sequence[str] = (),
    serving: str = "",
    looked_through: int = 0,
    search_goes_on: Search | None = None,
) -> list[R]:
    """Open the named sealed fields (all where none is named) of rows that the current reader may see.

    `part_of` is the step that needs them, where there is one: who may take it may have them opened for it. `offices`
    are those that the reader holds in this one matter, in the place of somebody else. `serving` is the purpose, a code
    of the policy, that decides which kinds of information about a person open; without it none of them does.
    `looked_through` is how many others were looked at to find these; a search that goes on as somebody types is one
    entry for as long as it shows nobody new.
    Returns the rows, each with its values or with `sealed_why`. Raises NobodyReading, and whatever the ledger raises.
    """
    _stays(at)
    listed = list(rows)
    batch = _Batch(purpose, at, part_of, serving, looked_through=looked_through, goes_on=search_goes_on)
    for row in _openable(listed, fields, batch, offices):
        _unlock(row, fields, batch)
    _commit(listed, batch)
    return listed


def search(
    rows: Iterable[R],
    fields: Sequence[str],
    matches: Callable[[dict[str, Any]], bool],
    *,
    purpose: str,
    at: datetime,
    serving: str = "",
) -> list[R]:
    """The rows whose named values match, opened; one ledger entry says which, and how many were looked through."""
    _stays(at)
    listed = list(rows)
    batch = _Batch(purpose, at, serving=serving)
    for row in _openable(listed, fields, batch, ()):
        if _unlock(row, fields, batch) and not matches(batch.values[id(row)]):
            del batch.values[id(row)]
    batch.looked_through = len(listed)
    found = [row for row in listed if id(row) in batch.values]
    _commit(found, batch)
    return found


def permitted(asks: Iterable[Asked]) -> list[Asked]:
    """Those of some matters that the policy would open for the current reader; nothing is opened."""
    reader, kinds = current(), {_spelled(ask): ask for ask in asks}
    if isinstance(reader, System) or not kinds:
        return list(kinds.values())
    actor = actor_of(reader)
    answers = may_each([(action, actor, matter) for action, matter in kinds.values()])
    return [ask for ask, answer in zip(kinds.values(), answers, strict=True) if not sentences(answer)]


def _stays(at: datetime) -> None:
    """Raise NobodyReading where whoever reads has left meanwhile."""
    who = current()
    if isinstance(who, Reader) and who.has_left(at):
        raise NobodyReading("Whoever was reading has left.")


def _openable(rows: Sequence[R], fields: Sequence[str] | None, batch: _Batch, offices: Sequence[str]) -> list[R]:
    """The rows that scope and policy let the reader open, with their keys at hand."""
    kept = [row for row in rows if row.columns_of(_names(row, fields))]
    visible = _visible(kept)
    for row in kept:
        row.sealed_why = "" if row.pk in visible else _("This is not for you to see.")
    _ask([row for row in kept if not row.sealed_why], batch.part_of, offices)
    if batch.part_of is None:
        _ask_by_kind([row for row in kept if not row.sealed_why], batch)
    openable = [row for row in kept if not row.sealed_why]
    prefetch([(row.seal_holder(), row.held_under) for row in openable])
    return openable


def _visible(rows: Sequence[SealedRow]) -> set[Any]:
    """The keys of the rows that the current reader sees; however the rows in hand were come by."""
    seen: set[Any] = set()
    for model in {type(row) for row in rows}:
        keys = [row.pk for row in rows if type(row) is model]
        seen |= set(model.objects.filter(pk__in=keys).values_list("pk", flat=True))
    return seen


def _ask(rows: Sequence[SealedRow], part_of: Asked | None, offices: Sequence[str]) -> None:
    """Ask the policy about all rows in one go, once for each kind of matter, and note on the rows why not."""
    reader = current()
    if isinstance(reader, System) or not rows:
        return
    asked = [part_of or row.asked_as(reader) for row in rows]
    kinds = {_spelled(ask): ask for ask in asked}
    actor = actor_of(reader, offices=offices)
    permissions = may_each([(action, actor, matter) for action, matter in kinds.values()])
    why = {kind: " ".join(sentences(permission)) for kind, permission in zip(kinds, permissions, strict=True)}
    for row, ask in zip(rows, asked, strict=True):
        row.sealed_why = why[_spelled(ask)]


def _ask_by_kind(rows: Sequence[SealedRow], batch: _Batch) -> None:
    """Ask the policy whether the purpose needs each kind of information, and note on the rows why not."""
    reader = current()
    if isinstance(reader, System):
        return
    asked = [(row, kind, row.subject() in reader.glass) for row in rows if (kind := row.information()) is not None]
    for through_glass in {through for *_row, through in asked}:
        kinds = {kind for _row, kind, through in asked if through is through_glass}
        why = kept_back(reader, kinds, batch.serving, batch.at, through_glass=through_glass)
        for row, kind, through in asked:
            if through is through_glass:
                row.sealed_why = why[kind]


def _spelled(ask: Asked) -> str:
    return json.dumps(ask, sort_keys=True)


def _unlock(row: SealedRow, fields: Sequence[str] | None, batch: _Batch) -> bool:
    try:
        batch.values[id(row)] = row.unlocked(_names(row, fields))
    except (Shredded, NoKey):
        row.sealed_why = _("This was destroyed when its time was over.")
    except SealBroken:
        row.sealed_why = _("This was damaged and cannot be opened. Tell whoever looks after the system.")
    return id(row) in batch.values


def _names(row: SealedRow, fields: Sequence[str] | None) -> list[str]:
    own = type(row).sealed
    return list(own) if fields is None else [name for name in fields if name in own]


def _commit(rows: Sequence[SealedRow], batch: _Batch) -> None:
    """Record what opens, and put it on the rows once that is committed."""
    opened = [row for row in rows if id(row) in batch.values]
    if not opened and not batch.looked_through:
        return
    if batch.goes_on is None or not already(
        batch.goes_on, _tables(opened, batch), who=_who(), purpose=batch.purpose, at=batch.at
    ):
        _write_down(opened, batch)
    for row in opened:
        row.show(batch.values[id(row)])


def _write_down(opened: Sequence[SealedRow], batch: _Batch) -> None:
    with transaction.atomic(durable=True):
        if batch.purpose != DECISION and connection.vendor == "postgresql":
            # A power cut may cost the trace of a look within its last second; waiting for the disk costs every page.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        for start in range(0, max(len(opened), 1), ROWS_AN_ENTRY):
            entry = _record(opened[start : start + ROWS_AN_ENTRY], batch)
    if batch.goes_on is not None:
        batch.goes_on.entry = entry.pk


def _tables(rows: Sequence[SealedRow], batch: _Batch) -> dict[str, Any]:
    """What opens, table by table, as an entry says it."""
    tables: dict[str, Any] = {}
    for row in rows:
        table = tables.setdefault(row._meta.db_table, {"rows": [], "fields": []})
        table["rows"].append(str(row.row_id))
        table["fields"] = sorted({*table["fields"], *batch.values[id(row)]})
    return tables


def _record(rows: Sequence[SealedRow], batch: _Batch) -> Entry:
    data: dict[str, Any] = {"purpose": batch.purpose, "tables": _tables(rows, batch)}
    if batch.serving:
        data["serving"] = batch.serving
    if batch.part_of:
        data["step"] = batch.part_of[0]
    if batch.looked_through:
        data["looked_through"] = batch.looked_through
    if through_glass := any(row.subject() in _glass() for row in rows):
        data["through_glass"] = True
    about = {row.about() for row in rows}
    entry = record(
        "opened",
        at=batch.at,
        actor=_who(),
        about=about.pop() if len(about) == 1 else f"{len(rows)} records",
        clauses=("1.7b", "1.2e") if through_glass else ("1.7b",),
        subjects=[holder for row in rows if (holder := row.subject())],
        data=data,
    )
    if whom := _whom(rows, batch.purpose):
        looks.note(entry, whom)
    return entry


def _whom(rows: Sequence[SealedRow], purpose: str) -> dict[UUID, set[str]]:
    """Whom the rows are about, and the matters that they are part of; a preparation is one until there is a case."""
    whom: dict[UUID, set[str]] = {}
    for row in rows:
        if (subject := row.subject()) is not None:
            whom.setdefault(subject, set()).add(row.matter())
    alone = looks.PREPARING if purpose == DECISION else ""
    return {who: matters - {""} or {alone} for who, matters in whom.items()}


def _glass() -> frozenset[UUID]:
    """The people whom whoever reads sees through broken glass only."""
    reader = current()
    return frozenset() if isinstance(reader, System) else reader.glass


def _who() -> Who:
    reader = current()
    return f"system:{reader.purpose.replace(' ', '-')}" if isinstance(reader, System) else reader.id


def actor_of(reader: Reader, *, offices: Iterable[str] = ()) -> dict[str, Any]:
    """The reader as the policy sees an actor; `offices` are those they hold for one matter only."""
    return {
        "id": str(reader.id),
        "roles": [reader.role],
        "offices": sorted({*reader.offices, *offices}),
        "agreement_signed": reader.agreement_signed,
        "inducted": reader.inducted,
        "training": reader.training,
        "override": reader.override,
    }
