"""The writing guide: what in a text is an opinion, may hurt, or is about somebody else.

- It remarks and never stops anybody; whoever writes decides.
- It knows words and not what they mean: a remark is a question to the writer, and a text without any may still be bad.
- Where several remarks overlap, the longest of them is made; each kind is made once for the same words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("hurtful", "opinion", "third_party")
"""The kinds of remark, the one that matters most first."""
TELEPHONE_OR_ADDRESS = r"(?:\+44|\b0)\d[\d ]{7,11}\d\b|[\w.+-]+@[\w-]+\.[\w.]+|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"


@dataclass(frozen=True, slots=True)
class Remark:
    """One place in a text: from `start` up to `end`, in characters."""

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What is looked for, ready for use, with the label and the advice of each kind."""

    patterns: Mapping[str, re.Pattern[str]]
    labels: Mapping[str, str]
    advice: Mapping[str, str]


def guide(data: Mapping[str, Mapping[str, Any]]) -> Guide:
    """The guide that the tables of a pack describe. Raises KeyError where one of the kinds is missing."""
    return Guide(
        {kind: re.compile(_pattern(data[kind]), re.IGNORECASE) for kind in KINDS},
        {kind: data[kind]["label"] for kind in KINDS},
        {kind: data[kind]["advice"] for kind in KINDS},
    )


def remarks(text: str, looked_for: Guide) -> list[Remark]:
    """Every remark on a text, in the order of the text."""
    found = [remark for kind in KINDS for remark in _of_a_kind(kind, text, looked_for)]
    found.sort(key=lambda remark: (remark.start, remark.start - remark.end, KINDS.index(remark.kind)))
    return list(_apart(found))


def _of_a_kind(kind: str, text: str, looked_for: Guide) -> Iterator[Remark]:
    for match in looked_for.patterns[kind].finditer(text):
        yield Remark(kind, match.start(), match.end(), match[0])


def _apart(found: Sequence[Remark]) -> Iterator[Remark]:
    reached, said = 0, set()
    for remark in found:
        key = (remark.kind, remark.words.casefold())
        if remark.start >= reached and key not in said:
            said.add(key)
            reached = remark.end
            yield remark


def _pattern(table: Mapping[str, Any]) -> str:
    endings = "|".join(map(re.escape, sorted(table["endings"], key=len, reverse=True)))
    parts = [
        rf"(?<![\w-])(?:{_any(table['phrases'])})(?![\w-])",
        rf"(?<![\w-])(?:{_any(table['words'])})(?:{endings})(?![\w-])",
    ]
    if titles := table.get("titles"):
        parts = [rf"(?<![\w-])(?:{_any(titles)})\.? (?-i:[A-Z][\w'’-]+)", TELEPHONE_OR_ADDRESS, *parts]
    return "|".join(parts)


def _any(words: Iterable[str]) -> str:
    """Any of these, the longest first, with whatever stands between their words."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in longest)
