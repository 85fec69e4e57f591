"""What vouching, confirming and giving the code do."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.clock import due_at
from confide.domain.refusal import Refused
from confide.people import codes
from confide.people.models import Staff
from confide.registers.recoveries.rules import ANSWERED_WITHIN, OFFICE


def vouch(taking: Taking) -> None:
    """The line manager says that it is them."""
    case, typed = taking.case, taking.facts.who.strip()
    staff = Staff.objects.filter(username=typed).first()
    if staff is None:
        raise ValidationError({"who": _("Nobody here has this user name.")})
    if staff.line_manager_id != taking.actor.id or staff == taking.actor:
        raise Refused("Only their own line manager can vouch for somebody.", ("1.7b",))
    if not staff.works_at(taking.at):
        raise Refused("They do not work here now, so there is nothing to let them in to.", ("1.7b",))
    case.subject_staff = staff
    taking.office(OFFICE)
    taking.due(due_at(ANSWERED_WITHIN, taking.at))


def confirm(taking: Taking) -> None:
    """Somebody else says so too; whoever vouched takes it from here."""
    if taking.actor.id in {taking.case.opened_by_id, taking.case.subject_staff_id}:
        raise Refused("Two different people have to know that it is them.", ("1.7b",))
    # Whoever confirmed it goes on seeing it, without its being something to decide.
    taking.case.office, taking.case.decider = "", taking.actor
    taking.due(due_at(ANSWERED_WITHIN, taking.at))


def give_the_code(taking: Taking) -> None:
    """Let the code count whose digest is given; the page that made it up shows it once."""
    staff = taking.case.subject_staff
    if staff is None or not taking.given.get("digest"):
        raise Refused("The code is made on its own page.", ("1.7b",))
    known = staff.has_usable_password() or staff.last_login is not None
    reason = codes.RECOVERY if known else codes.FIRST
    codes.give(staff, reason, str(taking.given["digest"]), actor=taking.actor.id, at=taking.at)
    taking.due(None)
    taking.data["reason"] = reason
