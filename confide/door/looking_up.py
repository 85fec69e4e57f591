"""Looking something up as one types: one entry for the whole of it, made before the first name shows.

- What an entry of the last minutes, of the same reader and for the same purpose, says was opened may show again without
  another one. Whatever it does not name is an opening of its own, with an entry of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from confide.door.recording import Who, named
from confide.ledger.models import Entry

ONE_SEARCH = timedelta(minutes=10)
"""How long one search goes on at most."""


@dataclass(slots=True)
class Search:
    """One search as it goes on; whoever opens something for it notes the entry here."""

    entry: int | None = None


def already(search: Search, tables: Mapping[str, Any], *, who: Who, purpose: str, at: datetime) -> Entry | None:
    """The entry of this search that names all of it, if it does. Tables are as the entry has them."""
    if search.entry is None:
        return None
    entry = Entry.objects.filter(pk=search.entry, event="opened").first()
    if entry is None or entry.at is None or entry.at <= at - ONE_SEARCH:
        return None
    body = entry.said
    if body["actor"] != named(who) or body["data"]["purpose"] != purpose:
        return None
    said = body["data"]["tables"]
    named_there = all(
        set(table["rows"]) <= set(said.get(name, {}).get("rows", ()))
        and set(table["fields"]) <= set(said[name]["fields"])
        for name, table in tables.items()
    )
    return entry if named_there else None
