"""Says what would change an answer: the smallest sets of facts that would let more go, found by asking again.

- Only what the pack lists as changeable is tried, at most three things at once. What is tried is chosen by reckoning;
  what is said was asked of the engine.
- The search is bounded, and says when it was cut short. What it finds is said as "if it were established that", never
  as advice to state something untrue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from confide.authority.changes import Changeable
from confide.authority.outcome import PERMIT, REFUSE, Answer, outcome
from confide.authority.pack import Pack
from confide.authority.reckoning import Asked, Reckoning
from confide.authority.scope import gates, grounds
from confide.authority.situation import Situation
from confide.authority.situation_values import Said
from confide.authority.slice import Parts
from confide.authority.verdicts import ask
from confide.domain.decision import Change

MOST_AT_ONCE = 3
MOST_TRIED = 1500
MOST_SAID = 4
Values = dict[str, Said]
Together = tuple[Changeable, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and whether the search ended before everything was tried."""

    changes: tuple[Change, ...]
    cut_short: bool


@dataclass(slots=True)
class Search:
    """One search: what may be changed, for which categories, and how much was tried already."""

    situation: Situation
    pack: Pack
    applicable: dict[Changeable, Values]
    refused: Mapping[str, tuple[str, ...]]
    """Each category that is withheld, with the rules that withhold it now."""
    tried: int = 0
    freeing: list[Together] = field(default_factory=list)
    enough: set[frozenset[str]] = field(default_factory=set)
    """Facts for which a value that is enough was found; another value of the same facts says nothing new."""

    def run(self) -> bool:
        """Find the smallest sets that free any category. False where it ended early."""
        for size in range(1, MOST_AT_ONCE + 1):
            for together in combinations(self.applicable, size):
                if self.tried >= MOST_TRIED:
                    return False
                values = self.values(together)
                if values and frozenset(values) not in self.enough:
                    self._try(together, values)
            if self.freeing:
                return True
        return True

    def values(self, together: Together) -> Values:
        """What these changes set, or nothing where two of them set the same fact."""
        merged: Values = {}
        for change in together:
            if merged.keys() & self.applicable[change].keys():
                return {}
            merged |= self.applicable[change]
        return merged

    def _try(self, together: Together, values: Values) -> None:
        facts = {**self.situation.facts, **values}
        reckoning, action = reckoner(self.pack), self.situation.action
        self.tried += 1
        for category, rules in self.refused.items():
            asked = Asked(facts, category, action)
            # What stands in the way now most likely still does, so it is looked at first.
            if reckoning.any(rules, asked) or reckoning.any(gates(action, self.pack), asked):
                continue
            if reckoning.any(grounds(action, self.pack), asked):
                self.freeing.append(together)
                self.enough.add(frozenset(values))
                return


def would_change(situation: Situation, answers: Sequence[Answer], parts: Parts) -> Found:
    """The smallest sets of facts that would free something that is withheld now."""
    refused = {answer.verdict.category: answer.verdict.rules for answer in answers if answer.kind != PERMIT}
    if not refused:
        return Found((), cut_short=False)
    pack = parts.pack
    applicable = {change: change.values(situation.facts) for change in pack.changes}
    search = Search(situation, pack, {change: values for change, values in applicable.items() if values}, refused)
    finished = search.run()
    said = tuple(_asked(search, parts))
    return Found(said[:MOST_SAID], cut_short=not finished or len(search.freeing) > MOST_SAID)


def _asked(search: Search, parts: Parts) -> Iterator[Change]:
    """What the engine itself says of the sets that were found."""
    sets = search.freeing[:MOST_SAID]
    variants = [search.situation.changed(search.values(together)) for together in sets]
    categories = search.situation.asked
    verdicts = ask([(variant, category) for variant in variants for category in categories], parts)
    for number, together in enumerate(sets):
        mine = verdicts[number * len(categories) : (number + 1) * len(categories)]
        release = tuple(verdict.category for verdict in mine if verdict.allowed)
        if search.refused.keys() & set(release):
            text = ", and that ".join(change.text for change in together)
            then = [Answer(verdict, PERMIT if verdict.allowed else REFUSE) for verdict in mine]
            yield Change(search.values(together), text, outcome(then, search.pack), release)


@cache
def reckoner(pack: Pack) -> Reckoning:
    """The reckoning of a pack, made once."""
    return Reckoning(pack)
