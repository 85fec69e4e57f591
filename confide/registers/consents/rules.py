"""A consent: what was asked, explained and answered, recorded as an event that stands until another one changes it.

- Taking a consent back is one step and needs no reason: it is as easy as giving it.
- A consent ends at a day only if that was agreed with the person, and only once it is recorded that it has ended.
- Somebody who looks for work agrees in writing or electronically, or has not agreed (1.1d).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

RULES = Rules(
    name="consent",
    plural="consents",
    prefix="CO",
    title="Consents",
    clauses=("2.2b", "1.7d", "2.2c", "2.3e"),
    opening="record",
    open_always=False,
    workflow=Workflow(
        initial="recorded",
        final=frozenset({"withdrawn", "lapsed"}),
        steps=(
            Step("withdraw", ("recorded",), "withdrawn", clause="2.3e", by="reader", emergency=True),
            Step("record_its_end", ("recorded",), "lapsed", clause="2.3e", by="reader"),
        ),
    ),
)

GIVEN = "given"
DISCUSSED = frozenset({"given", "withheld"})
IN_WRITING = frozenset({"paper", "electronic"})
CANNOT_DECIDE = frozenset({"lacks", "fluctuating"})
NEEDED_TO_GIVE = ("covers", "recipients", "purposes")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, in a sentence, and the clause behind it."""

    field: str
    sentence: str
    clause: str


def problems(facts: Mapping[str, Any], *, work_seeker: bool, on: date) -> tuple[Problem, ...]:
    """Everything that keeps these facts from being a consent event."""
    found = [*_when(facts, on), *_who(facts)]
    if facts["state"] in DISCUSSED and not facts["explanation"]:
        found.append(Problem("explanation", "Say what you explained: what, why and the consequences.", "1.7d"))
    if facts["state"] == GIVEN:
        found += _given(facts, work_seeker)
    return tuple(found)


def _given(facts: Mapping[str, Any], work_seeker: bool) -> Collection[Problem]:
    found = [
        Problem(name, "Choose at least one: nothing is taken as agreed.", "1.7d")
        for name in NEEDED_TO_GIVE
        if not facts[name]
    ]
    if facts["form"] == "none":
        found.append(Problem("form", "Say how it was given.", "2.2b"))
    elif work_seeker and facts["form"] not in IN_WRITING:
        found.append(Problem("form", "Somebody who looks for work agrees on paper or electronically.", "1.1d"))
    if facts["given_by"] == "nobody":
        found.append(Problem("given_by", "Say who gave it.", "2.2b"))
    return found


def _who(facts: Mapping[str, Any]) -> Collection[Problem]:
    if facts["given_by"] == "designated_other" and facts["authority"] in {"", "none"}:
        return [Problem("authority", "Say what lets them decide, and which proof you saw.", "2.2c")]
    if facts["given_by"] == "designated_other" and not (facts["proof"] and facts["proof_seen_on"]):
        return [Problem("proof", "Say which proof you saw, and when.", "2.2c")]
    if facts["state"] == GIVEN and facts["given_by"] == "subject" and facts["capacity"] in CANNOT_DECIDE:
        return [Problem("given_by", "A person who cannot decide this now cannot agree to it either.", "2.2c")]
    return []


def _when(facts: Mapping[str, Any], on: date) -> Collection[Problem]:
    found = []
    if facts["state"] in DISCUSSED and facts["discussed_on"] is None:
        found.append(Problem("discussed_on", "Say when you talked about it.", "2.2b"))
    if facts["discussed_on"] is not None and facts["discussed_on"] > on:
        found.append(Problem("discussed_on", "This day is yet to come.", "2.2b"))
    if facts["expires_on"] is not None and facts["expires_on"] <= on:
        found.append(Problem("expires_on", "An end that was agreed lies ahead.", "2.3e"))
    return found


def has_ended(expires_on: date | None, on: date) -> bool:
    """Whether the day that was agreed as the end has passed."""
    return expires_on is not None and expires_on < on
