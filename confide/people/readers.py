"""Readers: what is recorded about a member of staff, as the value that every read is scoped by.

- Built from rows of teams, offices and standing as they are at a time; nothing in a request adds to it.
- Whoever has left, or has not begun, reads nothing that is scoped.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from confide.domain.reading import Reader
from confide.door.reading import system
from confide.people import glass, standing
from confide.people.models import Membership, Office, Staff
from confide.people.offices import LINE_MANAGER

GOVERNANCE = frozenset({"information_governance", "managing_director"})
"""Roles whose job is to look after all registers."""


def reader_for(staff: Staff, at: datetime, purpose: str = "") -> Reader:
    """The reader that a member of staff is at a time."""
    if not staff.works_at(at):
        return Reader(id=staff.id, role="", purpose=purpose)
    teams, managed = _teams(staff, at)
    acting, standby = _offices(staff, at)
    with system("who is reading"):
        brings = standing.of(staff, at)
        seen = frozenset() if staff.role in GOVERNANCE else glass.broken_by(staff, teams | managed, at)
    return Reader(
        id=staff.id,
        role=staff.role,
        offices=acting,
        standby=standby,
        teams=teams,
        managed=managed,
        governance=staff.role in GOVERNANCE,
        purpose=purpose,
        agreement_signed=brings.agreement_signed,
        inducted=brings.inducted,
        training=brings.training,
        override=brings.override,
        glass=seen,
        until=staff.leaves_at,
    )


def _teams(staff: Staff, at: datetime) -> tuple[frozenset[UUID], frozenset[UUID]]:
    on = timezone.localdate(at)
    now = Membership.objects.filter(Q(until_on=None) | Q(until_on__gte=on), staff=staff, from_on__lte=on)
    rows = list(now.values_list("team_id", "manages"))
    teams = {team for team, _ in rows} | ({staff.team_id} if staff.team_id else set())
    return frozenset(teams), frozenset(team for team, manages in rows if manages)


def _offices(staff: Staff, at: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Offices that they act in (their own, or that of one who is away), and those whose overdue matters are theirs."""
    on = timezone.localdate(at)
    # A line manager decides for their own people only, so those matters are given to a person and not to the office.
    near = list(Office.objects.filter(Q(holder=staff) | Q(deputy=staff) | Q(alternate=staff)))
    second = frozenset(office.code for office in near if staff.id in {office.deputy_id, office.alternate_id})
    acting = {office.code for office in near if office.is_absent(on) and office.code in second}
    acting |= {office.code for office in near if office.holder_id == staff.id and not office.is_absent(on)}
    return frozenset(acting - {LINE_MANAGER}), second
