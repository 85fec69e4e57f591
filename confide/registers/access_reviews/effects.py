"""What taking up a review and its outcomes do: who may, which signs it settles, and until when."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.domain.refusal import Refused
from confide.people import watching
from confide.people.models import Staff
from confide.registers.access_reviews.rules import OUTCOMES, REVIEWED_WITHIN


def take_up(taking: Taking) -> None:
    """Begin a review of one member of staff, with the signs that are chosen, or with what somebody noticed."""
    case, facts = taking.case, taking.facts
    staff = Staff.objects.filter(username=facts.who.strip()).first()
    if staff is None:
        raise ValidationError({"who": _("Nobody here has this user name.")})
    if taking.actor.pk in {staff.pk, staff.line_manager_id}:
        raise Refused("Somebody other than they themselves and their line manager reviews this.", ("1.2e",))
    case.subject_staff, case.team, facts.who = staff, None, staff.username
    taken = watching.take_up(taking.given.get("signs", ()), staff, case.reference)
    if not taken and not facts.why:
        raise ValidationError({"why": _("Say what this is about, where no sign was found.")})
    taking.data["signs"] = taken
    taking.due(due_at(REVIEWED_WITHIN, taking.at, bank_holidays(Nation.ENGLAND, timezone.localdate(taking.at))))


def hear_them(taking: Taking) -> None:
    """They were heard, on a day that has been."""
    on = taking.facts.heard_on
    if on is None or on > timezone.localdate(taking.at):
        raise ValidationError({"heard_on": _("Say when it was; this day is missing, or yet to come.")})


def settle(taking: Taking) -> None:
    """Every sign of this review has its outcome, by which the precision of its kind is known."""
    outcome = OUTCOMES[taking.step]
    taking.data |= {"outcome": outcome, "signs": watching.settle(taking.case.reference, outcome)}
    taking.due(None)
