"""The table of registers: each announces itself here, and nothing imports a register.

- A register is its rules, the table of its facts, the pages that ask for them, and what its steps do besides.
- A step asks for what it needs and for what the pages that name it list; nothing else that is typed reaches the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from confide.cases.models import Case, Facts
from confide.cases.taking import Taking
from confide.domain.reading import Reader
from confide.domain.refusal import Refused
from confide.domain.register import OPEN, Rules
from confide.door import policy
from confide.door.fields import declared
from confide.door.typed import Label
from confide.people.models import Person, Staff

NONE = Q(pk__in=())
Effect = Callable[[Taking], None]
Guard = Callable[[Mapping[str, Any], Staff, datetime], Mapping[str, Any] | None]
Stop = Callable[[Any], Refused | None]
Group = tuple[Label, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for one reader, with a way to what it speaks of and, where there is one, a step to take."""

    said: Label
    url: str = ""
    url_words: Label = ""
    step_url: str = ""
    step_words: Label = ""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Something that went outside about a person: codes and times only, and the row whose `names` say to whom."""

    case: Case
    at: datetime
    to: str
    purpose: str
    categories: tuple[str, ...]
    channel: str
    risk_to_others: bool
    row: Facts
    names: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page of a form. The first page of a register is asked when a case is opened, unless others say so."""

    title: Label
    fields: tuple[str, ...]
    steps: tuple[str, ...] = ()
    """The steps that ask for these fields as well; "open" for opening."""
    intro: Label = ""
    only_asked: bool = False
    """Whether it only helps to ask, and is not shown with the case."""


@dataclass(frozen=True)
class Question:
    """What a duty asks instead of being ticked. Where the answer is not yet, it is asked again by a day."""

    words: Label
    now: Label
    not_yet: Label
    at_the_latest: Callable[[datetime], datetime | None]
    """Until when it may stay unanswered, from now."""


@dataclass(frozen=True)
class Register:
    """Everything that is declared about one register."""

    rules: Rules
    facts: type[Facts]
    pages: tuple[Page, ...]
    columns: tuple[str, ...] = ()
    """Clear fields that a list shows."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    """What a step does besides, inside the transaction and after the permission; it may refuse."""
    opens_by_journey: bool = False
    """Whether a case is opened by pages of the register's own."""
    journey: Sequence[Any] = ()
    """Addresses of those pages."""
    needs_person: bool = False
    """Whether every case is about a person we hold."""
    about_persons: bool = False
    """Whether a case may be about one, and need not."""
    step_labels: Mapping[str, Label] = field(default_factory=dict)
    """Words for steps whose name alone would not do."""
    sample: Callable[[str, datetime], Mapping[str, Any]] | None = None
    """What one would type for a step, for tests and demonstrations."""
    everyday: bool = False
    """Whether everybody begins one often: it has a place in the navigation, and a button on the overview."""
    ticks: Mapping[str, str] = field(default_factory=dict)
    """Duties that not everybody may tick who sees the case: each with the step that whoever ticks it may take."""
    became: Callable[[Case, Any], Label] | None = None
    """What a list says has become of a case, from its clear facts, where the name of its status would not say it."""
    missed: Q = NONE
    """Duties that cannot be done in time any more: nobody ticks them, and they are nobody's work."""
    questions: Mapping[str, Question] = field(default_factory=dict)
    """Duties that ask something, because ticking them would have consequences that nobody expects of a tick."""
    stops: Mapping[str, Stop] = field(default_factory=dict)
    """What the clear facts of a case say against a step, whoever takes it; the page says so beside the step."""
    guards: Mapping[str, Guard] = field(default_factory=dict)
    """What looks at what was typed for a step before anything else happens; it may open what it needs, and refuse.

    What it returns is added to what was typed.
    """
    notices: Callable[[Reader, datetime, bool], Iterable[Notice]] | None = None
    """What a reader is told on every page; and, where it is the overview (True), what is told there only."""
    shows: Callable[[Case, Any, datetime], Iterable[Group]] | None = None
    """What the page of a case shows besides its facts: groups of rows with label and value."""
    may_know: Callable[[Sequence[Case]], Iterable[Case]] | None = None
    """The cases that the person they are about may know of. Where it is not said: all that are not confined."""
    of_person: Callable[[Person, datetime], Iterable[Mapping[str, str]]] | None = None
    """What the page of a person shows of it instead of their cases: rows with reference, address, what and where."""
    disclosed: Callable[[Sequence[Case]], Iterable[Disclosed]] | None = None
    """What went outside about a person in these cases."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field on any page, once each."""
        return tuple(dict.fromkeys(name for page in self.pages for name in page.fields))

    def asked_by(self, step: str) -> tuple[str, ...]:
        """The names of the fields that a step asks for, in the order of the pages."""
        pages = [page for page in self.pages if step in page.steps]
        if step == OPEN and not pages:
            pages = [page for page in self.pages[:1] if not page.steps]
        needs = [name for taken in self.rules.workflow.steps if taken.name == step for name in taken.needs]
        asked = dict.fromkeys([*(name for page in pages for name in page.fields), *needs])
        return tuple(name for name in asked if name in declared(self.facts))


_registers: dict[str, Register] = {}


class TwoRegisters(ValueError):
    """Two registers have one name, one address or one prefix: a programming mistake, found when they are loaded."""


def add(register: Register) -> None:
    """Announce a register: to the pages, and to the policy."""
    rules = register.rules
    for other in _registers.values():
        mine, theirs = ({r.rules.name, r.rules.plural, r.rules.prefix} for r in (register, other))
        if mine & theirs:
            raise TwoRegisters(f"{rules.name} and {other.rules.name} share a name, an address or a prefix")
    _registers[rules.name] = register
    policy.announce(rules.permissions())


def every() -> tuple[Register, ...]:
    """All registers, in the order in which they were found."""
    return tuple(_registers.values())


def named(name: str) -> Register:
    """The register of that name. Raises KeyError."""
    return _registers[name]


def by_plural(plural: str) -> Register:
    """The register at that address. Raises KeyError."""
    return {register.rules.plural: register for register in every()}[plural]


def of(case: Case) -> Register:
    """The register that a case belongs to."""
    return named(case.register)
