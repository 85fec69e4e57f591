"""Invented names and notes, with the truth about who is mentioned where: for what has to be found in text.

- Everything is put together by a seeded generator from lists of common names and of everyday words; nobody is real, and
  the text is plainer than what people write, so figures of recall are of the forms and not of the world.
"""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from confide.jobs.sample.source import data

FILLER = (
    "visit",
    "kitchen",
    "morning",
    "medication",
    "tablets",
    "lunch",
    "soup",
    "walked",
    "garden",
    "phoned",
    "daughter",
    "appointment",
    "hospital",
    "nurse",
    "agreed",
    "rota",
    "shift",
    "covered",
    "school",
    "lesson",
    "absent",
    "reference",
    "checked",
    "form",
    "signed",
    "travel",
    "bus",
    "late",
    "early",
    "quiet",
    "tired",
    "cheerful",
    "slept",
    "well",
    "badly",
    "asked",
    "about",
    "invoice",
    "paid",
    "meeting",
    "notes",
    "read",
    "through",
    "copied",
    "filed",
    "key",
    "safe",
    "door",
    "shopping",
    "milk",
    "bread",
    "tea",
    "support",
    "plan",
    "review",
    "goal",
    "agency",
    "client",
    "candidate",
    "teacher",
    "carer",
    "manager",
    "team",
    "office",
    "spoke",
    "explained",
    "listened",
    "worried",
    "better",
    "worse",
    "doctor",
    "surgery",
    "prescription",
    "collected",
    "returned",
    "booked",
    "cancelled",
    "moved",
    "weekend",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Bristol",
    "Leeds",
    "Cardiff",
    "Harrow",
    "Riverside",
)
SYLLABLES = ("an", "bel", "cor", "dun", "el", "fen", "gar", "hol", "is", "jan", "kel", "lor", "mar", "nor", "os", "pem")
ENDINGS = (
    "ton",
    "ley",
    "wick",
    "field",
    "sen",
    "man",
    "ska",
    "oye",
    "by",
    "worth",
    "ham",
    "ell",
    "eau",
    "kins",
    "dale",
)


def surnames() -> list[str]:
    """Common ones and made-up ones, some thousands."""
    made = [f"{one}{two}{end}".title() for one in SYLLABLES for two in SYLLABLES for end in ENDINGS]
    return [*data("names")["family"], *made]


def people(chance: Random, count: int) -> list[str]:
    """So many names; some middle names, some double-barrelled, many shared words."""
    given, family, found = data("names")["given"], surnames(), []
    for _ in range(count):
        first, last = chance.choice(given), chance.choice(family)
        if chance.random() < 0.08:
            last = f"{last}-{chance.choice(family)}"
        middle = f" {chance.choice(given)}" if chance.random() < 0.1 else ""
        found.append(f"{first}{middle} {last}")
    return found


def filler(chance: Random, words: int) -> str:
    """Everyday words."""
    return " ".join(chance.choices(FILLER, k=words))


def slip(chance: Random, word: str) -> str:
    """A word with one letter swapped, left out, doubled or mistaken, never the first."""
    if len(word) < 3:
        return word + word[-1]
    place = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0 and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + word[place] + word[place:]
    other = chance.choice([letter for letter in string.ascii_lowercase if letter != word[place].lower()])
    return word[:place] + other + word[place + 1 :]


@dataclass(frozen=True)
class Name:
    """A name in its parts."""

    first: str
    last: str

    @classmethod
    def of(cls, name: str) -> "Name":
        words = name.split()
        return cls(words[0], words[-1])


FORMS: dict[str, Callable[[Random, Name], str]] = {
    "exact": lambda _chance, name: f"{name.first} {name.last}",
    "lower case": lambda _chance, name: f"{name.first} {name.last}".lower(),
    "possessive": lambda chance, name: f"{name.first} {name.last}{chance.choice(['’s', chr(39) + 's'])}",
    "surname first": lambda _chance, name: f"{name.last}, {name.first}",
    "initial": lambda chance, name: f"{name.first[0]}{chance.choice(['.', ''])} {name.last}",
    "middle name": lambda chance, name: f"{name.first} {chance.choice(data('names')['given'])} {name.last}",
    "middle initial": lambda chance, name: f"{name.first} {chance.choice(string.ascii_uppercase)}. {name.last}",
    "line break": lambda _chance, name: f"{name.first}\n{name.last}",
    "double-barrel split": lambda chance, name: f"{name.first} {chance.choice(name.last.split('-'))}",
    "title and surname": lambda chance, name: f"{chance.choice(['Mr', 'Mrs', 'Ms', 'Dr'])} {name.last}",
    "slip in the given name": lambda chance, name: f"{slip(chance, name.first)} {name.last}",
    "slip in the surname": lambda chance, name: f"{name.first} {slip(chance, name.last)}",
}
BARE = "given name only"


def note(chance: Random, mention: str, words: int = 40) -> str:
    """A note with a mention somewhere in it."""
    before = chance.randrange(words)
    return f"{filler(chance, before)} {mention} {filler(chance, words - before)}.".strip()


def notes_about(chance: Random, name: str, each: int) -> Iterator[tuple[str, str]]:
    """For each form so many notes that mention somebody in it."""
    for form, written in FORMS.items():
        for _ in range(each):
            yield form, note(chance, written(chance, Name.of(name)))
