"""What else the sample's staff brought to the registers: doubts, consents that were talked through, standing."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import reading
from confide.jobs.sample.source import data
from confide.jobs.sample.year import Year
from confide.people.models import Person, Staff

LATER = timedelta(minutes=45)
BY_DECIDER = frozenset({"answer", "pass_on"})
ASKED = ("kind", "asked_of", "question")
AGREED = ("state", "form", "covers", "recipients", "purposes", "explanation")


def build(year: Year) -> int:
    """Bring all of it in the order of its time. Returns how many cases."""
    rows = [(name, row) for name in ("advice", "consent", "standing") for row in data("casework")[name]]
    for name, row in sorted(rows, key=lambda item: -item[1]["minutes"]):
        at = year.source.now - timedelta(minutes=row["minutes"])
        actor = year.staff[row["by"]]
        given, person = BEGUN[name](year, row, actor, at)
        with reading(year.reader(actor, at)):
            case = open_case(named(name), given, actor=actor, at=at, person=person)
        _follow(year, row, case, actor, at)
    return len(rows)


def _follow(year: Year, row: Mapping[str, Any], case: Case, actor: Staff, at: datetime) -> None:
    for step in row["then"]:
        at += LATER
        who = case.decider if step in BY_DECIDER and case.decider else actor
        with reading(year.reader(who, at)):
            case = perform(step, case, actor=who, at=at, expecting=case.version, given=_typed(step, row, at))


def _typed(step: str, row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    if step == "record_training":
        shown = "Answered every question of the test, in front of the trainer."
        return {"trained_on": timezone.localdate(at), "competence_shown": True, "evidence": shown}
    return {"answer": row["answer"]} if step == "answer" else {}


def _advice(_year: Year, row: Mapping[str, Any], _actor: Staff, _at: datetime) -> tuple[dict[str, Any], None]:
    return {name: row[name] for name in ASKED}, None


def _consent(year: Year, row: Mapping[str, Any], actor: Staff, at: datetime) -> tuple[dict[str, Any], Person]:
    given = {name: row[name] for name in AGREED} | dict(_circumstances(row, at))
    return given, year.about(row["kind"], of=actor)


def _circumstances(row: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Any]]:
    on = timezone.localdate(at)
    yield "capacity", "has"
    yield "given_by", "subject"
    yield "explained", "yes"
    yield "discussed_on", on
    if days := row.get("ends_in_days"):
        yield "expires_on", on + timedelta(days=days)


def _standing(_year: Year, row: Mapping[str, Any], _actor: Staff, _at: datetime) -> tuple[dict[str, Any], None]:
    return {"who": row["who"]}, None


BEGUN = {"advice": _advice, "consent": _consent, "standing": _standing}
