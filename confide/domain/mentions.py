"""Whom a text mentions: the names and numbers in it, in the forms that an index can be asked for later.

- A name is kept as a sorted pair of its words, as initial and surname, or as title and surname; folded, so that
  capitals, accents, line breaks and possessive endings make no difference.
- Two words are taken for a name where both have a capital, next to each other or with one between; where they have
  none, only if somebody is known to be called so.
- Nothing here knows anybody and nothing is kept here. Misspelt names are for the sweep (`domain.sought`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from string import digits

from confide.domain.identifiers import is_dbs_number, is_national_insurance_number, is_nhs_number, normalised
from confide.domain.names import ShortForms, has_any, words_of

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lady", "lord", "rev", "prof", "mister"})
_LONG_NUMBER = re.compile(r"(?<![\w-])[0-9](?:[ -]?[0-9]){9,11}(?![\w-])", re.ASCII)
_NATIONAL_INSURANCE = re.compile(r"\b[A-Za-z]{2} ?(?:[0-9]{2} ?){3}[A-Da-d]\b", re.ASCII)
_REFERENCE = re.compile(r"\b[A-Za-z]{1,4}-?[0-9]{3,8}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom we know: the pairs of their names, and every word in one."""

    pairs: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


NOBODY = Known()


def mentioned(text: str, known: Known = NOBODY) -> set[str]:
    """Everything in a text that a person may be found by later."""
    return {*_names(text, known), *numbers(text)}


def keys_of(names: Iterable[str], codes: Iterable[str], short_forms: ShortForms) -> set[str]:
    """What to look for to find somebody: for each folded name every form of it, and each reference or number."""
    found = {f"number {normalised(code)}" for code in codes}
    for name in names:
        words = name.split()
        if len(words) < 2:
            continue
        first, others = words[0], words[1:]
        found |= {pair(given, other) for given in (first, *short_forms.get(first, ())) for other in others}
        found |= {pair(*two) for two in combinations(others, 2)}
        found |= {f"initial {first[0]} {other}" for other in others} | {f"title {other}" for other in others}
    return found


def known_by(names: Iterable[str]) -> Known:
    """The pairs and words by which people of these folded names are known without capitals."""
    pairs: set[str] = set()
    words: set[str] = set()
    for name in names:
        first, *others = name.split() or ("",)
        pairs.update(pair(first, other) for other in others)
        words.update((first, *others))
    return Known(frozenset(pairs), frozenset(words))


def pair(one: str, other: str) -> str:
    """Two words of a name, in whichever order they were written."""
    return f"pair {min(one, other)} {max(one, other)}"


def numbers(text: str) -> Iterator[str]:
    """Numbers and references that can belong to somebody."""
    if not has_any(digits, text):
        return
    for found in _LONG_NUMBER.findall(text):
        if is_nhs_number(number := normalised(found)) or is_dbs_number(number):
            yield f"number {number}"
    for found in _NATIONAL_INSURANCE.findall(text):
        if is_national_insurance_number(number := normalised(found)):
            yield f"number {number}"
    for found in _REFERENCE.findall(text):
        yield f"number {normalised(found)}"


def _names(text: str, known: Known) -> Iterator[str]:
    words, has_capital = words_of(text)
    for place, word in enumerate(words):
        if not has_capital[place]:
            # Asked here already, because most words of a text are neither.
            if word in known.words or word in TITLES:
                yield from _small(word, words[place + 1 : place + 3], known)
            continue
        for other, capital in zip(words[place + 1 : place + 3], has_capital[place + 1 : place + 3], strict=True):
            if capital:
                yield from _capital(word, other)


def _small(word: str, following: Sequence[str], known: Known) -> Iterator[str]:
    """A word without a capital, with the two that follow."""
    if word in TITLES and following:
        yield f"title {following[0]}"
    if word in known.words:
        yield from (two for other in following if (two := pair(word, other)) in known.pairs)


def _capital(word: str, other: str) -> Iterator[str]:
    """Two words with a capital each."""
    if word in TITLES:
        yield f"title {other}"
    elif len(word) == 1:
        yield f"initial {word} {other}"
    elif len(other) == 1:
        yield f"initial {other} {word}"
    else:
        yield pair(word, other)


def third_parties(text: str, known: Known, beside: Collection[str]) -> set[str]:
    """The pairs of people we know, other than those of `beside`, whom a text mentions."""
    return {key for key in _names(text, known) if key in known.pairs}.difference(beside)
