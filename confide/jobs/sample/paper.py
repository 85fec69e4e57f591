"""The sample's paper: cabinets, what is in them, what is out, what is missing, and a walk that found all of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.jobs.sample.source import data
from confide.jobs.sample.year import Year


def build(year: Year) -> None:
    """Build it, cabinet by cabinet."""
    said = data("paper")
    cabinets = [_cabinet(year, row) for row in said["cabinet"]]
    for row in said["paper"]:
        _paper(year, row, cabinets[row["cabinet"]], said["cabinet"][row["cabinet"]]["team"])
    for row, cabinet in zip(said["cabinet"], cabinets, strict=True):
        if "walked" in row:
            _walk(year, cabinet, row)


def _cabinet(year: Year, row: Mapping[str, Any]) -> Case:
    given = {name: row[name] for name in ("place", "key_holders")} | {"cabinet_locks": True, "office_locks": True}
    return open_case(named("cabinet"), given, actor=year.staff[row["by"]], at=_ago(year, 95))


def _paper(year: Year, row: Mapping[str, Any], cabinet: Case, team: str) -> None:
    at = _ago(year, row["ago"])
    given = {name: row[name] for name in ("kind", "category", "what") if name in row}
    given |= {"cabinet": cabinet.reference, "written_on": timezone.localdate(at)}
    mine = [person for person in year.people if person.team and person.team.name == team and person.died_on is None]
    person = None if row.get("nobody") else mine[len(row["what"]) % len(mine)]
    case = open_case(named("paper"), given, actor=year.staff[row["by"]], at=at, person=person)
    for step, by, ago, typed in row.get("steps", ()):
        then = _ago(year, ago)
        case = perform(step, case, actor=year.staff[by], at=then, expecting=case.version, given=_typed(typed, then))


def _typed(typed: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    given = dict(typed)
    if "back_in" in given:
        given["back_by"] = at + timedelta(hours=given.pop("back_in"))
    if "paper_level" in given:
        given["shredded_on"] = timezone.localdate(at)
    return given


def _walk(year: Year, cabinet: Case, row: Mapping[str, Any]) -> None:
    with system("build the sample organisation"):
        inside = named("paper").facts.objects.filter(cabinet=cabinet.reference, case__status="in_its_place")
        answers = dict.fromkeys(inside.values_list("case__reference", flat=True), "there")
    by, at = year.staff[row["by"]], _ago(year, row["walked"])
    perform("walk", cabinet, actor=by, at=at, expecting=cabinet.version, given={"answers": answers})


def _ago(year: Year, days: float) -> datetime:
    return year.source.now - timedelta(days=days)
