"""Records what happened, in the transaction of the change itself: both happen or neither does.

- An entry is one canonical JSON document (RFC 8785) that holds everything; the other columns only repeat parts of it.
- It holds pseudonyms, digests, ids, clauses and codes; never a name and never a word that is sealed elsewhere.
- It is not chained here: it waits in a queue, and the integrator gives it its place.
- Until then its MAC shows that it was this installation that wrote it.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import rfc8785
from django.db import connection

from confide.domain.chain import leaf_hash
from confide.ledger.errors import EntryError, NoTransaction
from confide.ledger.macs import mac_under
from confide.ledger.models import Entry, Pending
from confide.ledger.signing import mac_key

VERSION = 1
NONCE_BYTES = 16
# What fits into an entry bundle of C2SP tlog-tiles.
MOST_BYTES = 65_535
WHO = re.compile(r"p-[0-9a-f]{20}|system:[a-z][a-z0-9_.:-]*")

Json = str | int | bool | Sequence["Json"] | Mapping[str, "Json"]


def append(
    event: str,
    *,
    at: datetime,
    actor: str,
    about: str,
    clauses: Sequence[str] = (),
    subjects: Sequence[str] = (),
    data: Mapping[str, Json] | None = None,
    entropy: Callable[[int], bytes] = os.urandom,
) -> Entry:
    """Record an event in the open transaction of `default`.

    `actor` and `subjects` are pseudonyms or `system:<name>`; `about` is a reference; `data` holds text, whole
    numbers, truth values, lists and mappings. Raises NoTransaction, EntryError or NotBegun.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("An entry is recorded in the transaction of the change it records.")
    if not all(WHO.fullmatch(who) for who in (actor, *subjects)):
        raise EntryError("Actor and subjects of an entry are pseudonyms or system:<name>.")
    fields: dict[str, Json] = {"event": event, "at": stamp(at), "actor": actor, "about": about}
    fields |= {"clauses": list(clauses), "subjects": list(subjects), "data": dict(data or {})}
    body = canonical(fields | {"v": VERSION, "nonce": entropy(NONCE_BYTES).hex()})
    mac = mac_under(mac_key())(leaf_hash(body))
    entry = Entry.objects.create(body=body, event=event, about=about, at=at, mac=mac)
    Pending.objects.create(entry=entry)
    return entry


def stamp(at: datetime) -> str:
    """A time in an entry: UTC, always with microseconds. Raises EntryError for a time without a zone."""
    if at.tzinfo is None:
        raise EntryError("The time of an entry has a zone.")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical(body: Mapping[str, Json]) -> bytes:
    """The one spelling of a document in bytes (RFC 8785). Raises EntryError for what cannot be in an entry."""
    _check(body)
    try:
        spelled = rfc8785.dumps(body)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        raise EntryError("An entry holds text and numbers that have one spelling.") from None
    if len(spelled) > MOST_BYTES:
        raise EntryError(f"An entry has at most {MOST_BYTES} bytes.")
    return spelled


def _check(value: object) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise EntryError("Names in an entry are text.")
        for part in value.values():
            _check(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)
    elif not isinstance(value, str | int):
        raise EntryError("An entry holds text, whole numbers, truth values, lists and mappings only.")
