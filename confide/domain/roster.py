"""The roster: everybody's names, aliases, references and identifiers, looked up in memory.

- A look-up answers within what the asker may see: whoever is outside is in no answer, no rank and no count.
- Best first: the reference or number itself, a name in full, its beginning, a short form, the same sound, a slip.
- Slips and sounds are looked for among the distinct words of all names, so the work does not grow with the people.
- An `Index` never changes. What changed since it was made is an index of its own beside it: a `Roster` is both.
"""

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from confide.domain import names
from confide.domain.identifiers import normalised
from confide.domain.mentions import NOBODY, Known, known_by
from confide.domain.names import ShortForms

EXACT, BEGINS, SHORT, SOUNDS, SLIP = range(5)
"""How well a word matches, best first."""
SHORTEST_NUMBER = 4
"""Digits of a number before its beginning alone finds somebody."""
BEGINNINGS = 99
SHORTEST_NAME = 2
"""Letters below which a name is nobody's: too many begin with one."""
NO_MATCH = 1_000
LAST = "\U0010ffff"
"""Sorts behind everything that can be typed."""


class Line(NamedTuple):
    """What the roster knows of one person. Strings only, because a hundred thousand of them are made at once."""

    id: str
    """The person's id in hex."""
    reference: str
    kind: str
    team: str
    """The team's id in hex; empty without one."""
    known_as: str
    """Folded names, one a line: the name first, then aliases. Empty once the person was shredded."""
    known_by: str
    """Identifiers as `kind:number`, one a line."""

    @property
    def names(self) -> list[str]:
        """Every name."""
        return self.known_as.split("\n") if self.known_as else []

    @property
    def numbers(self) -> list[str]:
        """Every identifier, without its kind."""
        return [number.partition(":")[2] for number in self.known_by.split("\n") if number]


class Match(NamedTuple):
    """One person who was found."""

    rank: int
    name: str
    line: Line
    how: int
    """How well the worst of the words matched."""
    by: str
    """What matched: `name`, `alias`, `reference`, or the kind of an identifier."""


Keep = Callable[[Line], bool]


def anybody(_line: Line) -> bool:
    """Keeps everybody."""
    return True


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see: everybody, or those of some teams and some others by their ids (hex)."""

    everybody: bool = False
    teams: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    def sees(self, line: Line) -> bool:
        """Whether somebody is within it."""
        return self.everybody or line.team in self.teams or line.id in self.also

    def __bool__(self) -> bool:
        return bool(self.everybody or self.teams or self.also)


class Index:
    """Some people's lines, made ready for looking up. Their places are in the order of their names."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = sorted(lines, key=_name)
        self.by_id = {line.id: place for place, line in enumerate(self.lines)}
        self.teams = Counter(line.team for line in self.lines)
        self.words: dict[str, list[int]] = defaultdict(list)
        self.codes: dict[str, list[int]] = defaultdict(list)
        for place, line in enumerate(self.lines):
            for word in line.known_as.split():
                self.words[word].append(place)
            if line.known_by:
                for number in line.numbers:
                    self.codes[number].append(place)

    @cached_property
    def references(self) -> dict[str, int]:
        """The place of each reference."""
        return {line.reference.casefold(): place for place, line in enumerate(self.lines)}

    @cached_property
    def known(self) -> Known:
        """The names of all, for telling a name from other words in a text."""
        return known_by(name for line in self.lines for name in line.names)

    @cached_property
    def sorted_words(self) -> list[str]:
        """Every distinct word, for finding beginnings."""
        return sorted(self.words)

    @cached_property
    def sorted_codes(self) -> list[str]:
        """Every reference and number, for finding beginnings."""
        return sorted([*self.codes, *self.references])

    @cached_property
    def sounds(self) -> dict[str, list[str]]:
        """The distinct words by how they sound."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            if code := names.sound(word):
                found[code].append(word)
        return found

    @cached_property
    def shapes(self) -> dict[tuple[int, str, str], list[str]]:
        """The distinct words by their length with their first letter, and with their last."""
        found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
        for word in self.words:
            found[len(word), word[0], ""].append(word)
            found[len(word), "", word[-1]].append(word)
        return found

    def like(self, word: str, short_forms: ShortForms, *, loosely: bool) -> dict[str, int]:
        """The distinct words that may be meant, each with how well it matches."""
        found = {word: EXACT} if word in self.words else {}
        for other in beginning(self.sorted_words, word):
            found.setdefault(other, BEGINS)
        for other in short_forms.get(word, ()):
            found.setdefault(other, SHORT)
        if loosely:
            for other in self.sounds.get(names.sound(word), ()):
                found.setdefault(other, SOUNDS)
            for other in self._slips(word):
                found.setdefault(other, SLIP)
        return {other: how for other, how in found.items() if other in self.words}

    def _slips(self, word: str) -> Iterator[str]:
        """Words that are spelt nearly like this one. Hardly anybody mistakes both the first and the last letter."""
        slips = names.allowed_slips(word)
        for length in range(len(word) - slips, len(word) + slips + 1) if slips else ():
            near = (*self.shapes.get((length, word[0], ""), ()), *self.shapes.get((length, "", word[-1]), ()))
            yield from (other for other in near if names.spelt_alike(word, other, slips))

    def best(self, alike: Sequence[Mapping[str, int]], limit: int, keep: Keep) -> Iterator[tuple[int, int, Line]]:
        """The best `limit` of those that `keep` keeps with a word like each: rank, the worst of the words, line."""
        driver = min(alike, key=lambda found: sum(len(self.words[word]) for word in found))
        ranked = ((self._rank(place, alike), place) for place in {p for word in driver for p in self.words[word]})
        for (rank, worst), place in heapq.nsmallest(
            limit, ((rank, place) for rank, place in ranked if rank[0] < NO_MATCH and keep(self.lines[place]))
        ):
            yield rank, worst, self.lines[place]

    def _rank(self, place: int, alike: Sequence[Mapping[str, int]]) -> tuple[int, int]:
        """How well a line matches all words together, and the worst of them."""
        own = self.lines[place].known_as.split()
        hows = [min(found.get(word, NO_MATCH) for word in own) for found in alike]
        return sum(hows), max(hows)

    def by_code(self, typed: str) -> Iterator[tuple[int, str, Line]]:
        """Those whose reference or number it is, or begins: how well, which, line."""
        whole = [typed.strip().casefold(), normalised(typed)]
        codes = list(whole)
        if sum(letter.isdigit() for letter in typed) >= SHORTEST_NUMBER:
            codes += [code for start in whole for code in islice(beginning(self.sorted_codes, start), BEGINNINGS)]
        for code in dict.fromkeys(codes):
            places = [*self.codes.get(code, ())]
            places += [self.references[code]] if code in self.references else []
            for place in places:
                yield EXACT if code in whole else BEGINS, code, self.lines[place]


@dataclass(frozen=True)
class Roster:
    """Everybody: an index, and beside it those who changed since it was made."""

    base: Index
    short_forms: ShortForms
    changed: Mapping[str, Line] = field(default_factory=dict)

    @cached_property
    def recent(self) -> Index:
        """Those who changed, as they are now."""
        return Index(self.changed.values())

    @cached_property
    def known(self) -> Known:
        """The names of all, for telling a name from other words in a text."""
        old, new = self.base.known, self.recent.known if self.changed else NOBODY
        return Known(old.pairs | new.pairs, old.words | new.words) if self.changed else old

    def lines(self) -> Iterator[Line]:
        """Everybody, in the order of their names."""
        kept = (line for line in self.base.lines if line.id not in self.changed)
        return heapq.merge(kept, self.recent.lines, key=_name) if self.changed else iter(self.base.lines)

    def with_changes(self, changed: Mapping[str, Line]) -> "Roster":
        """The same with more that changed."""
        return Roster(self.base, self.short_forms, {**self.changed, **changed})

    def line(self, id_: str) -> Line | None:
        """The line of one person, if there is one."""
        if id_ in self.changed:
            return self.changed[id_]
        place = self.base.by_id.get(id_)
        return None if place is None else self.base.lines[place]

    def count(self, sight: Sight) -> int:
        """How many are within sight."""
        old = [self.base.lines[self.base.by_id[id_]] for id_ in self.changed if id_ in self.base.by_id]
        return _count(self.base, sight) - sum(sight.sees(line) for line in old) + _count(self.recent, sight)

    def page(self, sight: Sight, keep: Keep) -> list[str]:
        """The ids of those within sight whom `keep` keeps, in the order of their names."""
        lines = self.lines() if sight.everybody else filter(sight.sees, self.lines())
        return [line.id for line in (lines if keep is anybody else filter(keep, lines))]

    def others(self, sight: Sight, beside: Sight, keep: Keep) -> list[str]:
        """The ids of those within sight but not within the other one, in the order of their references."""
        lines = (line for line in self.lines() if sight.sees(line) and not beside.sees(line) and keep(line))
        return [line.id for line in sorted(lines, key=lambda line: line.reference)]

    def find(self, typed: str, sight: Sight, limit: int, keep: Keep) -> list[Match]:
        """The best `limit` of those within sight, and whom `keep` keeps, whom the words may mean."""
        found: dict[str, Match] = {}

        def wanted(line: Line) -> bool:
            return sight.sees(line) and keep(line)

        def take(matches: Iterable[Match]) -> None:
            for match in matches:
                if wanted(match.line):
                    found.setdefault(match.line.id, match)

        take(self._by_code(typed))
        take(self._by_name(typed, limit, wanted, loosely=False))
        if len(found) < limit:
            take(self._by_name(typed, limit, wanted, loosely=True))
        return heapq.nsmallest(limit, found.values())

    def named_in(self, said: Sequence[str], sight: Sight) -> Iterator[tuple[Line, str]]:
        """Those within sight of whose names a text holds the last word, each with that name."""
        for index in (self.base, self.recent):
            for word in dict.fromkeys(said):
                for place in index.words.get(word, ()):
                    line = index.lines[place]
                    if self._is_now(index, line) and sight.sees(line):
                        yield from ((line, name) for name in line.names if name.rpartition(" ")[2] == word)

    def _is_now(self, index: Index, line: Line) -> bool:
        return index is not self.base or line.id not in self.changed

    def _kept_now(self, index: Index, keep: Keep) -> Keep:
        return lambda line: self._is_now(index, line) and keep(line)

    def _by_code(self, typed: str) -> Iterator[Match]:
        """By reference or number: the whole of it, or its beginning."""
        for index in (self.base, self.recent):
            for how, code, line in index.by_code(typed):
                if self._is_now(index, line):
                    yield Match(how - SLIP, _name(line), line, how, _kind(line, code))

    def _by_name(self, typed: str, limit: int, keep: Keep, *, loosely: bool) -> Iterator[Match]:
        """By the words of names, all of which must match. Names hold no digits, and one letter is nobody."""
        words = list(dict.fromkeys(names.parts(typed)))
        if sum(map(len, words)) < SHORTEST_NAME or any(letter.isdigit() for letter in typed):
            return
        for index in (self.base, self.recent):
            alike = [index.like(word, self.short_forms, loosely=loosely) for word in words]
            found = index.best(alike, limit, self._kept_now(index, keep))
            yield from (Match(rank, _name(line), line, worst, _by(line, words)) for rank, worst, line in found)


def beginning(sorted_words: Sequence[str], start: str) -> Iterator[str]:
    """The words of a sorted list that begin so."""
    place = bisect_left(sorted_words, start)
    while start and place < len(sorted_words) and sorted_words[place].startswith(start):
        yield sorted_words[place]
        place += 1


def _by(line: Line, words: Sequence[str]) -> str:
    """Whether the name itself or an alias was meant: the one that holds more of the words, the name where both do."""
    if "\n" not in line.known_as:
        return "name"
    held = [sum(any(part.startswith(word) for part in name.split()) for word in words) for name in line.names]
    return "alias" if max(held) > held[0] else "name"


def _kind(line: Line, code: str) -> str:
    kinds = (number.partition(":") for number in line.known_by.split("\n"))
    return next((kind for kind, _, number in kinds if number == code), "reference")


def _name(line: Line) -> str:
    """What somebody is sorted by; whoever has no name left comes last."""
    return line.known_as or LAST + line.reference


def _count(index: Index, sight: Sight) -> int:
    if sight.everybody:
        return len(index.lines)
    others = (index.by_id.get(id_) for id_ in sight.also)
    beside = sum(index.lines[place].team not in sight.teams for place in others if place is not None)
    return sum(index.teams[team] for team in sight.teams) + beside
