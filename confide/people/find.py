"""Finding people by name or reference, within what the reader may see.

- Names are sealed, so the reader's people are looked through in memory; only those found are opened and recorded.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from confide.domain.reading import Reader
from confide.door.opening import open_rows, search
from confide.door.reading import reading, system
from confide.people.models import Person

_WORD = re.compile(r"[^\W\d_]+")
WHO = ("name", "born_on")


def find(reader: Reader, words: str, at: datetime, limit: int = 20, purpose: str = "find") -> list[Person]:
    """Up to `limit` people, opened (name, date of birth), whose name holds all the words or whose reference it is."""
    words = "".join(letter if letter.isprintable() else " " for letter in words)
    wanted = _folded(words).split()
    if not wanted:
        return []
    with reading(reader):
        exact = list(_lastingly(reader).filter(reference__iexact=words.strip())[:1])
        if exact:
            return open_rows(exact, WHO, purpose=purpose, at=at)
        return _by_name(reader, wanted, at, limit, purpose)


def whom_exactly(at: datetime, *, reference: str = "", name: str = "", born_on: date | None = None) -> Person | None:
    """The one person with this reference, or with exactly this name and date of birth, whoever asks; else None.

    Nobody is opened for it. Two who share both are nobody: there is no list to choose from.
    """
    with system("find whom the glass is broken for"):
        if reference.strip():
            return Person.objects.filter(reference__iexact=reference.strip()).first()
        if not name.strip() or born_on is None:
            return None
        wanted = sorted(_folded(name).split())
        same = search(Person.objects.all(), WHO, lambda v: _is(v, wanted, born_on), purpose="break glass", at=at)
        for person in same:
            person.forget()
        return same[0] if len(same) == 1 else None


def _is(values: Mapping[str, Any], wanted: Sequence[str], born_on: date) -> bool:
    return values["born_on"] == born_on and sorted(_folded(values["name"]).split()) == wanted


def _lastingly(reader: Reader) -> QuerySet[Person]:
    """Those whom the reader sees otherwise than through broken glass, through which nobody is chosen for anything."""
    return Person.objects.exclude(pk__in=reader.glass) if reader.glass else Person.objects.all()


def is_anybody_named(words: str, at: datetime) -> bool:
    """Whether a text names somebody whom the reader knows: by all parts of the name, or by the last with a capital.

    Looks through everybody in memory and opens nobody; one ledger entry says that names were looked through.
    """
    said = {_folded(word) for word in _WORD.findall(words)}
    capital = {_folded(word) for word in _WORD.findall(words) if word[0].isupper()}
    named = False

    def looks(values: dict[str, Any]) -> bool:
        nonlocal named
        parts = _WORD.findall(_folded(values["name"]))
        named = named or bool(parts and (said.issuperset(parts) or (len(parts[-1]) > 2 and parts[-1] in capital)))
        return False

    search(Person.objects.all(), ("name",), looks, purpose="is anybody named", at=at)
    return named


def _by_name(reader: Reader, wanted: Sequence[str], at: datetime, limit: int, purpose: str) -> list[Person]:
    found = 0

    def matches(values: dict[str, Any]) -> bool:
        nonlocal found
        parts = _folded(values["name"]).split()
        if found >= limit or not all(any(part.startswith(word) for part in parts) for word in wanted):
            return False
        found += 1
        return True

    people = _lastingly(reader).order_by("reference")
    return sorted(search(people, WHO, matches, purpose=purpose, at=at), key=lambda person: _folded(person.name))


def _folded(words: str) -> str:
    """Without capitals and accents, as people type names."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
