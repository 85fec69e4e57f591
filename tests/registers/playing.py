"""Plays the people of a register: opens cases and takes steps as those who may, with what they would type."""

from datetime import datetime, timedelta

from confide.cases.models import Case
from confide.cases.perform import open_case, perform, steps_for
from confide.cases.register import Register, named
from confide.domain.refusal import Refused
from confide.door.reading import system
from confide.people.models import Staff
from tests.organisation import AT, House

LATER = AT + timedelta(days=60)


# Whom the relations are that may open a case of some registers; anybody may open one of the others, so Ama does.
OPENERS = {"people_manager": "ben", "governance": "gwen", "reviewer": "gwen"}


# What must be there before a case of some registers can go its way: cases of others, each in a status.
BEFORE = {"paper": (("cabinet", "in_use"), ("disclosure", "carried_out"))}


def prepare(register: Register, house: House) -> None:
    """Have what a case of a register needs, once."""
    for name, status in BEFORE.get(register.rules.name, ()):
        with system("tests"):
            there = Case.objects.filter(register=name).exists()
        if not there:
            needed = named(name)
            given = needed.sample("open", AT) if needed.sample else {}
            about = house.dee if name == "disclosure" else None
            case = open_case(needed, given, actor=opener(needed, house), at=AT, person=about)
            for step in needed.rules.workflow.route(status):
                case = take(needed, case, step, house)


def opener(register: Register, house: House) -> Staff:
    """Somebody who may open a case of a register."""
    return getattr(house, OPENERS.get(register.rules.opened_by, "ama"))


def opened(register: Register, house: House, *, by: Staff | None = None, key: str = "") -> Case:
    given = register.sample("open", AT) if register.sample else {}
    prepare(register, house)
    person = house.dee if register.needs_person or register.about_persons else None
    return open_case(register, given, actor=by or opener(register, house), at=AT, person=person, key=key)


def may_take(case: Case, step: str, house: House, at: datetime = AT) -> Staff | None:
    """Somebody who sees the case and may take the step."""
    for staff in house.everybody():
        with house.reads(staff, at):
            seen = Case.objects.filter(pk=case.pk).exists()
        if seen and any(found.name == step and refused is None for found, refused in steps_for(case, staff, at)):
            return staff
    return None


def take(register: Register, case: Case, step: str, house: House, *, by: Staff | None = None, key: str = "") -> Case:
    """Take a step now, or, where it is refused now, two months later: some steps need time to pass."""
    try:
        return _take(register, case, step, house, by=by, key=key, at=AT)
    except Refused as now:
        try:
            return _take(register, case, step, house, by=by, key=key, at=LATER)
        except Refused:
            raise now from None


def _take(register: Register, case: Case, step: str, house: House, *, by: Staff | None, key: str, at: datetime) -> Case:
    case = reread(case)
    given = register.sample(step, at) if register.sample else {}
    actor = by or may_take(case, step, house, at) or house.ama
    return perform(step, case, actor=actor, at=at, expecting=case.version, given=given, key=key)


def case_in(register: Register, status: str, house: House) -> Case:
    """A case that got to a status by steps that were really taken."""
    case = opened(register, house)
    for name in register.rules.workflow.route(status):
        case = take(register, case, name, house)
    return reread(case)


def reread(case: Case) -> Case:
    with system("tests"):
        return Case.objects.get(pk=case.pk)
