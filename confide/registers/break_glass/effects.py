"""What breaking, ending and judging do: the way in, its end, and a review of what was not justified."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.people import glass, watching
from confide.people.find import whom_exactly
from confide.people.models import Staff
from confide.registers.break_glass.rules import JUDGED_WITHIN, MANAGING_DIRECTOR


def find(given: Mapping[str, Any], actor: Staff, at: datetime) -> Mapping[str, Any]:
    """Whom it is for. A miss is recorded before anything is refused, and says no more than that it was one."""
    reference, name, born_on = (given.get(part) for part in ("reference", "full_name", "born_on"))
    if not reference and not (name and born_on):
        raise ValidationError({"reference": _("Give their reference, or both their full name and date of birth.")})
    found = whom_exactly(at, reference=reference or "", name=name or "", born_on=born_on)
    if found is None:
        watching.missed(actor, at)
        sentence = _("Nobody was found by exactly this. That you tried is recorded. Check it, or ask their team.")
        raise ValidationError({"reference" if reference else "full_name": sentence})
    if found.staff_id == actor.pk:
        raise ValidationError({"reference": _("This is your own record. Ask for it; you need not break the glass.")})
    return {"person": found}


def break_it(taking: Taking) -> None:
    """Let them in, and put it before the Managing Director."""
    facts, case, person = taking.facts, taking.case, taking.given["person"]
    facts.whose, facts.reference = person.pk, person.reference
    facts.full_name, facts.born_on = "", None
    glass.break_for(person, person.reference, staff=taking.actor, matter=case.reference, at=taking.at)
    taking.office(MANAGING_DIRECTOR)
    on = timezone.localdate(taking.at)
    taking.due(due_at(JUDGED_WITHIN, taking.at, bank_holidays(Nation.ENGLAND, on)))


def end_now(taking: Taking) -> None:
    """They need it no longer."""
    glass.end(taking.case.reference, taking.at)
    taking.facts.ended_at = taking.facts.ended_at or taking.at


def judge(taking: Taking) -> None:
    """Nobody goes on reading once it was judged."""
    end_now(taking)
    taking.due(None)


def find_not_justified(taking: Taking) -> None:
    """Somebody other than their line manager reviews it."""
    judge(taking)
    opener = taking.case.opened_by
    watching.signal(
        "glass_not_justified", opener, key=taking.case.reference, at=taking.at, facts={"case": taking.case.reference}
    )
