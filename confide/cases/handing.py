"""The cases that somebody has in hand, and how they go to a successor when that person leaves."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Case
from confide.cases.perform import hand_on
from confide.door.reading import system
from confide.people import handover
from confide.people.models import Staff


def _in_hand(staff: Staff) -> QuerySet[Case]:
    return Case.objects.filter(Q(owner=staff) | Q(decider=staff), closed_at=None).order_by("reference")


def held(staff: Staff) -> list[str]:
    """References of the open cases that are theirs to work on or to decide, but for the one that is about them."""
    with system("hand over what somebody had in hand"):
        return list(_in_hand(staff).exclude(subject_staff=staff).values_list("reference", flat=True))


def give(staff: Staff, successor: Staff, at: datetime) -> int:
    """Hand all of them on. To be called in a transaction."""
    with system("hand over what somebody had in hand"):
        cases = list(_in_hand(staff).exclude(subject_staff=staff))
        for case in cases:
            hand_on(case, leaver=staff, successor=successor, at=at)
        return len(cases)


handover.announce(handover.Kind("cases", _("Open cases"), held, give))
