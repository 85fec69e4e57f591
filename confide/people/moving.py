"""Joiners, movers and leavers: what changes about a member of staff, when, and on whose word. All of it is recorded.

- A joiner has no way in yet: a one-time code comes later, once two people know that it is them.
- A move takes effect on its day, and ends what the old team brought the day before.
- A leaver has a minute of leaving. From then on nothing opens for them; what they held goes to their successors.
"""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.refusal import Refused
from confide.door.recording import Who, record
from confide.people import clockwork, handover
from confide.people.models import Membership, PlannedMove, Staff, Successor, Team

USER_NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}", re.ASCII)
TICK = "system:tick"
CLAUSES = ("1.7b",)


def join(
    *,
    username: str,
    name: str,
    role: str,
    works_from: date,
    actor: Who,
    at: datetime,
    job_title: str = "",
    team: Team | None = None,
    manages: bool = False,
    line_manager: Staff | None = None,
) -> Staff:
    """Add somebody who works here from a day on. Raises ValidationError for a field that is wrong."""
    if not USER_NAME.fullmatch(username):
        raise ValidationError(
            {"who": _("A user name has small letters, digits, dots and dashes, and starts with a letter.")}
        )
    if Staff.objects.filter(username=username).exists():
        raise ValidationError({"who": _("Somebody has this user name already.")})
    facts = {"username": username, "name": name, "role": role, "job_title": job_title, "works_from": works_from}
    staff = Staff(team=team, line_manager=line_manager, **facts)  # type: ignore[misc] # as declared
    staff.set_unusable_password()
    staff.full_clean(exclude=["team", "line_manager", "last_login"], validate_unique=False)
    with transaction.atomic():
        staff.save(force_insert=True)
        if team is not None:
            Membership.objects.create(staff=staff, team=team, manages=manages, from_on=works_from)
        _record("staff:join", [staff], actor, at, {"role": role, "from": works_from.isoformat()})
    return staff


def plan(move: PlannedMove, *, actor: Who, at: datetime) -> PlannedMove:
    """Arrange a move for its day, or for now where the day has come. To be called in a transaction."""
    move.full_clean(exclude=["staff", "team", "line_manager"], validate_unique=False)
    move.save(force_insert=True)
    data = {"role": move.role, "from": move.from_on.isoformat()}
    _record("staff:plan_move", [move.staff], actor, at, data)
    if move.from_on <= timezone.localdate(at):
        _apply(move, at)
    return move


def leave(staff: Staff, leaves_at: datetime, *, actor: Who, at: datetime) -> None:
    """Say when somebody leaves. To be called in a transaction."""
    staff.leaves_at = leaves_at
    staff.save(update_fields=["leaves_at"])
    _record("staff:leave", [staff], actor, at, {"leaves_at": leaves_at.isoformat()})


def name_successor(leaver: Staff, kind: str, successor: Staff, at: datetime) -> None:
    """Name who takes over one kind of thing. Raises Refused for somebody who could not."""
    if successor == leaver or not successor.works_at(at) or successor.leaves_at is not None:
        raise Refused("A successor is somebody else who works here and stays. Name another one.", CLAUSES)
    Successor.objects.update_or_create(leaver=leaver, kind=kind, defaults={"successor": successor})


def unnamed(leaver: Staff) -> list[str]:
    """The kinds of things that somebody holds and that nobody was named for yet."""
    named = set(Successor.objects.filter(leaver=leaver).values_list("kind", flat=True))
    return [kind for kind in handover.held(leaver) if kind not in named]


def apply_moves(at: datetime) -> int:
    """Everything that was arranged for today or earlier; for the tick."""
    due = PlannedMove.objects.filter(applied_at=None, from_on__lte=timezone.localdate(at)).order_by("from_on", "pk")
    return sum(_apply_once(pk, at) for pk in due.values_list("pk", flat=True))


def _apply_once(pk: int, at: datetime) -> int:
    with transaction.atomic():
        move = PlannedMove.objects.select_for_update(of=("self",)).get(pk=pk)
        if move.applied_at is not None:
            return 0
        _apply(move, at)
        return 1


def _apply(move: PlannedMove, at: datetime) -> None:
    staff, eve = move.staff, move.from_on - timedelta(days=1)
    old = Membership.objects.filter(staff=staff, until_on=None)
    old.filter(from_on__lt=move.from_on).update(until_on=eve)
    old.filter(from_on__gte=move.from_on).delete()
    if move.team is not None:
        Membership.objects.create(staff=staff, team=move.team, manages=move.manages, from_on=move.from_on)
    staff.role, staff.team, staff.line_manager = move.role, move.team, move.line_manager
    staff.job_title = move.job_title or staff.job_title
    staff.save(update_fields=["role", "team", "line_manager", "job_title"])
    move.applied_at = at
    move.save(update_fields=["applied_at"])
    _record("staff:move", [staff], TICK, at, {"role": move.role})


def hand_over(at: datetime) -> int:
    """What those hold who have left, to their successors or else to their line manager; for the tick."""
    return sum(_hand_over(leaver, at) for leaver in Staff.objects.filter(leaves_at__lte=at).order_by("leaves_at"))


def _hand_over(leaver: Staff, at: datetime) -> int:
    given = 0
    for code in handover.held(leaver):
        with transaction.atomic():
            Staff.objects.select_for_update(of=("self",)).get(pk=leaver.pk)
            named = Successor.objects.filter(leaver=leaver, kind=code).first()
            successor = _standing_in(named.successor if named else None, leaver, at)
            if successor is not None:
                given += handover.kinds()[code].give(leaver, successor, at)
            if named is not None and successor is not None:
                named.given_at = at
                named.save(update_fields=["given_at"])
    return given


def _standing_in(successor: Staff | None, leaver: Staff, at: datetime) -> Staff | None:
    """Who takes over in fact: whoever was named, or the next manager upwards who still works here."""
    candidate, seen = successor or leaver.line_manager, {leaver.pk}
    while candidate is not None and candidate.pk not in seen and not candidate.works_at(at):
        seen.add(candidate.pk)
        candidate = candidate.line_manager
    return candidate if candidate is not None and candidate.pk not in seen else None


def _record(event: str, people: list[Staff], actor: Who, at: datetime, data: dict[str, str]) -> None:
    subjects = [staff.id for staff in people]
    record(event, at=at, actor=actor, about="staff", clauses=CLAUSES, subjects=subjects, data={**data})


clockwork.add("moves", apply_moves)
clockwork.add("handing over", hand_over)
