"""The sample's last year: requests that came, what was decided, and how each ended; the latest are still open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.reading import Reader
from confide.door.reading import reading
from confide.jobs.sample.source import Source, data
from confide.jobs.sample.typed import opening, went
from confide.people.models import Organisation, Person, Staff
from confide.people.readers import reader_for
from confide.records.consent import record_consent

DAYS = 365
STILL_OPEN = 4
"""The days that belong to what is not finished yet."""
SETTLED = 14
"""Days after which somebody new deals with requests."""
WORDS = {
    "reasons": "It is needed for the purpose given, and it is the least that does the job. Checked with the record.",
    "not_shared": "There is no ground for it as things stand; what they need can be asked for another way.",
}
SAID = {
    "given": "Talked through what would be told, to whom and why, and what might follow from it.",
    "withheld": "Talked it through; they would rather it was not shared, and can decide.",
    "unsafe_to_seek": "Asking would warn somebody who may do harm.",
    "not_applicable": "Figures only; nobody is named.",
}
TYPED: Mapping[str, Mapping[str, Any]] = {
    "decide_to_share": {"reasons": WORDS["reasons"], "confirmed": True},
    "decide_not_to_share": {"reasons": WORDS["not_shared"]},
    "refer": {
        "office_question": "May we tell them what we know of one person, who was not asked because that is not safe?"
    },
    "approve": {
        "office_reasons": "The risk is real, they can act on it, and nothing less would do.",
        "confirmed": True,
    },
    "refuse": {"office_reasons": "The person said no, can decide, and nobody else is at risk."},
    "withdraw": {"reasons": "They no longer need it."},
    "answer_the_asker": {
        "answered_how": "phone",
        "answer": "Told them that we cannot help, and whom they may turn to.",
    },
    "keep_silent": {"silence_reason": "No number was given and none was found, so there was nobody to answer."},
    "share_in_emergency": {},
}
BY_OFFICE = frozenset({"approve", "refuse"})
SENDS = frozenset({"carry_out", "complete_the_record", "record_afterwards"})


@dataclass
class Year:
    """Everything that a request is made from."""

    source: Source
    staff: Mapping[str, Staff]
    people: list[Person]
    bodies: list[Organisation]
    _readers: dict[tuple[UUID, date], Reader] = field(default_factory=dict)

    def reader(self, member: Staff, at: datetime) -> Reader:
        """The reader that somebody is on that day; nothing that they bring changes within one."""
        day = member.id, timezone.localdate(at)
        if day not in self._readers:
            self._readers[day] = reader_for(member, at)
        return self._readers[day]

    def about(self, kind: str, of: Staff | None = None) -> Person:
        """Somebody of that kind, who is alive, and of somebody's own team where that is asked."""
        fit = [person for person in self.people if person.kind == kind and person.died_on is None]
        return self.source.chance.choice([person for person in fit if of is None or person.team_id == of.team_id])

    def body(self, kind: str) -> Organisation | None:
        """A body of that kind from the directory; none for a relative, say."""
        known = [body for body in self.bodies if body.kind == kind]
        return self.source.chance.choice(known) if known else None

    def handler(self, person: Person, on: date) -> Staff:
        """Somebody of the person's team who worked there a while by then, and may decide."""
        known = on - timedelta(days=SETTLED)
        then = self.source.at(known, 12)
        team = [member for member in self.staff.values() if member.team_id == person.team_id and member.works_at(then)]
        return self.source.chance.choice([member for member in team if member.username != "sam"])


def build(year: Year) -> int:
    """Put a year of requests through, and then those that are still open. Returns how many."""
    kinds = [kind for kind in data("decisions")["kind"] for _ in range(kind["often"])]
    year.source.chance.shuffle(kinds)
    for number, kind in enumerate(kinds):
        at = year.source.moment(DAYS - (number * (DAYS - STILL_OPEN)) // len(kinds))
        person = year.about(kind["about"])
        _request(year, kind, person, year.handler(person, at.date()), at)
    return len(kinds) + _still_open(year)


def _still_open(year: Year) -> int:
    kinds = {kind["code"]: kind for kind in data("decisions")["kind"]}
    waiting = sorted(data("decisions")["open"], key=lambda row: -row["minutes"])
    for row in waiting:
        kind, handler = {**kinds[row["code"]], "then": row["then"]}, year.staff[row["by"]]
        person = year.about(kind["about"], of=handler)
        _request(year, kind, person, handler, year.source.now - timedelta(minutes=row["minutes"]))
    return len(waiting)


def _request(year: Year, kind: Mapping[str, Any], person: Person, handler: Staff, at: datetime) -> None:
    name = year.source.name()
    with reading(year.reader(handler, at)):
        _consent(kind, person, handler, at - timedelta(days=2))
        given = opening(kind, person, year.body(kind["body"]), name, at)
        case = open_case(named("disclosure"), given, actor=handler, at=at, person=person)
    for step in kind["then"]:
        at += timedelta(minutes=year.source.chance.randrange(2, 11))
        actor = case.decider if step in BY_OFFICE and case.decider else handler
        typed = _typed(step, kind, name, at)
        with reading(year.reader(actor, at)):
            case = perform(step, case, actor=actor, at=at, expecting=case.version, given=typed)


def _consent(kind: Mapping[str, Any], person: Person, handler: Staff, at: datetime) -> None:
    """Record what was said beforehand, after a discussion or with the reason why there was none."""
    if kind["consent"] == "none":
        return
    given, discussed = kind["consent"] == "given", kind["consent"] in {"given", "withheld"}
    record_consent(
        person,
        actor=handler,
        at=at,
        state=kind["consent"],
        form="electronic" if given else "none",
        given_by="subject" if discussed else "nobody",
        covers=[code for code in kind["ask"] if code != "pay"],
        recipients=[kind["body"]],
        purposes=[kind["purpose"]],
        explained="yes" if given else "unknown",
        discussed_on=at.date() if discussed else None,
        discussed_by=handler,
        capacity="has",
        explanation=SAID[kind["consent"]],
    )


def _typed(step: str, kind: Mapping[str, Any], name: str, at: datetime) -> dict[str, Any]:
    """What is typed for a step."""
    if step in SENDS:
        release = kind.get("sent") or [code for code in kind["ask"] if code != "pay"]
        return {**went(release, name, kind["situation"]["channel"], at), "reasons": WORDS["reasons"]}
    return {**TYPED[step], **({"answered_at": at} if step == "answer_the_asker" else {})}
