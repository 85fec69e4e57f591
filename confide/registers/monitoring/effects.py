"""What each step writes: the dated rows from which it follows whether anything may be looked for."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.people import watching
from confide.people.monitoring import APPROVED, ENDED, OFF, ON
from confide.registers.monitoring.rules import MANAGING_DIRECTOR


def assess(taking: Taking) -> None:
    """It waits for the Managing Director, or for whoever stands in where they wrote it themselves."""
    _passed(taking, "assessed_on")
    taking.office(MANAGING_DIRECTOR)


def approve(taking: Taking) -> None:
    _note(taking, APPROVED, issue=taking.facts.assessment_version)
    taking.office("")


def give_notice(taking: Taking) -> None:
    on = _passed(taking, "notice_on")
    told = watching.give_notice(taking.facts.notice_version, on=on, by=taking.actor, at=taking.at)
    taking.data |= {"told": told, "issue": taking.facts.notice_version}


def switch_off(taking: Taking) -> None:
    _switch(taking, OFF)


def switch_on(taking: Taking) -> None:
    _switch(taking, ON)


def end(taking: Taking) -> None:
    _note(taking, ENDED)


def _switch(taking: Taking, what: str) -> None:
    for kind in taking.facts.signs:
        _note(taking, what, kind=kind)
    taking.data["signs"] = list(taking.facts.signs)


def _note(taking: Taking, what: str, **facts: object) -> None:
    watching.note(what, on=timezone.localdate(taking.at), by=taking.actor, at=taking.at, **facts)


def _passed(taking: Taking, name: str) -> date:
    """A day that was typed and is not yet to come."""
    on: date | None = getattr(taking.facts, name)
    if on is None or on > timezone.localdate(taking.at):
        raise ValidationError({name: _("Say when it was; this day is missing, or yet to come.")})
    return on
