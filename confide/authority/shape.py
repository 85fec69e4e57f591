"""The public form of a situation: every fact there is, what kind of value it takes, and how the policy engine sees it.

- One table. The JSON Schema, the check, the cautious defaults and the entity types of the engine all come from it.
- Which codes a list holds is the pack's business; a list's first code is its cautious default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

NOW = "now"
ASK = "ask"
HELD = "held"
ACTION = "action"
PURPOSE = "purpose"
RECIPIENT = "recipient"
REQUESTER = "requester"


class Kind(StrEnum):
    """What kind of value a fact takes."""

    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a situation, by its dotted name.

    `codes` names the list of the pack that its value comes from. `blank` allows an empty text for "nothing said", which
    is then the default. `required` means that leaving it out is an error wherever its part of the situation is present.
    """

    name: str
    kind: Kind
    codes: str = ""
    required: bool = False
    blank: bool = False

    @property
    def section(self) -> str:
        """The part of the situation that the fact belongs to; empty for a fact of the situation itself."""
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


def _code(name: str, codes: str, *, required: bool = False, blank: bool = False) -> Fact:
    return Fact(name, Kind.CODE, codes, required, blank)


def _answers(section: str, *names: str) -> tuple[Fact, ...]:
    return tuple(_code(f"{section}.{name}", "answer") for name in names)


def _flags(section: str, *names: str) -> tuple[Fact, ...]:
    return tuple(Fact(f"{section}.{name}", Kind.FLAG) for name in names)


FACTS: tuple[Fact, ...] = (
    _code(ACTION, "action", required=True),
    _code("initiated_by", "initiated_by"),
    _code("actor.role", "role", blank=True),
    *_flags("actor", "in_team", "agreement_signed", "inducted"),
    _code("actor.training", "training"),
    *_flags("actor", "override", "attended", "break_glass"),
    _code("subject.kind", "subject", required=True),
    *_flags("subject", "work_seeker", "deceased"),
    _code("subject.age_band", "age_band"),
    _code("subject.capacity", "capacity"),
    *_flags("subject", "safety_flag"),
    Fact("subject.organisation", Kind.TEXT),
    _code("subject.designated_other", "designated_other"),
    _code("subject.consent.state", "consent_state"),
    _code("subject.consent.form", "consent_form"),
    _code("subject.consent.by", "consent_by"),
    Fact("subject.consent.covers", Kind.CODES, "category"),
    Fact("subject.consent.recipients", Kind.CODES, "requester"),
    Fact("subject.consent.purposes", Kind.CODES, "purpose"),
    *_answers("subject.consent", "explained"),
    _code("requester.kind", "requester", required=True),
    _code("requester.identity", "identity"),
    Fact("requester.organisation", Kind.TEXT),
    _code("recipient.kind", "requester", required=True),
    _code("recipient.identity", "identity"),
    Fact("recipient.organisation", Kind.TEXT),
    Fact("recipient.role", Kind.TEXT),
    *_answers("recipient", "need_to_know"),
    _code("provider.kind", "provider_kind"),
    _code("provider.purpose", "purpose", blank=True),
    _code("provider.consent", "provider_consent"),
    Fact(ASK, Kind.CODES, "category", required=True),
    Fact(HELD, Kind.CODES, "category"),
    _code(PURPOSE, "purpose", required=True),
    _code("instrument.kind", "instrument"),
    *_answers("instrument", "verified"),
    Fact("instrument.covers", Kind.CODES, "category"),
    _code("risk.to", "risk_to"),
    _code("risk.level", "risk_level"),
    *_answers("judgements", "best_interest", "wellbeing", "proportionate", "less_intrusive", "consequences"),
    *_answers("judgements", "telling_safe", "serious_harm"),
    Fact("judgements.accurate_on", Kind.DAY, blank=True),
    _code("anonymisable", "answer"),
    Fact("doubt", Kind.FLAG),
    _code("channel", "channel"),
    _code("data_set.form", "data_form"),
    *_answers("data_set", "small_numbers_reviewed", "cannot_identify", "key_apart", "choice_reasoned", "reviewed"),
    _code("approval.by_office", "office"),
    _code("approval.decision", "approval"),
    Fact(NOW, Kind.INSTANT),
)
BY_NAME = {fact.name: fact for fact in FACTS}
SECTIONS = tuple(dict.fromkeys(fact.section for fact in FACTS if fact.section))
# Parts that may be absent as a whole: nobody asked, or nobody outside receives anything.
OPTIONAL_PARTIES = (REQUESTER, RECIPIENT)
ACCURATE_FOR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Part:
    """An entity the engine sees: its type, and the section of the situation that fills it.

    `coded` names the facts whose code brings further attributes with it from the pack's lists.
    """

    type: str
    section: str
    coded: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts it holds, in the order of the table."""
        return tuple(fact for fact in FACTS if fact.name.startswith(f"{self.section}."))


STAFF = Part("Staff", "actor")
PARTS: tuple[Part, ...] = (
    Part("Subject", "subject"),
    Part("Party", REQUESTER, ("requester.kind", "requester.identity")),
    Part("Party", RECIPIENT, ("recipient.kind", "recipient.identity")),
    Part("Instrument", "instrument", ("instrument.kind",)),
    Part("Provider", "provider"),
    Part("Risk", "risk"),
    Part("Judgements", "judgements"),
    Part("DataSet", "data_set"),
    Part("Approval", "approval"),
)
# Facts that are an entity of their own, with their code and whatever the pack's list says about it.
CODED = {"purpose": "Purpose", "channel": "Channel"}
PLAIN = ("initiated_by", "anonymisable", "doubt")


def today(now: str) -> date:
    """The day of a moment in UTC."""
    return datetime.fromisoformat(now).astimezone(UTC).date()


def recent(day: str, now: str) -> bool:
    """Whether a day lies within the last year, counted between dates in UTC; an unsaid day does not."""
    return bool(day) and 0 <= (today(now) - date.fromisoformat(day)).days <= ACCURATE_FOR_DAYS
