"""How far what was recorded is proved: for those who show it.

- It counts and reads the newest checkpoint; it verifies nothing, which is for the command line and for outsiders.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from confide.ledger.models import Checkpoint, Entry, Log, Pending
from confide.vault.errors import NoKey, Shredded
from confide.vault.keyring import data_key, prefetch
from confide.vault.pseudonyms import RETENTION, pseudonym

__all__ = ["Entry", "Opened", "Proof", "entries", "opened_about", "proof"]


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of the ledger."""

    entries: int
    """How many there are."""
    pending: int
    """How many of them no checkpoint covers yet."""
    origin: str
    """The name of the log; empty before it was begun."""
    kind: str
    """`demo` or `live`; empty before it was begun."""
    size: int = 0
    """How many entries the newest checkpoint covers."""
    root: str = ""
    """The hash at the root of its tree, in base 64."""
    note: str = ""
    """The newest checkpoint, as anybody can check it."""
    at: datetime | None = None
    """When it was signed."""


def proof() -> Proof:
    """The state of the ledger now."""
    log, newest = Log.objects.order_by("-id").first(), Checkpoint.objects.order_by("-size").first()
    origin, kind = (log.origin, log.kind) if log else ("", "")
    entries, pending = Entry.objects.count(), Pending.objects.count()
    if newest is None:
        return Proof(entries, pending, origin, kind)
    return Proof(entries, pending, origin, kind, newest.size, newest.note.split("\n")[2], newest.note, newest.at)


def entries(first: int, last: int) -> list[Entry]:
    """Entries from the newest backwards, from place `first` up to `last`."""
    return list(Entry.objects.order_by("-id")[first:last])


@dataclass(frozen=True, slots=True)
class Opened:
    """One time that something about a person was opened. `who` is None where nobody can be told any more."""

    at: datetime
    who: UUID | None
    purpose: str


def opened_about(reference: str, staff: Iterable[UUID], most: int) -> list[Opened]:
    """When something about `reference` was opened and by whom of `staff`, the latest first."""
    found = Entry.objects.filter(event="opened", about=reference).order_by("-id")[:most]
    bodies = [(entry.at, json.loads(bytes(entry.body))) for entry in found]
    known = _pseudonyms(staff) if bodies else {}
    return [Opened(at, known.get(body["actor"]), body["data"]["purpose"]) for at, body in bodies]


def _pseudonyms(staff: Iterable[UUID]) -> dict[str, UUID]:
    """Who is who, of those that have a pseudonym still; nobody is given one by being asked about."""
    listed, now, known = list(staff), timezone.now(), {}
    prefetch([(who, RETENTION) for who in listed])
    for who in listed:
        try:
            data_key(who, RETENTION, create=False, at=now)
        except (NoKey, Shredded):
            continue
        known[pseudonym(who, at=now)] = who
    return known
