"""The names a ledger has had: the one it began with, and one for each time it was restored from a backup.

- Each row's name is worked out from its other columns, and a later one from the checkpoint that it continues.
- The first entry of a later one has to tell of the restoration, with that same checkpoint.
"""

import json
from dataclasses import dataclass, field
from typing import cast

from confide.ledger import reading
from confide.ledger.ed25519 import VerifyingKey
from confide.ledger.errors import NoteError
from confide.ledger.faults import What
from confide.ledger.notes import open_note, parse_head
from confide.ledger.restart import EVENT
from confide.ledger.setup import is_origin
from confide.ledger.signing import public_key, verifiers


@dataclass(slots=True)
class Lineage:
    """The origins in order, where each begins, and what is wrong with their rows."""

    origins: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    faults: list[tuple[What, str]] = field(default_factory=list)

    def origin_of(self, size: int) -> str:
        """The origin that a checkpoint of this size has to be of."""
        rows = zip(self.origins, self.begins, strict=True)
        return [origin for number, (origin, begin) in enumerate(rows) if number == 0 or begin < size][-1]

    def verifiers(self) -> list[VerifyingKey]:
        """The public keys of every origin."""
        return [key for origin in self.origins for key in verifiers(origin)]

    def held(self, origin: str) -> int | None:
        """How many entries of an origin the next one took over; None for the newest and for a stranger."""
        place = self.origins.index(origin) + 1 if origin in self.origins else len(self.origins)
        return self.begins[place] if place < len(self.origins) else None


def lineage() -> Lineage:
    """Check the rows that say which log this is."""
    rows, found = reading.begun(), Lineage()
    if not rows:
        # Whoever asks has read the keys of a ledger, so there was one.
        found.faults.append(("removed", "the row that says which log this is is gone"))
    for number, row in enumerate(rows):
        _add(found, number, row)
    if not rows:
        found.origins, found.begins = [""], [0]
    return found


def _add(found: Lineage, number: int, row: reading.Begun) -> None:
    parts = (row.origin, row.kind, row.created_at, row.continues)
    origin, kind, began, continues = ((part or b"").decode(errors="replace") for part in parts)
    if row.id != number + 1 or None in row or not is_origin(origin, kind, began, public_key(), continues):
        found.faults.append(("altered", "the row that says which log this is was changed, or its signing key was"))
    elif not _continues(found, number, row.begins_at, continues):
        found.faults.append(("altered", "the ledger does not continue the one that it says it was restored from"))
    found.origins.append(origin)
    found.begins.append(row.begins_at or 0)


def _continues(found: Lineage, number: int, begins_at: int | None, continues: str) -> bool:
    """Whether a log takes up where the one before it ended, and says so in its first entry."""
    if number == 0:
        return (begins_at, continues) == (0, "")
    try:
        size = parse_head(open_note(continues, verifiers(found.origins[-1])).text).size if continues else 0
        first = cast("dict[str, object]", json.loads(reading.entry_at(size)))
    except (NoteError, ValueError):
        return False
    told = first.get("data")
    says = told.get("checkpoint") if isinstance(told, dict) else None
    return (size, first.get("event"), says) == (begins_at, EVENT, continues)
