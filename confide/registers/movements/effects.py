"""What each step does: it looks at who is meant, names successors, and lets the change happen on its day."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.taking import Taking
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.domain.refusal import Refused
from confide.people import handover, moving
from confide.people.models import PlannedMove, Staff, Team
from confide.registers.movements.rules import ARRANGED_WITHIN, JOIN, LEAVE, MOVE, OFFICE, RULES, missing


def ask(taking: Taking) -> None:
    """Ask for a change; everything that it takes is said now."""
    facts, case = taking.facts, taking.case
    if lacks := missing(facts.kind, taking.answers(facts)):
        raise ValidationError({name: _("This is needed for what happens.") for name in lacks})
    if facts.kind != JOIN:
        case.subject_staff = _who(facts)
        if case.subject_staff == taking.actor:
            raise Refused("Somebody else has to ask for this; nobody arranges their own access.", ("1.7b",))
        _only_one(case.subject_staff)
    elif Staff.objects.filter(username=facts.who).exists():
        raise ValidationError({"who": _("Somebody has this user name already.")})
    _team(facts), _manager(facts)
    taking.office(OFFICE)
    on = timezone.localdate(taking.at)
    taking.due(due_at(ARRANGED_WITHIN, taking.at, bank_holidays(Nation.ENGLAND, on)))
    taking.data["kind"] = facts.kind


def name_a_successor(taking: Taking) -> None:
    facts = taking.facts
    leaver = _leaver(taking)
    successor = Staff.objects.filter(username=facts.successor).first()
    if successor is None:
        raise ValidationError({"successor": _("Nobody here has this user name.")})
    moving.name_successor(leaver, facts.of_what, successor, taking.at)
    taking.data["of_what"] = facts.of_what


def stop_access_now(taking: Taking) -> None:
    """Nothing opens for them from this very moment; what they hold is handed over once somebody is named for it."""
    leaver = _leaver(taking)
    moving.leave(leaver, taking.at, actor=taking.actor.id, at=taking.at)
    taking.facts.leaves_at = taking.at


def arrange(taking: Taking) -> None:
    {JOIN: _join, MOVE: _move, LEAVE: _leave}[taking.facts.kind](taking)
    # Whoever arranged it goes on seeing it, without its being something to decide.
    taking.case.office, taking.case.decider = "", taking.actor
    taking.due(None)


def close(taking: Taking) -> None:
    """Say that it has happened; not before it has."""
    facts = taking.facts
    when = facts.leaves_at if facts.kind == LEAVE else None
    day = facts.from_on if facts.kind != LEAVE else None
    if (when and when > taking.at) or (day and day > timezone.localdate(taking.at)):
        raise Refused("This has not happened yet. Close it once it has.", ("1.7b",))


def _join(taking: Taking) -> None:
    facts = taking.facts
    moving.join(
        username=facts.who,
        name=facts.name,
        job_title=facts.job_title,
        role=facts.role,
        team=_team(facts),
        manages=facts.manages is True,
        line_manager=_manager(facts),
        works_from=facts.from_on,
        actor=taking.actor.id,
        at=taking.at,
    )


def _move(taking: Taking) -> None:
    facts = taking.facts
    move = PlannedMove(
        staff=_who(facts),
        role=facts.role,
        job_title=facts.job_title,
        team=_team(facts),
        manages=facts.manages is True,
        line_manager=_manager(facts),
        from_on=facts.from_on,
    )
    moving.plan(move, actor=taking.actor.id, at=taking.at)


def _leave(taking: Taking) -> None:
    leaver = _who(taking.facts)
    if unnamed := moving.unnamed(leaver):
        labels = dict(handover.Choices())
        what = ", ".join(str(labels[kind]) for kind in unnamed)
        raise Refused("Name a successor first for: {what}.", ("1.7b",), what=what)
    moving.leave(leaver, taking.facts.leaves_at, actor=taking.actor.id, at=taking.at)


def _leaver(taking: Taking) -> Staff:
    if taking.facts.kind != LEAVE:
        raise Refused("This is for somebody who leaves.", ("1.7b",))
    return _who(taking.facts)


def _who(facts: Any) -> Staff:
    found = Staff.objects.filter(username=facts.who.strip()).first()
    if found is None:
        raise ValidationError({"who": _("Nobody here has this user name.")})
    return found


def _team(facts: Any) -> Team | None:
    if not facts.team_name:
        return None
    found = Team.objects.filter(name__iexact=facts.team_name.strip()).first()
    if found is None:
        raise ValidationError({"team_name": _("There is no team of this name.")})
    return found


def _manager(facts: Any) -> Staff | None:
    if not facts.manager:
        return None
    found = Staff.objects.filter(username=facts.manager.strip()).first()
    if found is None or found.username == facts.who:
        raise ValidationError({"manager": _("Nobody else here has this user name.")})
    return found


def _only_one(staff: Staff) -> None:
    if Case.objects.filter(register=RULES.name, subject_staff=staff, closed_at=None).exists():
        raise Refused("A change for this person is in hand already. Look for it in the list.", ("1.7b",))
