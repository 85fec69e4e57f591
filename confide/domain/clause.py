"""What a policy asks for, one obligation at a time, what keeps each, and how far it is kept.

- An obligation is kept only when every kind listed for it has a citation of its own and nothing is noted as lacking.
- What is cited is a name, of a rule, duty, step, page, clock or measure. Whether it exists is for a test to say.
- The words are the pack's; nothing here knows a policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Code = TypeVar("Code", bound=StrEnum)


class ClauseError(ValueError):
    """The pack's obligations cannot be read; the message names the obligation and what is wrong with it."""


class Kind(StrEnum):
    """How software can keep an obligation."""

    GATE = "gate"
    REGISTER = "register"
    CLOCK = "clock"
    GUIDE = "guide"
    MEASURE = "measure"


class Means(StrEnum):
    """What a citation names. A step is `register:step`, a page the name of its URL, a clock a code of the periods."""

    RULE = "rule"
    DUTY = "duty"
    STEP = "step"
    PAGE = "page"
    CLOCK = "clock"
    MEASURE = "measure"


class State(StrEnum):
    """How far an obligation is kept."""

    KEPT = "kept"
    PARTLY = "partly"
    PLANNED = "planned"


MEANS_OF = {
    Kind.GATE: frozenset({Means.RULE, Means.STEP}),
    Kind.REGISTER: frozenset({Means.STEP}),
    Kind.CLOCK: frozenset({Means.CLOCK}),
    Kind.GUIDE: frozenset({Means.PAGE, Means.DUTY}),
    Kind.MEASURE: frozenset({Means.MEASURE}),
}
KEYS = frozenset({"id", "text", "kind", "supported", "keeps", "lacking"})


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing that keeps an obligation in one way. `from_step` is the step that starts a clock, else empty."""

    kind: Kind
    means: Means
    name: str
    from_step: str = ""

    def __str__(self) -> str:
        """The kind and the name as a person reads them: `gate rule f_media`, `clock 2_hours from disclosure:refer`."""
        what = self.name if self.means.value == self.kind.value else f"{self.means} {self.name}"
        return f"{self.kind} {what}" + (f" from {self.from_step}" if self.from_step else "")


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing the policy asks for.

    `kinds` are all the ways in which software can keep it, `keeps` what does so now. `supported` says that people's
    conduct keeps it, which software can only support and evidence. `lacking` names what is not done yet although
    something is cited.
    """

    id: str
    text: str
    kinds: tuple[Kind, ...]
    supported: bool = False
    keeps: tuple[Citation, ...] = ()
    lacking: str = ""

    @property
    def missing(self) -> tuple[Kind, ...]:
        """The kinds that nothing is cited for."""
        cited = {citation.kind for citation in self.keeps}
        return tuple(kind for kind in self.kinds if kind not in cited)

    @property
    def state(self) -> State:
        """Kept, partly kept, or planned where nothing keeps it yet."""
        if not self.keeps:
            return State.PLANNED
        return State.PARTLY if self.missing or self.lacking else State.KEPT

    def to_json(self) -> dict[str, Any]:
        """The public form that `confide clauses --json` prints."""
        return {
            "id": self.id,
            "text": self.text,
            "state": self.state.value,
            "supported": self.supported,
            "kind": [kind.value for kind in self.kinds],
            "keeps": [_citation_to_json(citation) for citation in self.keeps],
            "missing": [kind.value for kind in self.missing],
            "lacking": self.lacking,
        }


def obligations(
    tables: Iterable[Mapping[str, Any]],
    *,
    rules: Mapping[str, str] | None = None,
    duties: Mapping[str, str] | None = None,
) -> tuple[Obligation, ...]:
    """The obligations of a pack, in its order, from the tables of its file.

    `rules` and `duties` give for each rule or duty of the pack the ids it names, apart by spaces: a rule is cited as a
    gate of those obligations and a duty as a guide, beside what the file cites. An id that is no obligation is left
    alone, since a rule may name a law. Raises ClauseError.
    """
    derived = _derived(rules or {}, Kind.GATE, Means.RULE) + _derived(duties or {}, Kind.GUIDE, Means.DUTY)
    found: dict[str, Obligation] = {}
    for table in tables:
        obligation = _obligation(table, derived)
        if obligation.id in found:
            raise ClauseError(f"{obligation.id}: there are two obligations with this id")
        found[obligation.id] = obligation
    return tuple(found.values())


def _derived(named: Mapping[str, str], kind: Kind, means: Means) -> list[tuple[str, Citation]]:
    return [(id_, Citation(kind, means, name)) for name, ids in sorted(named.items()) for id_ in ids.split()]


def _obligation(table: Mapping[str, Any], derived: Iterable[tuple[str, Citation]]) -> Obligation:
    name = str(table.get("id", "an obligation without an id"))
    unknown = sorted(set(table) - KEYS)
    absent = [key for key in ("id", "text", "kind") if not table.get(key)]
    if unknown or absent:
        raise ClauseError(
            f"{name}: " + ", ".join([f"unknown key {key}" for key in unknown] + [f"no {k}" for k in absent])
        )
    written = [_citation(name, cited) for cited in table.get("keeps", ())]
    if len(set(written)) < len(written):
        raise ClauseError(f"{name}: the same thing is cited twice")
    named = [citation for id_, citation in derived if id_ == name]
    kinds = tuple(_one_of(Kind, kind, name) for kind in table["kind"])
    lacking = str(table.get("lacking", ""))
    return Obligation(
        name,
        str(table["text"]),
        kinds,
        table.get("supported", False) is True,
        tuple(dict.fromkeys(named + written)),
        lacking,
    )


def _citation(name: str, cited: Mapping[str, str]) -> Citation:
    kind = _one_of(Kind, cited.get("kind", ""), name)
    from_step = cited.get("from", "")
    named = [key for key in cited if key not in {"kind", "from"}]
    if len(named) != 1:
        raise ClauseError(f"{name}: a citation names one thing, and here are {len(named)}")
    means = _one_of(Means, named[0], name)
    if means not in MEANS_OF[kind]:
        raise ClauseError(f"{name}: a {means} is no {kind}")
    if bool(from_step) != (kind is Kind.CLOCK):
        raise ClauseError(f"{name}: a clock, and nothing else, says from which step it runs")
    return Citation(kind, means, cited[named[0]], from_step)


def _one_of(codes: type[Code], code: str, name: str) -> Code:
    if code not in {known.value for known in codes}:
        raise ClauseError(f"{name}: {code!r} is none of {', '.join(known.value for known in codes)}")
    return codes(code)


def _citation_to_json(citation: Citation) -> dict[str, str]:
    written = {"kind": citation.kind.value, citation.means.value: citation.name}
    return written | ({"from": citation.from_step} if citation.from_step else {})
