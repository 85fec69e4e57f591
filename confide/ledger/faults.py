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
    present: bool = True
    """Whether there is an entry, readable or not."""


def columns_fit(row: Row) -> bool:
    """Whether event, about and at are the ones in the body."""
    return _plainly_fit(row) or _parsed_fit(row)


def _plainly_fit(row: Row) -> bool:
    """Whether the columns stand in the body where canonical JSON puts them: six times as fast as reading it.

    Keys are sorted, and no text holds a bare quote, so `at` follows the actor and nothing after the last `event` can
    stand in for it. What does not fit here is read after all.
    """
    _, _, _, _, body, event, about, at, _ = row
    if body is None or event is None or about is None or at is None or b'"' in about:
        return False
    if not body.startswith(b'{"about":"%b","actor":"' % about):
        return False
    start = body.find(b'","at":"', len(about) + ABOUT_TO_ACTOR) + 8
    # SQLite leaves out a fraction of zero.
    fraction = at[19:] or b".000000"
    if body[start : start + 30] != b'%bT%b%bZ","' % (at[:10], at[11:19], fraction) or at[10:11] != b" ":
        return False
    return body.startswith(b',"event":"%b","nonce":"' % event, body.rfind(b',"event":"'))


ABOUT_TO_ACTOR = len(b'{"about":"","actor":"')

# A body has no white space around it, so the scanner is asked directly: a third of the time of json.loads.
_scan = json.JSONDecoder().raw_decode


def _parsed_fit(row: Row) -> bool:
    try:
        text = (row.body or b"").decode()
        body, end = _scan(text)
        event, about, at = body["event"].encode(), body["about"].encode(), body["at"]
        written = f"{at[:10]} {at[11:26]}".encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    if end != len(text) or row.event != event or row.about != about:
        return False
    return row.at == written or (written.endswith(b".000000") and row.at == written[:-7])


class Faults:
    """Collects faults: those about the log as a whole, then those with a place, then the rest."""

    def __init__(self) -> None:
        self._whole: list[Fault] = []
        self._placed: dict[int, Fault] = {}
        self._rest: list[Fault] = []

    def whole(self, entry: int | None, what: What, detail: str) -> None:
        """Keep a fault of the log as a whole."""
        self._whole.append(Fault(None, entry, what, detail))

    def add(self, fault: Fault) -> None:
        """Keep a fault; of several at one place the first one added says most."""
        if fault.position is not None:
            self._placed.setdefault(fault.position, fault)
        elif len(self._rest) < MOST_FAULTS:
            self._rest.append(fault)

    def in_order(self) -> tuple[Fault, ...]:
        """All of them, the first one first."""
        placed = [self._placed[position] for position in sorted(self._placed)]
        return tuple([*self._whole, *placed, *self._rest][:MOST_FAULTS])
