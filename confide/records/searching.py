"""Searching entries by words: what one may open is opened in memory and looked through; nothing is indexed.

- Every word has to stand in the entry, or begin a word there; capitals and accents make no difference.
- Only the versions that count are looked through. What matches is opened for the reader, for a purpose, and recorded.
- Searching everything goes person by person in steps, so that what was found can be shown while the rest is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from confide.domain.names import parts
from confide.door.opening import search
from confide.people.models import Person
from confide.records.mentioning import texts
from confide.records.models import RecordEntry

PEOPLE_A_STEP = 200
FIELDS = tuple(RecordEntry.WORDS.values())


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a search found, how many entries it looked through, and how many people are left."""

    found: list[RecordEntry]
    looked_through: int
    left: int


def in_record(person: Person, words: str, *, serving: str, at: datetime) -> list[RecordEntry]:
    """The entries of one person that hold all the words, opened, the newest first."""
    rows = list(RecordEntry.current().filter(person=person).select_related("written_by").order_by("-occurred_at"))
    for row in rows:
        row.person = person
    return _matching(rows, words, serving, at)


def everywhere(words: str, *, serving: str, at: datetime) -> Iterator[Step]:
    """The entries of everybody whom the reader sees that hold all the words, step by step."""
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True)) if parts(words) else []
    for start in range(0, len(people), PEOPLE_A_STEP):
        chosen = people[start : start + PEOPLE_A_STEP]
        rows = list(RecordEntry.current().filter(person__in=chosen).select_related("person", "written_by"))
        yield Step(_matching(rows, words, serving, at), len(rows), max(len(people) - start - len(chosen), 0))


def _matching(rows: list[RecordEntry], words: str, serving: str, at: datetime) -> list[RecordEntry]:
    wanted = parts(words)
    if not wanted or not rows:
        return []

    def matches(values: Mapping[str, Any]) -> bool:
        said = {part for text in texts(values.values()) for part in parts(text)}
        return all(word in said or any(part.startswith(word) for part in said) for word in wanted)

    return search(rows, FIELDS, matches, purpose="search in records", at=at, serving=serving)
