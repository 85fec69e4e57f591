"""How far what was recorded is proved: for those who show it.

- It counts and reads the newest checkpoint; it verifies nothing, which is for the command line and for outsiders.
- Tiles are hashes of hashes of entries, each with a nonce in it: they show that nothing was changed, and nothing else.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from confide.domain.chain import HASH_BYTES
from confide.ledger.cosigned import with_witnesses
from confide.ledger.errors import NoteError
from confide.ledger.models import Checkpoint, Cosignature, Entry, Log, Pending, Tile
from confide.ledger.notes import decode
from confide.ledger.paper import root_in_groups
from confide.ledger.tile_paths import parse_tile_path
from confide.ledger.witnesses import witness_with

__all__ = ["Entry", "Proof", "entries", "proof", "tile", "witness_with"]


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
    witnessed_at: datetime | None = None
    """When a witness last signed a checkpoint, by its own clock."""
    witness: str = ""
    """Which one that was."""
    witnessed: int = 0
    """How many entries that checkpoint covers."""
    groups: tuple[str, ...] = ()
    """The root as people copy it from paper."""


def proof() -> Proof:
    """The state of the ledger now."""
    log, newest = Log.objects.order_by("-id").first(), Checkpoint.objects.order_by("-size").first()
    origin, kind = (log.origin, log.kind) if log else ("", "")
    entries, pending = Entry.objects.count(), Pending.objects.count()
    if newest is None:
        return Proof(entries, pending, origin, kind)
    root = newest.note.split("\n")[2]
    found = Proof(entries, pending, origin, kind, newest.size, root, with_witnesses(newest), newest.at)
    seen = Cosignature.objects.order_by("-size", "-at").first()
    if seen:
        found = replace(found, witnessed_at=seen.at, witness=seen.witness, witnessed=seen.size)
    return replace(found, groups=tuple(root_in_groups(decode(root))))


def tile(path: str) -> bytes | None:
    """The tile of the log at a path of C2SP tlog-tiles, whole or as narrow as asked for; None where there is none."""
    try:
        level, number, width = parse_tile_path(path)
    except NoteError:
        return None
    data = Tile.objects.filter(level=level, number=number).values_list("data", flat=True).first()
    hashes = bytes(data or b"")[: width * HASH_BYTES]
    return hashes if len(hashes) == width * HASH_BYTES else None


def entries(first: int, last: int) -> list[Entry]:
    """Entries from the newest backwards, from place `first` up to `last`."""
    return list(Entry.objects.order_by("-id")[first:last])
