"""What verification reads and what it can say about it."""

import functools
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
    """Whether event and about are the ones in the body."""
    return _plainly_fit(row) or _parsed_fit(row)


def _plainly_fit(row: Row) -> bool:
    if row.body is None or row.event is None or row.about is None:
        return False
    try:
        return stands_in(row.body, row.event.decode(), row.about.decode())
    except UnicodeDecodeError:
        return False


def stands_in(body: bytes, event: str, about: str) -> bool:
    """Whether both stand in a body where canonical JSON puts them: six times as fast as reading it.

    Keys are sorted, and no text holds a bare quote, so nothing after the last `event` can stand in for it. What does
    not fit here, such as text that JSON has to escape, must be read after all.
    """
    if '"' in about or "\\" in about:
        return False
    return body.startswith(f'{{"about":"{about}","actor":"'.encode()) and body.startswith(
        _event_in_a_body(event), body.rfind(b',"event":"')
    )


# There are many entries and few kinds of event.
@functools.lru_cache(maxsize=1_000)
def _event_in_a_body(event: str) -> bytes:
    plain = '"' not in event and "\\" not in event
    return f',"event":"{event}","nonce":"'.encode() if plain else b"never in a body"


# A body has no white space around it, so the scanner is asked directly: a third of the time of json.loads.
_scan = json.JSONDecoder().raw_decode


def _parsed_fit(row: Row) -> bool:
    try:
        text = (row.body or b"").decode()
        body, end = _scan(text)
        event, about = body["event"].encode(), body["about"].encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return end == len(text) and row.event == event and row.about == about


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
