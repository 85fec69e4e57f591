"""The sample's people: clients, service users and candidates, each in a team, and who may decide for some of them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from confide.cases.models import OfCase
from confide.cases.register import named
from confide.door.keys import prepare
from confide.jobs.sample.organisation import FIRST_DAY
from confide.jobs.sample.source import Source
from confide.people.adding import add_person
from confide.people.models import DesignatedOther, Person, Staff

PEOPLE = 400
KINDS = ("service_user",) * 5 + ("candidate",) * 4 + ("client",)
CANDIDATE_TEAMS = ("Supply teaching", "Nursing agency desk")
CARE_TEAMS = ("Harrow Road homecare", "Riverside supported living", "Children's residential staffing")
AGES = {"service_user": (66, 97), "candidate": (19, 63), "client": (40, 82)}


def build(source: Source, staff: Mapping[str, Staff]) -> list[Person]:
    """Make the people, each added by somebody of their team."""
    by_team: dict[str, list[Staff]] = {}
    for member in staff.values():
        if member.team is not None and member.username != "kit":
            by_team.setdefault(member.team.name, []).append(member)
    ids = [uuid4() for _ in range(PEOPLE)]
    kept = (Person.retention, OfCase.retention, named("disclosure").facts.retention)
    prepare(ids, kept, at=timezone.now())
    return [_person(source, by_team, id_) for id_ in ids]


def _person(source: Source, by_team: Mapping[str, list[Staff]], id_: UUID) -> Person:
    chance = source.chance
    kind = chance.choice(KINDS)
    team = chance.choice(CANDIDATE_TEAMS if kind == "candidate" else CARE_TEAMS)
    adder = chance.choice(by_team[team])
    name = source.name()
    ago = chance.randrange(400, FIRST_DAY - 20)
    person = add_person(
        kind=kind,
        name=name,
        team=adder.team,
        actor=adder.id,
        at=source.moment(ago),
        id=id_,
        work_seeker=kind == "candidate",
        born_on=_born_on(source, kind, team),
        email=f"{name.lower().replace(' ', '.')}@example.org",
        phone=f"07700 900{chance.randrange(1000):03d}",
        capacity=chance.choice(("has", "has", "has", "unknown", "fluctuating", "lacks"))
        if kind == "service_user"
        else "",
        safety_flag=True if chance.randrange(40) == 0 else None,
        died_on=source.day(chance.randrange(20, 300)) if kind == "service_user" and chance.randrange(30) == 0 else None,
    )
    if kind == "service_user" and chance.randrange(8) == 0:
        _attorney(source, person)
    return person


def _born_on(source: Source, kind: str, team: str) -> date:
    low, high = (6, 22) if kind == "service_user" and team.startswith("Children") else AGES[kind]
    return source.day(source.chance.randrange(low * 365, high * 365))


def _attorney(source: Source, person: Person) -> None:
    """Somebody with a registered power for health and welfare, seen and noted."""
    seen = source.day(source.chance.randrange(30, 380))
    DesignatedOther(
        person=person,
        kind="lpa_health_welfare",
        name=source.name(),
        evidence="Registered power seen, access code checked",
        seen_on=seen,
        from_on=seen,
    ).save(force_insert=True)
