"""Somebody sought in text, however their name was written: misspelt, shortened, turned round, or behind a title.

- A surname counts beside a given name, its initial or short form, or behind a title; alone only with a capital.
- Slips are forgiven the more, the longer the word; in a word of three letters, only right beside the rest of the name.
- Each distinct word is compared once and then known, so a text costs little more than being cut into words.
- A given name alone is nobody: too many people share it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from string import digits

from confide.domain.mentions import TITLES
from confide.domain.names import ShortForms, allowed_slips, has_any, parts, spelt_alike, words_of

NEAR = 3
"""How many words the parts of a name may be apart."""
SHORT = 3
"""Letters of a word in which a slip makes another word, unless the rest of the name stands right beside it."""
_GAPS = re.compile(r"(?<=[0-9A-Za-z])[ \-](?=[0-9A-Za-z])", re.ASCII)


class Form(IntEnum):
    """How somebody is named in a text, the surest first."""

    NUMBER = 1
    NAME = 2
    NEARLY = 3
    """The name with a slip or two."""
    INITIAL = 4
    TITLE = 5
    SURNAME = 6


GIVEN, FAMILY, LOOSE_GIVEN, LOOSE_FAMILY, INITIAL, TITLE, JOINED = (1 << bit for bit in range(7))
_GIVEN, _FAMILY = GIVEN | LOOSE_GIVEN, FAMILY | LOOSE_FAMILY


class _Words(dict[str, int]):
    """What each word can be of one name; worked out when it is first met. `surnames` are those that name somebody."""

    def __init__(self, name: Iterable[str], short_forms: ShortForms) -> None:
        super().__init__()
        first, *others = name
        self.given = {first, *short_forms.get(first, ())}
        self.family = set(others) or {first}
        self.joined = {first + other for other in others} | {other + first for other in others}
        self.joined |= {"".join(others)} if len(others) > 1 else set()
        self.like_given, self.like_family, self.like_joined = map(_near, (self.given, self.family, self.joined))
        self.initial = first[0]
        self.surnames: set[str] = set()
        self.met: set[str] = set()

    def __missing__(self, word: str) -> int:
        found = GIVEN if word in self.given else LOOSE_GIVEN if _like_any(word, self.like_given) else 0
        found |= FAMILY if word in self.family else LOOSE_FAMILY if _like_any(word, self.like_family) else 0
        found |= JOINED if word in self.joined or _like_any(word, self.like_joined) else 0
        found |= INITIAL if word == self.initial else 0
        found |= TITLE if word in TITLES else 0
        self[word] = found
        self.met.add(word)
        if found & (_FAMILY | JOINED):
            self.surnames.add(word)
        return found

    def may_be_in(self, words: set[str]) -> bool:
        """Whether there is a surname of theirs among the words."""
        for word in words - self.met:
            self[word]
        return not self.surnames.isdisjoint(words)


class Sought:
    """One person, with every name and number that they are known by."""

    def __init__(self, names: Collection[str], codes: Collection[str], short_forms: ShortForms) -> None:
        self._names = [_Words(name.split(), short_forms) for name in names if name]
        self._codes = {code.casefold() for code in codes if len(code) > 3}

    def found_in(self, text: str) -> Form | None:
        """The surest form in which a text names them; None where it does not."""
        words = parts(text)
        distinct = set(words)
        forms = [form for name in self._names if name.may_be_in(distinct) for form in _forms(words, name, text)]
        if self._codes and self._has_code(text):
            forms.append(Form.NUMBER)
        return min(forms, default=None)

    def _has_code(self, text: str) -> bool:
        if not has_any(digits, text):
            return False
        plain, close = text.casefold(), _GAPS.sub("", text).casefold()
        return any(code in plain or code in close for code in self._codes)


def _forms(words: list[str], name: _Words, text: str) -> Iterator[Form]:
    flags = [name[word] for word in words]
    for place, flag in enumerate(flags):
        if flag & JOINED:
            yield Form.NAME
        if flag & _FAMILY:
            yield from _beside(words, flags, place)
            if flag & FAMILY and _with_capital(words[place], text):
                yield Form.SURNAME


def _beside(words: list[str], flags: list[int], place: int) -> Iterator[Form]:
    """What stands near a surname, in front of it or behind."""
    family = flags[place]
    brittle = len(words[place]) <= SHORT and not family & FAMILY
    for other in range(max(0, place - NEAR), min(len(flags), place + NEAR + 1)):
        apart, flag = abs(other - place), flags[other]
        if not apart or not flag or (brittle and apart > 1):
            continue
        if flag & GIVEN and family & FAMILY:
            yield Form.NAME
        elif flag & _GIVEN and (apart == 1 or not (flag & LOOSE_GIVEN and family & LOOSE_FAMILY)):
            yield Form.NEARLY
        if flag & INITIAL and apart <= 2 and not brittle:
            yield Form.INITIAL
        if flag & TITLE and 0 < place - other <= 2 and not brittle:
            yield Form.TITLE


def _near(others: Iterable[str]) -> list[tuple[str, int, int]]:
    """Each word with its length and how many slips of it are forgiven."""
    return [(other, len(other), max(allowed_slips(other), int(len(other) >= 3))) for other in others]


def _like_any(word: str, near: Iterable[tuple[str, int, int]]) -> bool:
    # Most words are too short or too long, and then nobody has to compare them.
    size = len(word)
    return any(abs(size - length) <= slips and spelt_alike(word, other, slips) for other, length, slips in near)


def _with_capital(word: str, text: str) -> bool:
    return any(capital and said == word for said, capital in zip(*words_of(text), strict=True))
