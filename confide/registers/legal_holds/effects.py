"""What placing and reviewing a hold do, and what a hold stops."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.clock import end_of
from confide.door.retention import schedule
from confide.people.models import Person
from confide.records.holdings import Bar
from confide.registers.legal_holds.models import LegalHold
from confide.registers.legal_holds.rules import RULES


def place(taking: Taking) -> None:
    """Hold what one person, or everybody, has here; from now on nothing of it can be destroyed."""
    facts, case = taking.facts, taking.case
    typed = facts.who.strip()
    if typed:
        case.person = Person.objects.filter(reference__iexact=typed).first()
        if case.person is None:
            raise ValidationError({"who": _("There is nobody with this reference among the people you look after.")})
        facts.who = case.person.reference
    # The team of the person need not know that there is a claim.
    case.team = None
    hold_on(taking)
    taking.data |= {"kind": facts.kind, "covers": list(facts.covers)}


def hold_on(taking: Taking) -> None:
    """Say when it is looked at again: within a year at the latest."""
    today, on = timezone.localdate(taking.at), taking.facts.review_on
    latest = today + timedelta(days=schedule().days_between_reviews)
    if on is None or not today < on <= latest:
        raise ValidationError({"review_on": _("Choose a day to come, a year from now at the latest.")})
    taking.due(end_of(on))


def lift(taking: Taking) -> None:
    """What it covered goes by its own rules again."""
    taking.due(None)


def stopped(holders: Collection[UUID]) -> Iterator[Bar]:
    """What the holds of these people, and those that cover everybody, stop."""
    whose = Q(case__person__in=holders) | Q(case__person=None)
    holds = LegalHold.objects.filter(whose, case__closed_at=None).select_related("case")
    for hold in holds.order_by("case__reference"):
        yield Bar(hold.case.reference, RULES.title, holder=hold.case.person_id, codes=frozenset(hold.covers))


def sample(step: str, at: datetime) -> dict[str, object]:
    """What one would type for a step."""
    review_on = timezone.localdate(at) + timedelta(days=180)
    typed: dict[str, dict[str, object]] = {
        "open": {
            "kind": "claim",
            "covers": ["CR-01"],
            "reason": "A solicitor has written about a fall in the bathroom.",
            "review_on": review_on,
        },
        "hold_on": {"review_on": review_on},
        "lift": {"why_lifted": "The claim was withdrawn in writing."},
    }
    return typed.get(step, {})
