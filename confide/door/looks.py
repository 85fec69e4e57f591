"""Who looked: which openings concerned somebody, found without reading the ledger through.

- Rows are written in the transaction of the entry that they repeat (`door.opening`, and whatever else is a look).
- Somebody without a pseudonym, or whose pseudonym key was destroyed, was never looked at as far as this can tell.
- What must not be known is left out by the query itself: no count, no page and no gap tells of it.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Trunc
from django.utils import timezone

from confide.door.models import Look
from confide.ledger.models import Entry
from confide.vault.errors import NoKey, Shredded
from confide.vault.keyring import data_key, prefetch
from confide.vault.pseudonyms import RETENTION, pseudonym

OPENED, LISTED, GLASS, MISSED = "opened", "listed", "glass", "missed"
SEVERAL = 5
"""An opening of more people than this at once is a list."""
PREPARING = "draft"
"""The matter of what was opened to prepare a question that is no case yet."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What somebody must not know of: matters, whoever else works on them since when, and preparations since then."""

    matters: frozenset[str] = frozenset()
    outsiders: tuple[tuple[UUID, datetime], ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at somebody. `who` is None where nobody can be told any more; `fields` by table."""

    at: datetime
    who: UUID | None
    what: str
    purpose: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of the index with its people resolved; `subject` is None where it was nobody that could be found."""

    entry: int
    at: datetime
    who: UUID
    subject: UUID | None
    what: str


def note(entry: Entry, about: Mapping[UUID, Collection[str]], *, what: str = "") -> None:
    """Index an entry: whom it was about, each with the matters that it was part of ("" for none).

    The product itself looks at nobody. A miss is about nobody: `about` is then empty.
    """
    body = entry.said
    if body["actor"].startswith("system:"):
        return
    known = pseudonyms(about)
    kind = what or (LISTED if len(known) > SEVERAL else OPENED)
    pairs = [(named, matter) for named, who in known.items() for matter in sorted(about[who])]
    same = {"entry": entry.pk, "actor": body["actor"], "what": kind, "at": datetime.fromisoformat(body["at"])}
    Look.objects.bulk_create(
        Look(subject=named, matter=matter, **same) for named, matter in pairs or ([("", "")] if not about else [])
    )


def pseudonyms(people: Iterable[UUID]) -> dict[str, UUID]:
    """Who is who, of those that have a pseudonym still; nobody is given one by being asked about."""
    listed, now, known = list(people), timezone.now(), {}
    prefetch([(who, RETENTION) for who in listed])
    for who in listed:
        try:
            data_key(who, RETENTION, create=False, at=now)
        except (NoKey, Shredded):
            continue
        known[pseudonym(who, at=now)] = who
    return known


class Looks:
    """The looks at somebody that they may know of, newest first; it counts and slices like a list."""

    def __init__(self, subjects: Collection[UUID], unknown: Unknown, staff: Iterable[UUID]) -> None:
        self.subjects, self.staff = tuple(pseudonyms(subjects)), tuple(staff)
        hidden = _hidden(unknown)
        # What somebody reads of their own is no look at them.
        entries = Look.objects.filter(subject__in=self.subjects).exclude(actor__in=self.subjects)
        # An entry of which any part must not be known is left out whole.
        parts = entries.filter(hidden).values("entry")
        self.rows: QuerySet[Look, int] = (
            entries.exclude(entry__in=parts).order_by("-entry").values_list("entry", flat=True).distinct()
        )

    def count(self) -> int:
        """How many there are."""
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Looked]:
        wanted = list(self.rows[part])
        found = {entry.pk: entry for entry in Entry.objects.filter(pk__in=wanted)}
        what = dict(Look.objects.filter(entry__in=wanted, subject__in=self.subjects).values_list("entry", "what"))
        known = pseudonyms(self.staff) if wanted else {}
        return [_looked(found[pk], what[pk], known) for pk in wanted]


def matters_about(subjects: Collection[UUID]) -> frozenset[str]:
    """Every matter in which one of them was looked at."""
    rows = Look.objects.filter(subject__in=tuple(pseudonyms(subjects))).exclude(matter="")
    return frozenset(rows.values_list("matter", flat=True).distinct())


def between(since: datetime, until: datetime, staff: Collection[UUID], table: str) -> list[Seen]:
    """Every look of a time by those of `staff` that can still be told, oldest first.

    Told are those whose own row of `table` was opened then, so that nobody else is asked about.
    """
    actors = pseudonyms(staff)
    rows = list(Look.objects.filter(at__gte=since, at__lt=until, actor__in=tuple(actors)).order_by("at", "id"))
    subjects = pseudonyms(_opened_rows({row.entry for row in rows}, table))
    return [
        Seen(row.entry, row.at, actors[row.actor], subjects.get(row.subject), row.what)
        for row in rows
        if row.subject in subjects or not row.subject
    ]


def _opened_rows(entries: Collection[int], table: str) -> set[UUID]:
    found: set[UUID] = set()
    for entry in Entry.objects.filter(pk__in=entries).iterator(chunk_size=1_000):
        tables = entry.said["data"].get("tables", {})
        found.update(UUID(row) for row in tables.get(table, {}).get("rows", ()))
    return found


def how_often(since: datetime, until: datetime, staff: Collection[UUID], each: str) -> dict[UUID, dict[datetime, int]]:
    """For each of `staff`, how many different people they opened one by one, in `each` hour or day with any."""
    actors, found = pseudonyms(staff), {who: dict[datetime, int]() for who in staff}
    rows = Look.objects.filter(at__gte=since, at__lt=until, what=OPENED, actor__in=tuple(actors))
    counted = (
        rows.annotate(time=Trunc("at", each)).values_list("actor", "time").annotate(Count("subject", distinct=True))
    )
    for actor, time, count in counted.order_by():
        found[actors[actor]][time] = count
    return found


def during(subject: UUID, actor: UUID, since: datetime, until: datetime) -> list[Looked]:
    """What one member of staff opened of one person in a time, oldest first."""
    mine, theirs = pseudonyms([actor]), pseudonyms([subject])
    rows = Look.objects.filter(subject__in=theirs, actor__in=mine, at__gte=since, at__lte=until).exclude(what=GLASS)
    what = dict(rows.values_list("entry", "what"))
    return [_looked(entry, what[entry.pk], mine) for entry in Entry.objects.filter(pk__in=what).order_by("id")]


def astray(newest: int = 10_000) -> list[int]:
    """Those of the newest entries whose subjects the index does not repeat as they are; there should be none."""
    rows = Entry.objects.filter(event="opened").order_by("-id").values_list("id", "body")[:newest]
    told = {entry: json.loads(bytes(body)) for entry, body in rows}
    kept: dict[int, set[str]] = {entry: set() for entry in told}
    if told:
        of_these = Look.objects.filter(entry__gte=min(told), entry__lte=max(told))
        for entry, subject in of_these.values_list("entry", "subject"):
            kept.setdefault(entry, set()).add(subject)
    return [entry for entry, body in told.items() if kept[entry] != _meant(body)]


def _meant(body: Mapping[str, Any]) -> set[str]:
    return set() if body["actor"].startswith("system:") else set(body["subjects"])


def _hidden(unknown: Unknown) -> Q:
    hidden = Q(matter__in=unknown.matters)
    if unknown.since is not None:
        hidden |= Q(matter=PREPARING, at__gte=unknown.since)
    since = dict(unknown.outsiders)
    for named, who in pseudonyms(since).items():
        hidden |= Q(actor=named, at__gte=since[who])
    return hidden


def _looked(entry: Entry, what: str, known: Mapping[str, UUID]) -> Looked:
    body = entry.said
    data = body["data"]
    fields = {table: tuple(said["fields"]) for table, said in data.get("tables", {}).items()}
    return Looked(datetime.fromisoformat(body["at"]), known.get(body["actor"]), what, data.get("purpose", ""), fields)
