"""What calling, certifying and chasing do."""

import re
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.refusal import Refused
from confide.people.models import Membership, Office, Staff
from confide.registers.certifications.models import Certification
from confide.registers.certifications.rules import CHANGED, CHASED_EVERY_DAYS, DAYS, ENDED, unanswered

QUARTER = re.compile(r"20\d\d-Q[1-4]", re.ASCII)


def call(taking: Taking) -> None:
    """Ask a line manager about their people."""
    facts, case = taking.facts, taking.case
    manager = Staff.objects.filter(username=facts.who.strip()).first()
    if manager is None or not people_of(manager, taking.at):
        raise ValidationError({"who": _("Nobody who manages people has this user name.")})
    if not QUARTER.fullmatch(facts.quarter):
        raise ValidationError({"quarter": _("Write a quarter like 2026-Q4.")})
    if Certification.objects.filter(quarter=facts.quarter, who=manager.username).exists():
        raise Refused("This manager was asked for this quarter already.", ("1.7b",))
    case.owner, case.team, facts.who, facts.chased = manager, manager.team, manager.username, 0
    taking.due(taking.at + timedelta(days=DAYS))


def certify(taking: Taking) -> None:
    """Take the answers for everybody whom they manage now; what is to change is a duty."""
    people = {staff.username: staff.name for staff in people_of(taking.actor, taking.at)}
    given = dict(taking.given.get("answers") or {})
    if left := unanswered(people, given):
        names = ", ".join(people[who] for who in left)
        raise Refused("Answer for everybody. Still open: {names}.", ("1.7b",), names=names)
    answers = {who: given[who] for who in people}
    taking.facts.answers = [{**seen(who, taking.at), "outcome": outcome} for who, outcome in answers.items()]
    if {CHANGED, ENDED} & set(answers.values()):
        taking.duty("change_access", "1.7b", taking.at + timedelta(days=1))
    taking.due(None)
    for outcome in answers.values():
        taking.data[outcome] = taking.data.get(outcome, 0) + 1


def chase(taking: Taking) -> None:
    if taking.case.due_at is not None and taking.at < taking.case.due_at:
        raise Refused("This is not late yet.", ("1.7b",))
    taking.facts.chased = (taking.facts.chased or 0) + 1
    taking.due(taking.at + timedelta(days=CHASED_EVERY_DAYS))


def people_of(manager: Staff, at: Any) -> list[Staff]:
    """Whom they manage and who works here then."""
    managed = Staff.objects.filter(line_manager=manager).select_related("team").order_by("name")
    return [staff for staff in managed if staff.works_at(at)]


def seen(username: str, at: Any) -> dict[str, Any]:
    """What somebody may see by, as it is now: role, teams and offices."""
    staff, on = Staff.objects.get(username=username), timezone.localdate(at)
    now = Membership.objects.filter(Q(until_on=None) | Q(until_on__gte=on), staff=staff, from_on__lte=on)
    offices = Office.objects.filter(Q(holder=staff) | Q(deputy=staff) | Q(alternate=staff))
    return {
        "who": username,
        "name": staff.name,
        "role": staff.role,
        "teams": sorted(now.values_list("team__name", flat=True)),
        "offices": sorted(offices.values_list("code", flat=True)),
    }
