"""Finding people by name, alias, reference or number, within what the reader may see.

- Names are looked up in the roster; only those found are opened, and one entry says whom and among how many.
- Whose name would not open is not found by it: an answer would give the name away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from confide.domain import names
from confide.domain.reading import Reader
from confide.domain.roster import EXACT, Keep, Match, Sight, anybody
from confide.door.looking_up import Search
from confide.door.opening import open_rows
from confide.door.opening import search as look_through
from confide.door.reading import reading, system
from confide.door.rows import SealedRow
from confide.people.models import Alias, Person
from confide.people.roster import known, roster, seen

WHO = ("name", "born_on")
FIND, NAMED = "find", "is anybody named"
NAMESAKES = 100
"""How many of one name are looked at for the one with a date of birth."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found, opened, and why."""

    person: Person
    how: int
    """How well the words match: a constant of `domain.roster`."""
    by: str
    """What matched: `name`, `alias`, `reference`, or the kind of a number."""
    alias: str = ""
    """The other name, where that matched."""


def find(reader: Reader, words: str, at: datetime, limit: int = 20) -> list[Person]:
    """Up to `limit` people, opened (name, date of birth), whom the words mean, the likeliest first."""
    return [found.person for found in search(reader, words, at, limit)]


def search(
    reader: Reader,
    words: str,
    at: datetime,
    limit: int = 20,
    *,
    keep: Keep = anybody,
    goes_on: Search | None = None,
) -> list[Found]:
    """The same with why each was found, among those whom `keep` keeps; `goes_on` where somebody is still typing."""
    typed = "".join(letter if letter.isprintable() else " " for letter in words)
    if not typed.strip():
        return []
    with reading(reader):
        exact = list(_lastingly(reader).filter(reference__iexact=typed.strip())[:1])
        if exact:
            # A reference is no secret of its own; whose name does not open shows as sealed.
            return [Found(person, EXACT, "reference") for person in open_rows(exact, WHO, purpose=FIND, at=at)]
        return _looked_up(typed, at, limit, keep, goes_on)


def _looked_up(typed: str, at: datetime, limit: int, keep: Keep, goes_on: Search | None) -> list[Found]:
    everyone, sight = roster(), known(seen())
    if not sight:
        return []
    matches = everyone.find(typed, sight, limit, keep)
    people = Person.objects.in_bulk([UUID(match.line.id) for match in matches])
    aliases = _aliases(matches)
    rows: list[SealedRow] = [*people.values(), *aliases]
    open_rows(rows, WHO, purpose=FIND, at=at, looked_through=everyone.count(sight), search_goes_on=goes_on)
    found = [(match, people.get(UUID(match.line.id))) for match in matches]
    return [_found(match, person, aliases, typed) for match, person in found if person and not person.sealed_why]


def _aliases(matches: Iterable[Match]) -> list[Alias]:
    meant = [UUID(match.line.id) for match in matches if match.by == "alias"]
    return list(Alias.objects.filter(person__in=meant).select_related("person")) if meant else []


def _found(match: Match, person: Person, aliases: Iterable[Alias], typed: str) -> Found:
    own = [str(alias.name) for alias in aliases if alias.person_id == person.pk and not alias.sealed_why]
    words = names.parts(typed)
    best = max(own, key=lambda name: sum(part.startswith(tuple(words)) for part in names.parts(name)), default="")
    return Found(person, match.how, match.by, best)


def whom_exactly(at: datetime, *, reference: str = "", name: str = "", born_on: date | None = None) -> Person | None:
    """The one person with this reference, or with exactly this name and date of birth, whoever asks; else None.

    Nobody is opened for it. Two who share both are nobody: there is no list to choose from.
    """
    with system("find whom the glass is broken for"):
        if reference.strip():
            return Person.objects.filter(reference__iexact=reference.strip()).first()
        if not name.strip() or born_on is None:
            return None
        wanted, alike = sorted(names.parts(name)), roster().find(name, Sight(everybody=True), NAMESAKES)
        people = Person.objects.filter(pk__in=[UUID(match.line.id) for match in alike])
        same = look_through(people, WHO, lambda values: _is(values, wanted, born_on), purpose="break glass", at=at)
        for person in same:
            person.forget()
        return same[0] if len(same) == 1 else None


def _is(values: Mapping[str, Any], wanted: Sequence[str], born_on: date) -> bool:
    return values["born_on"] == born_on and sorted(names.parts(values["name"])) == wanted


def _lastingly(reader: Reader) -> QuerySet[Person]:
    """Those whom the reader sees otherwise than through broken glass, through which nobody is chosen for anything."""
    return Person.objects.exclude(pk__in=reader.glass) if reader.glass else Person.objects.all()


def is_anybody_named(words: str, at: datetime) -> bool:
    """Whether a text names somebody whom the reader knows: by all parts of a name, or by the last with a capital.

    Opens nobody; one ledger entry says that names were looked through.
    """
    everyone, sight = roster(), known(seen())
    said, capital = names.parts(words), names.capitals(words)
    spoken = set(said)
    named = any(
        spoken.issuperset(name.split()) or (len(last) > 2 and last in capital)
        for _line, name in everyone.named_in(said, sight)
        for last in [name.rpartition(" ")[2]]
    )
    open_rows([], purpose=NAMED, at=at, looked_through=everyone.count(sight))
    return named


def in_order(keep: Keep = anybody) -> list[str]:
    """The ids (hex) of everybody whom the current reader sees and `keep` keeps: by name where they may know it.

    Whose name would not open comes after them by reference, since the order would give the name away.
    """
    everyone, sight = roster(), seen()
    names_open = known(sight)
    ids = everyone.page(names_open, keep)
    if names_open != sight:
        ids += everyone.others(sight, names_open, keep)
    return ids
