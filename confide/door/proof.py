"""How far what was recorded is proved: for those who show it.

- It counts and reads the newest checkpoint; it verifies nothing, which is for the command line and for outsiders.
"""

from dataclasses import dataclass
from datetime import datetime

from confide.ledger.models import Checkpoint, Entry, Log, Pending

__all__ = ["Entry", "Proof", "entries", "proof"]


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
    log, newest = Log.objects.first(), Checkpoint.objects.order_by("-size").first()
    origin, kind = (log.origin, log.kind) if log else ("", "")
    entries, pending = Entry.objects.count(), Pending.objects.count()
    if newest is None:
        return Proof(entries, pending, origin, kind)
    return Proof(entries, pending, origin, kind, newest.size, newest.note.split("\n")[2], newest.note, newest.at)


def entries(first: int, last: int) -> list[Entry]:
    """Entries from the newest backwards, from place `first` up to `last`."""
    return list(Entry.objects.order_by("-id")[first:last])
