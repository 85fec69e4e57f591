"""The reduced fact space that the invariants are proved over, one neighbourhood after another.

- A neighbourhood holds every combination of standing, identity and approval for one set of all other facts.
- Facts that no invariant turns on keep the value that lets most through: what is refused is refused for what is asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.policy.facts import WITHOUT_RECIPIENT
from tests.policy.situations import NOW, contradictory
from tests.policy.starting_points import CHECKED, STAFF, WEIGHED, shown

Key = tuple[str, str, str]
Neighbourhood = dict[Key, dict[str, Any]]
WORST_FIRST = ("failed", "L0", "L1", "L2", "L3", "L4")

STANDINGS: dict[str, dict[str, Any]] = {
    "good": STAFF,
    "no agreement": {**STAFF, "agreement_signed": False},
    "no induction": {**STAFF, "inducted": False},
    "grace": {**STAFF, "training": "lapsed_within_grace"},
    "lapsed": {**STAFF, "training": "lapsed"},
    "override": {**STAFF, "training": "lapsed", "override": True},
    "override elsewhere": {**STAFF, "training": "lapsed", "override": True, "in_team": False},
    "through broken glass": {**STAFF, "in_team": False, "break_glass": True},
}
APPROVALS: dict[str, dict[str, Any]] = {
    "none": {},
    "approved": {"approval": {"by_office": "managing_director", "decision": "approved"}},
    "refused": {"approval": {"by_office": "managing_director", "decision": "refused"}},
}
SUBJECTS: dict[str, dict[str, Any]] = {
    "client": {"kind": "client", "capacity": "has"},
    "small child": {"kind": "service_user", "age_band": "u13"},
    "work-seeker": {"kind": "candidate", "work_seeker": True, "capacity": "has"},
    "lacks capacity": {"kind": "client", "capacity": "lacks"},
    "dead": {"kind": "client", "deceased": True},
    "nobody": {"kind": "nobody"},
}
CONSENTS: dict[str, dict[str, Any]] = {
    "not sought": {"state": "not_sought"},
    "given": {"state": "given", "by": "subject", "form": "paper", "explained": "yes"},
    "withheld": {"state": "withheld"},
}
RECIPIENTS = {
    "gp": "direct_care",
    "lado": "safeguarding",
    "police": "crime",
    "court": "legal_order",
    "media": "media_enquiry",
    "current_employer": "reference",
    "family": "family_update",
    "emergency_service": "danger",
}
RISKS: dict[str, dict[str, str]] = {
    "none": {"to": "none", "level": "none"},
    "serious": {"to": "others", "level": "serious"},
    "immediate": {"to": "subject", "level": "immediate"},
}
INSTRUMENTS: dict[str, dict[str, Any]] = {"none": {"kind": "none"}, "order": shown("court_order", "identity", "pay")}
OTHER_ACTIONS = (
    "view",
    "copy",
    "photograph",
    "comment_to_media",
    "post_online",
    "give_own",
    "read_terms",
    "read_minutes",
    "release_data_set",
    "reidentify",
)


@dataclass(frozen=True, slots=True)
class Space:
    """A named part of the fact space."""

    name: str
    actions: Sequence[str]
    ask: Sequence[str]
    subjects: Sequence[str]
    recipients: Mapping[str, str]
    risks: Sequence[str]
    instruments: Sequence[str]
    initiated: Sequence[str]
    doubt: bool = False

    def __str__(self) -> str:
        return self.name


DISCLOSURES = Space(
    "disclosures",
    ("disclose",),
    ("identity", "health", "pay"),
    tuple(SUBJECTS),
    RECIPIENTS,
    tuple(RISKS),
    tuple(INSTRUMENTS),
    ("asked_of_us", "we_tell"),
)
OTHER_ACTS = Space(
    "other acts",
    OTHER_ACTIONS,
    ("identity", "photograph", "general_statement", "meeting_minutes", "supplier_terms"),
    ("client", "work-seeker", "dead", "nobody"),
    {
        "subject": "own_information",
        "media": "media_enquiry",
        "colleague": "direct_care",
        "supplier": "supplier_management",
    },
    ("none", "immediate"),
    ("none",),
    ("asked_of_us",),
)
DOUBTS = replace(
    DISCLOSURES, name="disclosures in doubt", subjects=("client", "work-seeker"), instruments=("none",), doubt=True
)
CORNERS = {
    DISCLOSURES.name: replace(
        DISCLOSURES,
        ask=("identity", "pay"),
        subjects=("client", "work-seeker", "dead"),
        recipients={kind: RECIPIENTS[kind] for kind in ("gp", "media", "current_employer", "emergency_service")},
        risks=("none", "immediate"),
    ),
    OTHER_ACTS.name: replace(
        OTHER_ACTS,
        ask=("photograph", "general_statement"),
        subjects=("client", "nobody"),
        recipients={kind: OTHER_ACTS.recipients[kind] for kind in ("subject", "media")},
    ),
    DOUBTS.name: replace(DOUBTS, subjects=("client",), risks=("none", "immediate"), initiated=("asked_of_us",)),
}
CORNER_KEYS = frozenset(
    itertools.product(("good", "no agreement", "lapsed"), ("failed", "L1", "L2"), ("none", "approved"))
)


def corner(around: Neighbourhood) -> Neighbourhood:
    """The situations of a neighbourhood where each of its facts is at an end or at the turning point of its range."""
    return {key: question for key, question in around.items() if key in CORNER_KEYS}


def neighbourhoods(space: Space) -> Iterator[Neighbourhood]:
    """Every neighbourhood of the space; contradictory situations are left out, empty neighbourhoods too."""
    for action in space.actions:
        recipients = {"": "direct_care"} if action in WITHOUT_RECIPIENT else space.recipients
        rest = (space.subjects, CONSENTS, recipients, space.risks, space.instruments, space.initiated)
        for subject, consent, to, risk, instrument, initiated in itertools.product(*rest):
            facts = {
                "action": action,
                "initiated_by": initiated,
                "subject": _subject(space, subject, consent, to, recipients[to]),
                "ask": list(space.ask),
                "purpose": recipients[to],
                "risk": RISKS[risk],
                "instrument": INSTRUMENTS[instrument],
                "judgements": WEIGHED,
                "data_set": CHECKED,
                "anonymisable": "no",
                "channel": "secure_email",
                "doubt": space.doubt,
                "now": NOW,
            }
            found = {key: made for key, made in _around(facts, to) if not contradictory(made)}
            if found:
                yield found


def _subject(space: Space, subject: str, consent: str, to: str, purpose: str) -> dict[str, Any]:
    said = dict(CONSENTS[consent])
    if consent == "given":
        said |= {"covers": list(space.ask), "recipients": [to] if to else [], "purposes": [purpose]}
    return {**SUBJECTS[subject], "consent": said}


def _around(facts: Mapping[str, Any], to: str) -> Iterator[tuple[Key, dict[str, Any]]]:
    identities = WORST_FIRST if to else ("L2",)
    for standing, identity, approval in itertools.product(STANDINGS, identities, APPROVALS):
        made = {**facts, **APPROVALS[approval], "actor": STANDINGS[standing]}
        if to:
            made["recipient"] = {"kind": to, "identity": identity, "need_to_know": "yes"}
        if to and facts["initiated_by"] == "asked_of_us":
            made["requester"] = {"kind": to, "identity": identity}
        yield (standing, identity, approval), made
