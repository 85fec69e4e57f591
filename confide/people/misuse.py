"""Looking for signs of misuse in who opened what: an idempotent tick that may run as often as one likes.

- Without an approved assessment nothing is computed, and of nobody from before the day of their notice.
- Whole days are looked at, from the last one that was looked at on, so a server that was off catches up.
- Surnames are looked through in memory for namesakes; one entry in the ledger says so.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from confide.domain.signals import About, Look, Sign, Thresholds, Worker, signs
from confide.door import looks
from confide.door.monitoring import thresholds
from confide.door.opening import search
from confide.door.reading import system
from confide.people import watching
from confide.people.models import Counter, Membership, Person, Staff

SERIES = "days looked at"
DAY = timedelta(days=1)


def look(at: datetime) -> int:
    """Look at every day that has not been looked at to its end, and today. Returns how many signs are new."""
    with system("look for misuse"):
        today = timezone.localdate(at)
        limits = thresholds(today)
        if limits is None:
            return 0
        state = watching.state(at, version=limits.notice_version)
        if state.approved_on is None:
            return 0
        counter, _new = Counter.objects.get_or_create(series=SERIES, defaults={"last": today.toordinal()})
        day, new = max(date.fromordinal(counter.last), state.approved_on), 0
        while day <= today:
            new += _day(day, at, limits, state)
            day += DAY
        counter.last = today.toordinal()
        counter.save(update_fields=["last"])
    return new


def _day(day: date, at: datetime, limits: Thresholds, state: watching.State) -> int:
    since = timezone.make_aware(datetime.combine(day, time.min))
    told = {who for who, on in state.notices.items() if on <= day}
    staff = [member for member in Staff.objects.all() if member.pk in told]
    table = Person._meta.db_table
    seen = looks.between(since, since + DAY, [member.pk for member in staff], table) if staff else []
    if not seen:
        return 0
    people = Person.objects.in_bulk({found.subject for found in seen if found.subject is not None})
    active = {found.who for found in seen}
    workers = _workers([member for member in staff if member.pk in active], day, since, limits)
    about = _about(people, {worker.surname for worker in workers}, at)
    found = [_look(each) for each in seen if each.what != looks.GLASS]
    raised = [sign for sign in signs(found, about, workers, limits) if sign.kind not in state.off]
    members = {member.pk: member for member in staff}
    latest = {found.who: found.at for found in seen}
    return sum(_raise(sign, members[sign.who], day, latest[sign.who], people) for sign in raised)


def _look(seen: looks.Seen) -> Look:
    return Look(timezone.localtime(seen.at), seen.who, seen.subject, listed=seen.what == looks.LISTED)


def _workers(staff: Collection[Staff], day: date, since: datetime, limits: Thresholds) -> list[Worker]:
    before, ids = since - limits.pattern_days * DAY, [member.pk for member in staff]
    hours = looks.how_often(before, since, ids, "hour")
    days = looks.how_often(before, since, ids, "day")
    memberships = list(Membership.objects.filter(staff__in=ids))
    reports: dict[Any, set[UUID]] = {}
    for who, manager in Staff.objects.filter(line_manager__in=ids).values_list("pk", "line_manager"):
        reports.setdefault(manager, set()).add(who)
    return [
        Worker(
            id=member.pk,
            surname=_surname(member.name),
            role=member.role,
            **_teams(member, memberships, day),
            reports=frozenset(reports.get(member.pk, ())),
            hours=_pattern(hours[member.pk]),
            days=tuple(days[member.pk].values()),
        )
        for member in staff
    ]


def _teams(member: Staff, memberships: Iterable[Membership], day: date) -> dict[str, Any]:
    mine = [row for row in memberships if row.staff_id == member.pk and row.from_on <= day]
    now = {row.team_id for row in mine if row.until_on is None or row.until_on >= day}
    now |= {member.team_id} if member.team_id else set()
    left = {row.team_id: row.until_on for row in mine if row.until_on is not None and row.team_id not in now}
    return {"teams": frozenset(now), "left": left}


def _pattern(hours: dict[datetime, int]) -> dict[tuple[bool, int], int]:
    pattern: dict[tuple[bool, int], int] = {}
    for hour, count in hours.items():
        local = timezone.localtime(hour)
        slot = local.weekday() >= 5, local.hour
        pattern[slot] = pattern.get(slot, 0) + count
    return pattern


def _about(whom: dict[Any, Person], surnames: Collection[str], at: datetime) -> dict[UUID, About]:
    """What counts of whoever was looked at; of names only whether a colleague who looked has the same."""
    names: dict[UUID, str] = {}
    same = search(
        list(whom.values()),
        ("name",),
        lambda found: _surname(found["name"]) in surnames,
        purpose="look for misuse",
        at=at,
    )
    for person in same:
        names[person.pk] = _surname(person.name)
        person.forget()
    return {
        pk: About(team=person.team_id, surname=names.get(pk, ""), staff=person.staff_id) for pk, person in whom.items()
    }


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].casefold() if name.split() else ""


def _raise(sign: Sign, staff: Staff, day: date, at: datetime, people: dict[UUID, Person]) -> bool:
    facts: dict[str, Any] = {"count": sign.count}
    if sign.usual:
        facts["usual"] = sign.usual
    if sign.people:
        facts["people"] = sorted(people[who].reference for who in sign.people)[:10]
    return watching.signal(sign.kind, staff, key=day.isoformat(), at=at, facts=facts)
