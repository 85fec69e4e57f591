"""What the policy answers to a situation: a proposal that a named person then takes or does not take.

- A decision is a plain value, the same for the same situation, pack and moment. It goes to JSON and back without loss.
- Words in it come from the pack, in English, and are translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Self

SHARED = frozenset({"share", "share_minimum"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule and whether it held; None where it was not reached. `of` are its own conditions."""

    text: str
    held: bool | None
    of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that decided, for some of the categories.

    `effect` is permit, bar, question, refer or anonymise; or missing, for a ground that exists and was not met where no
    rule forbade and none permitted. `remedy` says what would put it right, if anything.
    """

    clause: str
    rule: str
    text: str
    effect: str
    categories: tuple[str, ...]
    remedy: str = ""
    refer: str = ""
    question: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A category that is not released, and why. `answer` is refuse, refer, anonymise or question."""

    category: str
    answer: str
    clauses: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """The legal basis proposed for one released category, to be confirmed by the person who decides.

    `grounds` are all rules that permitted it; the first one gave the basis. An empty text: nothing like it is needed.
    """

    category: str
    grounds: tuple[str, ...]
    gateway: str
    label: str
    art6: str
    art9_10: str = ""
    sch1: str = ""
    exemption: str = ""


SENT = "sent"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be done because of the answer. `clock` is a code of `domain.clock.PERIODS`, or empty.

    `starts` is what starts the clock: the decision where it is empty, else `SENT`, that something in fact went.
    """

    duty: str
    clause: str
    text: str
    clock: str = ""
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact still needed, by its dotted name. `categories` are those it holds back."""

    fact: str
    text: str
    clauses: tuple[str, ...]
    rules: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A smallest set of facts that would turn the answer, if they were established, and the answer then."""

    facts: Mapping[str, Any]
    text: str
    outcome: str
    release: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """Which office is asked to decide, or told, and by when (UTC). `mode` is none, inform or decide."""

    mode: str = "none"
    office: str = ""
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that could not be worked out. Whatever it would have said, the answer is no. Holds no personal data."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer. `at` is the moment that the situation named, `bundle` the hash of the policy that was asked."""

    outcome: str
    release: tuple[str, ...]
    withhold: tuple[Withheld, ...]
    reasons: tuple[Reason, ...]
    basis: tuple[Basis, ...]
    duties: tuple[Duty, ...]
    remedies: tuple[str, ...]
    questions: tuple[Question, ...]
    escalation: Escalation
    tell_subject: str
    neither_confirm_nor_deny: bool
    would_change: tuple[Change, ...]
    cut_short: bool
    bundle: str
    pack: str
    at: datetime
    faults: tuple[Fault, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether anything may be released."""
        return self.outcome in SHARED

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause behind the answer, each once, in the order of the reasons."""
        return tuple(dict.fromkeys(reason.clause for reason in self.reasons if reason.effect != "missing"))

    def to_json(self) -> dict[str, Any]:
        """The public form: plain JSON values; moments in ISO 8601."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """The decision that `to_json` wrote. Raises KeyError or TypeError for anything else."""
        made: dict[str, Any] = {name: tuple(_made(kind, item) for item in raw[name]) for name, kind in _LISTS.items()}
        escalation = raw["escalation"]
        by = escalation["by"] and datetime.fromisoformat(escalation["by"])
        made["escalation"] = Escalation(escalation["mode"], escalation["office"], by)
        made["at"] = datetime.fromisoformat(raw["at"])
        made["release"] = tuple(raw["release"])
        made["remedies"] = tuple(raw["remedies"])
        return cls(**{field.name: made.get(field.name, raw[field.name]) for field in fields(cls)})


_LISTS: dict[str, type] = {
    "withhold": Withheld,
    "reasons": Reason,
    "basis": Basis,
    "duties": Duty,
    "questions": Question,
    "would_change": Change,
    "faults": Fault,
}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _made(kind: type, raw: Mapping[str, Any]) -> Any:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    if kind is Reason:
        values["conditions"] = tuple(_condition(item) for item in raw["conditions"])
    if kind is Change:
        values["facts"] = {name: _tuples(value) for name, value in raw["facts"].items()}
    return kind(**values)


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(raw["text"], raw["held"], tuple(_condition(item) for item in raw["of"]))
