"""Records what happened, in the transaction of the change itself: both happen or neither does.

- An entry is one canonical JSON document (RFC 8785) that holds everything; the other columns only repeat parts of it.
- It holds pseudonyms, digests, ids, clauses and codes; never a name and never a word that is sealed elsewhere.
- It is not chained here: it waits in a queue, and the integrator gives it its place.
- Until then its MAC shows that it was this installation that wrote it.
"""

import functools
import json
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from confide.domain.chain import leaf_hash
from confide.ledger.errors import EntryError, NoTransaction
from confide.ledger.macs import mac_under
from confide.ledger.models import Entry, Pending
from confide.ledger.signing import mac_key

VERSION = 1
NONCE_BYTES = 16
# What fits into an entry bundle of C2SP tlog-tiles.
MOST_BYTES = 65_535
MOST_NUMBER = 2**53 - 1
WHO = re.compile(r"p-[0-9a-f]{20}|system:[a-z][a-z0-9_.:-]*")
# The same few write again and again.
_is_who = functools.lru_cache(maxsize=4_096)(WHO.fullmatch)

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
    default = connections[DEFAULT_DB_ALIAS]
    if not default.in_atomic_block:
        raise NoTransaction("An entry is recorded in the transaction of the change it records.")
    if not all(map(_is_who, (actor, *subjects))):
        raise EntryError("Actor and subjects of an entry are pseudonyms or system:<name>.")
    fields: dict[str, Json] = {"event": event, "at": stamp(at), "actor": actor, "about": about}
    fields |= {"clauses": list(clauses), "subjects": list(subjects), "data": dict(data or {})}
    fields |= {"v": VERSION, "nonce": entropy(NONCE_BYTES).hex()}
    body = canonical(fields)
    mac = mac_under(mac_key())(leaf_hash(body))
    number = _insert(default, (body, event, about, mac))
    return Entry.from_db(default.alias, COLUMNS, (number, body, event, about, mac))


COLUMNS = ("id", "body", "event", "about", "mac")
ENTRY = f"INSERT INTO {Entry._meta.db_table} (body, event, about, mac) VALUES"
QUEUE = f"INSERT INTO {Pending._meta.db_table} (entry_id)"
BOTH = f"WITH entry AS ({ENTRY} (%s, %s, %s, %s) RETURNING id) {QUEUE} SELECT id FROM entry RETURNING entry_id"  # noqa: S608 - our own names
ONE, THEN = f"{ENTRY} (?, ?, ?, ?)", f"{QUEUE} VALUES (?)"


def _insert(default: BaseDatabaseWrapper, values: Sequence[Any]) -> int:
    """Write the entry and its place in the queue: by hand, since it is done for every page that shows a name."""
    if default.vendor == "postgresql":
        with default.cursor() as cursor:
            cursor.execute(BOTH, values)
            return int(cursor.fetchone()[0])
    # Past the cursors of Django, which take longer over both statements than SQLite does.
    with default.wrap_database_errors:
        number = int(default.connection.execute(ONE, values).lastrowid)
        default.connection.execute(THEN, (number,))
        return number


def stamp(at: datetime) -> str:
    """A time in an entry: UTC, always with microseconds. Raises EntryError for a time without a zone."""
    if at.tzinfo is None:
        raise EntryError("The time of an entry has a zone.")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def canonical(body: Mapping[str, Json]) -> bytes:
    """The one spelling of a document in bytes (RFC 8785). Raises EntryError for what cannot be in an entry."""
    plain = _check(body)
    try:
        # What is allowed here, with names in ASCII, the language's own library spells just so, in a tenth of the time.
        spelled = _spell(body).encode() if plain else rfc8785.dumps(body)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        raise EntryError("An entry holds text and numbers that have one spelling.") from None
    if len(spelled) > MOST_BYTES:
        raise EntryError(f"An entry has at most {MOST_BYTES} bytes.")
    return spelled


_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def _check(value: object) -> bool:
    """Whether all names in it are ASCII, so that sorting them is the same by any measure."""
    if isinstance(value, str):
        return True
    if isinstance(value, int):
        if not -MOST_NUMBER <= value <= MOST_NUMBER:
            raise EntryError("A number in an entry has at most 53 bits.")
        return True
    if isinstance(value, list | tuple):
        return _check_all(value)
    if not isinstance(value, dict):
        raise EntryError("An entry holds text, whole numbers, truth values, lists and mappings only.")
    try:
        plain = "".join(value).isascii()
    except TypeError:
        raise EntryError("Names in an entry are text.") from None
    return _check_all(value.values()) and plain


def _check_all(parts: Collection[object]) -> bool:
    # Most of it is text, and that needs no call of its own.
    plain = [_check(part) for part in parts if type(part) is not str]
    return all(plain)
