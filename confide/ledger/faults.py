"""What verification reads and what it can say about it."""

import json
from dataclasses import dataclass
from typing import Literal, NamedTuple

What = Literal["altered", "removed", "inserted", "reordered", "checkpoint", "truncated"]
MOST_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded. `position` counts from 0; None where it has no place in the log."""

    position: int | None
    entry_id: int | None
    what: What
    detail: str


class Row(NamedTuple):
    """A leaf with its entry as the tables hold them; None for what is absent or not of its type."""

    position: int | None = None
    leaf_entry: int | None = None
    leaf: bytes | None = None
    entry: int | None = None
    body: bytes | None = None
    event: bytes | None = None
    about: bytes | None = None
    at: bytes | None = None
    mac: bytes | None = None


class Doubt(NamedTuple):
    """A place where the entry's body, the leaf row and the tile do not hold the same hash."""

    position: int
    entry: int | None
    body: bytes | None
    leaf: bytes | None
    tile: bytes | None


# Bodies have no white space around them, so the scanner is asked directly: a third of the time of json.loads.
_scan = json.JSONDecoder().raw_decode


def columns_fit(row: Row) -> bool:
    """Whether event, about and at are the ones in the body."""
    try:
        text = (row.body or b"").decode()
        body, end = _scan(text)
        event, about, at = body["event"].encode(), body["about"].encode(), body["at"]
        written = f"{at[:10]} {at[11:26]}".encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    if end != len(text) or row.event != event or row.about != about:
        return False
    # SQLite leaves out a fraction of zero.
    return row.at == written or (written.endswith(b".000000") and row.at == written[:-7])
