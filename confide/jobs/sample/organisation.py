"""The sample's teams, staff, offices and the bodies it deals with."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from confide.jobs.sample.source import Source, data
from confide.people.models import Membership, Office, Organisation, Staff, Team

STAFF = 60
ROLES = (
    ("care_worker", "Care worker", 24),
    ("teaching_staff", "Supply teacher", 8),
    ("recruitment_consultant", "Recruitment consultant", 8),
    ("team_leader", "Team leader", 6),
    ("administrator", "Administrator", 6),
)
FIRST_DAY = 700
"""How many days ago the organisation began, as far as the sample goes."""


def build(source: Source) -> dict[str, Staff]:
    """Make teams, staff, offices and the directory. Returns the staff by user name."""
    teams = {
        row["name"]: Team.objects.create(name=row["name"], branch=row["branch"]) for row in data("organisation")["team"]
    }
    staff = {row["username"]: _persona(row, teams, source) for row in data("organisation")["persona"]}
    for member in _others(source, list(teams.values())):
        staff[member.username] = member
    _managers(staff)
    _offices(staff)
    _directory(staff["gwen"], source)
    return staff


def _persona(row: Mapping[str, Any], teams: Mapping[str, Team], source: Source) -> Staff:
    began = source.day(1 if row["standing"] == "new" else FIRST_DAY - 20)
    facts = {name: row[name] for name in ("username", "name", "job_title", "role")}
    return _member(teams[row["team"]], began=began, manages=row.get("manages", False), **facts)


def _others(source: Source, teams: list[Team]) -> list[Staff]:
    roles = [(role, title) for role, title, often in ROLES for _ in range(often)]
    wanted = STAFF - len(data("organisation")["persona"])
    made = []
    for number, (role, title) in enumerate(roles[:wanted]):
        team = teams[number % len(teams)]
        began = source.day(source.chance.randrange(60, FIRST_DAY - 20))
        who = {"username": f"staff{number + 1:02d}", "name": source.name(), "job_title": title, "role": role}
        made.append(_member(team, began=began, manages=role == "team_leader", **who))
    return made


def _member(team: Team, *, began: date, manages: bool = False, **facts: str) -> Staff:
    member = Staff(team=team, works_from=began, **facts)
    member.set_unusable_password()
    member.save(force_insert=True)
    Membership.objects.create(staff=member, team=team, manages=manages, from_on=began)
    return member


def _managers(staff: Mapping[str, Staff]) -> None:
    manages = Membership.objects.filter(manages=True).select_related("staff").order_by("staff__username")
    # Whoever one can be manages their team; team leaders help.
    ranked = sorted(manages, key=lambda row: row.staff.role == "line_manager")
    leaders = {row.team_id: row.staff for row in ranked}
    for member in staff.values():
        leader = leaders.get(member.team_id, staff["mo"])
        member.line_manager = staff["mo"] if leader == member else leader
        if member.username != "mo":
            member.save(update_fields=["line_manager"])


def _offices(staff: Mapping[str, Staff]) -> None:
    for row in data("organisation")["office"]:
        people = {part: staff[row[part]] for part in ("holder", "deputy", "alternate") if part in row}
        Office.objects.create(code=row["code"], **people)


def _directory(verifier: Staff, source: Source) -> None:
    for row in data("organisation")["body"]:
        Organisation.objects.create(
            name=row["name"],
            kind=row["kind"],
            published_number=row["number"],
            domain=row["domain"],
            verified_on=source.day(source.chance.randrange(2, 80)),
            verified_by=verifier,
        )


def began_at(member: Staff, source: Source) -> datetime:
    """Nine in the morning of somebody's first day."""
    return source.at(member.works_from or source.today, 9)
