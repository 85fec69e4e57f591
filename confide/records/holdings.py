"""What is held about somebody under one rule, who keeps it, and what keeps it from being destroyed.

- Whatever keeps something about people announces itself here with `keep`: it says what it has, and lets go of it.
  Sealed tables need no more than `held_as`; what is outside them (paper, files, an index of names) does.
- Whatever keeps something from being destroyed (a hold, an open request) announces itself with `bar`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from confide.domain import holding_class
from confide.door.reading import system
from confide.door.typed import Label
from confide.people.models import Staff

WHOLE = "everything"
"""Held as this: all that is held about somebody, down to who they are; it goes last."""

Holding = tuple[UUID, str]
"""Whose it is, and as what it is held."""


Only = Collection[UUID] | None
"""Whose; None for everybody's."""


def nothing(_only: Only) -> dict[Any, Any]:
    """Of a keeper that only lets go."""
    return {}


@dataclass(frozen=True, slots=True)
class Ending:
    """How holdings end: when, by which case, and who destroys them; nobody where a restoring does it again."""

    at: datetime
    about: str
    by: Staff | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Something that keeps things about people outside of sealed rows."""

    name: str
    """Its name in the ledger, such as "paper"."""
    label: Label
    """What it keeps, in the plural."""
    held: Callable[[Only], Mapping[Holding, int]]
    """How many it has of each holding of these people; those of the holding WHOLE are counted with it."""
    let_go: Callable[[UUID, str, Ending], int]
    """Removes what it has of a holding (of WHOLE: everything about them) and says how many. It can be repeated."""
    on_paper: bool = False
    """Whether somebody has to shred it."""
    also: Callable[[Only], Mapping[UUID, Collection[tuple[str, date]]]] = nothing
    """Rules that these people as a whole are kept by as well, each with the day that its clock starts."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that keeps holdings from being destroyed."""

    reference: str
    why: Label
    holder: UUID | None = None
    """Whose; None for everybody's."""
    codes: frozenset[str] = field(default_factory=frozenset)
    """Under which rules; none named means all of them."""

    def stops(self, holding: Holding) -> bool:
        """Whether it stops this holding. All that is held about somebody is stopped by a bar on any of it."""
        holder, held_as = holding
        if self.holder not in {None, holder}:
            return False
        return not self.codes or held_as == WHOLE or holding_class.read(held_as).code in self.codes


Check = Callable[[Collection[UUID]], Iterable[Bar]]
_keepers: dict[str, Keeper] = {}
_checks: list[Check] = []


def keep(keeper: Keeper) -> None:
    """Announce something that keeps things; announced again under its name, it takes the place of the first."""
    _keepers[keeper.name] = keeper


def keepers() -> tuple[Keeper, ...]:
    """Everything that announced itself."""
    return tuple(_keepers.values())


def let_go(holder: UUID, held_as: str, ending: Ending) -> dict[str, int]:
    """Have every keeper remove what it has of a holding; says how many it were, keeper by keeper."""
    with system("let go of what was destroyed"):
        return {keeper.name: keeper.let_go(holder, held_as, ending) for keeper in keepers()}


def bar(check: Check) -> None:
    """Announce something that knows bars: it is given the holders that are looked at."""
    if check not in _checks:
        _checks.append(check)


def bars(holdings: Collection[Holding]) -> dict[Holding, list[Bar]]:
    """What stops each of these holdings now; holdings that nothing stops are left out."""
    holders = {holder for holder, _ in holdings}
    with system("look for what stops a disposal"):
        known = [found for check in _checks for found in check(holders)]
    stopped: dict[Holding, list[Bar]] = defaultdict(list)
    for holding in holdings:
        stopped[holding] += [found for found in known if found.stops(holding)]
    return {holding: found for holding, found in stopped.items() if found}
