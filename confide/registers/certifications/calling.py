"""The calendar's part: every quarter a case for each line manager, and a reminder when it is late.

- It may run at any moment and as often as one likes: a manager is asked once a quarter, and reminded once a week.
- It acts in the name of the office of information governance, and says in the timeline that the calendar did it.
"""

from datetime import datetime

from django.utils import timezone

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.people import clockwork, offices
from confide.people.models import Staff
from confide.registers.certifications.effects import people_of
from confide.registers.certifications.models import Certification
from confide.registers.certifications.rules import RULES, quarter

OFFICE = "data_protection_officer"
NOTE = "Done by the calendar."


def call_all(at: datetime) -> int:
    """Ask every line manager who was not asked in this quarter yet; how many were."""
    caller = offices.who_decides(OFFICE, matter=(), at=at)
    if caller is None:
        return 0
    now = quarter(timezone.localdate(at))
    with system("see who was asked already"):
        asked = set(Certification.objects.filter(quarter=now).values_list("who", flat=True))
    managers = Staff.objects.filter(manages__isnull=False).exclude(username__in=asked).distinct().order_by("username")
    return sum(_call(manager, now, caller, at) for manager in managers)


def _call(manager: Staff, now: str, caller: Staff, at: datetime) -> int:
    if not manager.works_at(at) or not people_of(manager, at):
        return 0
    given = {"quarter": now, "who": manager.username, "note": NOTE}
    open_case(named(RULES.name), given, actor=caller, at=at, key=f"certify-{now}-{manager.pk}")
    return 1


def chase_all(at: datetime) -> int:
    """Remind whoever is late; how many were."""
    caller = offices.who_decides(OFFICE, matter=(), at=at)
    if caller is None:
        return 0
    with system("see what is late"):
        late = list(Case.objects.filter(register=RULES.name, closed_at=None, due_at__lte=at))
    for case in late:
        perform("chase", case, actor=caller, at=at, expecting=case.version, given={"note": NOTE})
    return len(late)


clockwork.add("asking who may see what", call_all)
clockwork.add("reminding who was asked", chase_all)
