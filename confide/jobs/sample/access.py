"""The sample's broken glass, its monitoring, the signs that were found and the one that was reviewed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.opening import open_rows
from confide.door.reading import reading, system
from confide.jobs.sample.source import Source, data
from confide.people import misuse
from confide.people.adding import add_person
from confide.people.models import Counter, Person, Staff
from confide.people.monitoring import Signal
from confide.people.readers import reader_for

MANY = 44
"""How many records one of them opens in an afternoon."""
WEEKEND = 5


def build(source: Source, staff: Mapping[str, Staff], people: list[Person]) -> None:
    """Build it, oldest first."""
    _monitoring(source, staff)
    for row in data("access")["glass"]:
        _glass(source, staff, people, row)
    _looks(source, staff, people)
    # Two evenings at which the product itself looked.
    for ago in (3, 2):
        misuse.look(source.at(source.day(ago), 23, 30))
    _reviews(source, staff)


def _monitoring(source: Source, staff: Mapping[str, Staff]) -> None:
    said = data("access")["monitoring"]
    at = source.at(source.day(said["assessed"]), 10)
    typed = {"assessment_version": 1, "assessed_on": at.date(), "assessment": said["assessment"]}
    case = _open("monitoring", typed, staff[said["by"]], at)
    case = _step(case, "approve", staff["mo"], at + timedelta(days=2), {})
    told = at + timedelta(days=6)
    notice = {"notice_version": 1, "notice_on": told.date(), "how_given": said["how_given"]}
    _step(case, "give_notice", staff[said["by"]], told, notice)
    # The sample begins to look shortly before the first thing that there is to see.
    Counter.objects.create(series=misuse.SERIES, last=source.day(4).toordinal())


def _glass(source: Source, staff: Mapping[str, Staff], people: list[Person], row: Mapping[str, Any]) -> None:
    by = staff[row["by"]]
    at = source.at(source.day(row["ago"]), 13, 12) if row["ago"] else source.now - timedelta(minutes=8)
    person = next(p for p in people if _of(p, row["of_team"]) and p.team_id != by.team_id and p.died_on is None)
    case = _open("break_glass", {"reference": person.reference, "reason": row["reason"]}, by, at)
    _opens(by, [person], at + timedelta(minutes=row["minutes_in"]), through_glass=True)
    if "judged" in row:
        typed = {"judgement": row["judgement"]}
        _step(case, row["judged"], staff["mo"], at + timedelta(days=1, hours=2), typed)


def _of(person: Person, team: str) -> bool:
    return person.team is not None and person.team.name == team


def _looks(source: Source, staff: Mapping[str, Staff], people: list[Person]) -> None:
    """Ordinary work of somebody, then their late evening; an afternoon of many; a colleague; a namesake."""
    late, many = _somebody_of(staff, "Riverside supported living"), _somebody_of(staff, "Nursing agency desk")
    mine = [person for person in people if person.team_id == late.team_id]
    for ago in range(3, 26):
        day = source.day(ago)
        if day.weekday() < WEEKEND:
            for hour in (9, 11, 14):
                _opens(late, [source.chance.choice(mine)], source.at(day, hour, source.chance.randrange(60)))
    for minute in (10, 14, 31):
        _opens(late, [source.chance.choice(mine)], source.at(source.day(3), 22, minute))
    theirs = [person for person in people if person.team_id == many.team_id]
    _opens(many, theirs[:1], source.at(source.day(9), 10))
    for number, person in enumerate(theirs[:MANY]):
        _opens(many, [person], source.at(source.day(3), 14, number))
    _opens(
        _somebody_of(staff, "Harrow Road homecare"), [_record_of(source, staff["ben"])], source.at(source.day(2), 11, 5)
    )


def _somebody_of(staff: Mapping[str, Staff], team: str) -> Staff:
    """The first of a team who is no persona and does not lead it."""
    of_team = (member for name, member in staff.items() if name.startswith("staff") and member.team is not None)
    return next(member for member in of_team if str(member.team) == team and member.role != "team_leader")


def _record_of(source: Source, member: Staff) -> Person:
    """The record that the organisation keeps about one of its own."""
    with system("build the sample organisation"):
        return add_person(
            kind="employee",
            name=member.name,
            team=member.team,
            actor=member.id,
            at=source.at(source.day(90), 9),
            staff=member,
        )


def _reviews(source: Source, staff: Mapping[str, Staff]) -> None:
    """One that is finished, one in which somebody is still to be heard; the other signs wait."""
    said, gwen = data("access")["review"], staff["gwen"]
    at = source.at(source.day(4), 10)
    with system("build the sample organisation"):
        found = {sign.kind: sign for sign in Signal.objects.select_related("staff")}
    case = _review(gwen, found["glass_not_justified"], at)
    heard = {"heard_on": at.date(), "their_words": said["their_words"]}
    case = _step(case, "hear_them", gwen, at + timedelta(hours=4), heard)
    _step(case, "ask_for_training", gwen, at + timedelta(hours=5), {"findings": said["findings"]})
    _review(gwen, found["bulk"], source.at(source.day(1), 9, 30))


def _review(by: Staff, sign: Signal, at: datetime) -> Case:
    typed = {"who": sign.staff.username, "signs": [str(sign.pk)]}
    return _open("access_review", typed, by, at, subject_staff=sign.staff)


def _open(register: str, typed: Mapping[str, Any], by: Staff, at: datetime, **more: Any) -> Case:
    with reading(reader_for(by, at)):
        return open_case(named(register), typed, actor=by, at=at, **more)


def _step(case: Case, step: str, by: Staff, at: datetime, typed: Mapping[str, Any]) -> Case:
    with reading(reader_for(by, at)):
        return perform(step, case, actor=by, at=at, expecting=case.version, given=typed)


def _opens(by: Staff, people: list[Person], at: datetime, *, through_glass: bool = False) -> None:
    """Open what the page of a person opens. Glass that was broken in the past has ended for the database's clock."""
    reader = reader_for(by, at)
    if through_glass:
        teams = reader.teams | {person.team_id for person in people if person.team_id}
        reader = replace(reader, teams=teams, glass=frozenset(person.row_id for person in people))
    with reading(reader):
        rows = list(Person.objects.filter(pk__in=[person.pk for person in people]))
        open_rows(rows, purpose="page of a person", at=at)
