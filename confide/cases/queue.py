"""The work of one member of staff: cases that wait for them and duties that are theirs, the most urgent first.

- Nothing here opens anything: a case is shown by its reference and its kind, never by a name (2.3d).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from confide.cases.acting import acting
from confide.cases.models import Case, Duty
from confide.cases.register import every, of
from confide.domain.reading import Reader
from confide.domain.workflow import words
from confide.door.typed import Label
from confide.people.models import Staff

OWNER, DECIDER, DUTY = "owner", "office", "duty"
"""Why something is somebody's work."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    case: Case
    title: Label
    state: str
    """The status of the case or the code of the duty, in words."""
    due_at: datetime | None
    why: str
    """OWNER, DECIDER or DUTY."""
    duty: Duty | None = None

    def is_overdue(self, at: datetime) -> bool:
        """Whether its time has passed."""
        return self.due_at is not None and self.due_at < at


def work_for(staff: Staff, at: datetime, limit: int = 100) -> list[Item]:
    """What waits for a member of staff, what is due first coming first and what has no time last."""
    with acting(staff, at) as reader:
        items = [*_to_decide(reader, at, limit), *_own(reader, limit), *_duties(reader, limit)]
    items.sort(key=lambda item: (item.due_at is None, item.due_at or at, item.case.reference))
    return items[:limit]


def _to_decide(reader: Reader, at: datetime, limit: int) -> Iterator[Item]:
    waits = Q(decider=reader.id) | Q(office__in=reader.offices, decider=None)
    waits |= Q(office__in=reader.standby, due_at__lt=at)
    cases = _open_cases().filter(waits).exclude(office="").exclude(opened_by=reader.id).exclude(subject_staff=reader.id)
    return (_item(case, DECIDER) for case in cases.order_by("due_at")[:limit])


def _own(reader: Reader, limit: int) -> Iterator[Item]:
    at_rest = Q()
    for rules in (register.rules for register in every() if register.rules.workflow.resting):
        at_rest |= Q(register=rules.name, status__in=rules.workflow.resting, due_at=None)
    cases = _open_cases().filter(owner=reader.id, office="").exclude(at_rest)
    return (_item(case, OWNER) for case in cases.order_by("due_at")[:limit])


def _duties(reader: Reader, limit: int) -> Iterator[Item]:
    mine, others = Q(case__owner=reader.id), Q(pk__in=())
    for register in (each for each in every() if each.ticks):
        others |= Q(case__register=register.rules.name, code__in=register.ticks)
    # What the owner may not tick is the work of those who look after all registers.
    wanted = (mine & ~others) | others if reader.governance else mine & ~others
    open_ = Duty.objects.filter(wanted, done_at=None).exclude(_missed())
    duties = open_.select_related("case").order_by("due_at")
    for duty in duties[:limit]:
        yield Item(duty.case, of(duty.case).rules.title, words(duty.code), duty.due_at, DUTY, duty)


def _missed() -> Q:
    """What nobody can do in time any more is nobody's work."""
    missed = Q(pk__in=())
    for register in every():
        missed |= Q(register.missed, case__register=register.rules.name)
    return missed


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(closed_at=None)


def _item(case: Case, why: str) -> Item:
    rules = of(case).rules
    state = rules.workflow.due.get(case.status, case.status) if case.due_at else case.status
    return Item(case, rules.title, words(state), case.due_at, why)
