"""What each step writes: a dated row of standing, which the next decision reads."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.taking import Taking
from confide.domain.clock import due_at
from confide.domain.refusal import Refused
from confide.people.attesting import attest
from confide.people.models import AGREEMENT, INDUCTION, OVERRIDE, TRAINING, Staff
from confide.registers.standing.rules import GOING_ON, RULES

ANSWERED_WITHIN = "2_hours"


def begin(taking: Taking) -> None:
    """Keep the standing of one member of staff, begun by them or their line manager, and seen by both."""
    case, typed = taking.case, taking.facts.who.strip()
    staff = Staff.objects.filter(username=typed).first() if typed else case.subject_staff or taking.actor
    if staff is None:
        raise ValidationError({"who": _("Nobody here has this user name.")})
    if taking.actor.id not in {staff.id, staff.line_manager_id}:
        raise Refused("Only they themselves or their line manager can begin this.", ("1.5a",))
    if Case.objects.filter(register=RULES.name, subject_staff=staff, closed_at=None).exists():
        raise Refused("Their standing is kept already. Look for it in the list.", ("1.5a",))
    case.subject_staff, case.owner, case.team = staff, staff, staff.team
    case.decider = staff.line_manager
    taking.facts.who = staff.username


def sign_the_agreement(taking: Taking) -> None:
    facts = taking.facts
    _row(taking, AGREEMENT, _today(taking), agreement_version=facts.agreement_version, evidence=facts.agreement_form)


def cover_the_induction(taking: Taking) -> None:
    _row(taking, INDUCTION, _passed(taking, "inducted_on"))


def record_training(taking: Taking) -> None:
    facts = taking.facts
    on = _passed(taking, "trained_on")
    _row(taking, TRAINING, on, competence_shown=facts.competence_shown, evidence=facts.evidence)


def ask_to_go_on(taking: Taking) -> None:
    """Somebody in an office decides, soon: care does not wait."""
    taking.office(GOING_ON)
    taking.due(due_at(ANSWERED_WITHIN, taking.at))


def let_them_go_on(taking: Taking) -> None:
    facts = taking.facts
    on, offices = _today(taking), frozenset({taking.case.office})
    _row(taking, OVERRIDE, on, offices=offices, until=facts.go_on_until, evidence=facts.why_allowed)
    _back(taking)


def let_them_wait(taking: Taking) -> None:
    _back(taking)


def _back(taking: Taking) -> None:
    taking.office("")
    taking.due(None)
    staff = taking.case.subject_staff
    taking.case.decider = staff.line_manager if staff else None


def _row(taking: Taking, kind: str, on: date, **facts: object) -> None:
    staff = taking.case.subject_staff
    if staff is None:
        raise Refused("Say whom it is about.")
    attest(staff, kind, on=on, actor=taking.actor, at=taking.at, **facts)  # type: ignore[arg-type] # named by callers


def _today(taking: Taking) -> date:
    return timezone.localdate(taking.at)


def _passed(taking: Taking, name: str) -> date:
    """A day that was typed and is not yet to come."""
    on: date | None = getattr(taking.facts, name)
    if on is None or on > _today(taking):
        raise ValidationError({name: _("Say when it was; this day is missing, or yet to come.")})
    return on
