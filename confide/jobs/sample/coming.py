"""Who comes and goes in the sample, who could not sign in, and what line managers said of who may see what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import reading
from confide.jobs.sample.source import data
from confide.jobs.sample.year import Year
from confide.people import clockwork, codes
from confide.people.models import Staff

LATER = timedelta(minutes=20)
ASKED = timedelta(days=5)
CALLING = "asking who may see what"


def build(year: Year) -> int:
    """Bring all of it. Returns how many cases."""
    rows = data("coming")["case"]
    for row in sorted(rows, key=lambda row: -row["minutes"]):
        _bring(year, row)
    at = year.source.now - ASKED
    asked = clockwork.works()[CALLING](at)
    _certify(year, year.staff["mo"])
    return len(rows) + asked


def _bring(year: Year, row: Mapping[str, Any]) -> None:
    at, actor = year.source.now - timedelta(minutes=row["minutes"]), year.staff[row["by"]]
    given = {**row["given"], **_times(year, row)}
    with reading(year.reader(actor, at)):
        case = open_case(named(row["register"]), given, actor=actor, at=at)
    for step in row["then"]:
        at += LATER
        who = year.staff[step["by"]]
        with reading(year.reader(who, at)):
            case = perform(step["step"], case, actor=who, at=at, expecting=case.version, given=_typed(year, step))


def _times(year: Year, row: Mapping[str, Any]) -> dict[str, Any]:
    """Days and times that are still to come, counted from when the sample is built."""
    found: dict[str, Any] = {}
    if days := row.get("from_in_days"):
        found["from_on"] = year.source.day(-days)
    if days := row.get("leaves_in_days"):
        found["leaves_at"] = year.source.at(year.source.day(-days), 17, 30)
    return found


def _typed(year: Year, step: Mapping[str, Any]) -> dict[str, Any]:
    made_up = year.source.chance.randbytes(codes.GROUPS * codes.EACH)
    return {**step.get("given", {}), "digest": codes.digest(codes.spell(made_up))}


def _certify(year: Year, manager: Staff) -> None:
    """One of the managers has answered already; everybody keeps what they have."""
    at = year.source.now - ASKED + timedelta(days=1)
    with reading(year.reader(manager, at)):
        case = Case.objects.filter(register="certification", owner=manager, closed_at=None).first()
        if case is not None:
            answers = dict.fromkeys(manager.manages.values_list("username", flat=True), "kept")
            perform("certify", case, actor=manager, at=at, expecting=case.version, given={"answers": answers})
