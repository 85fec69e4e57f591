"""A case of this register in a reader's hands: found within their scope, and opened as far as they ask.

- Without asking, names are opened only for whoever works on the case. Others see the matter without the name (2.3d),
  and can open the name where they need it; that is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from confide.cases.models import Case, Duty
from confide.door.opening import open_rows
from confide.people.models import Person, Staff
from confide.registers.disclosures.known import REVIEW
from confide.registers.disclosures.models import Disclosure
from confide.registers.disclosures.rules import RULES

NAMES = ("requester_name", "recipient_name", "sent_to", "tracking_number", "answers", "sent", "answer")
IDENTIFYING = frozenset(NAMES)
PURPOSE = "disclosure"


@dataclass
class Opened:
    """A case, its facts, and whether its names are open."""

    case: Case
    facts: Disclosure
    names: bool
    duties: tuple[Duty, ...] = ()

    @property
    def person(self) -> Person | None:
        return self.case.person if self.names and self.case.person_id else None

    @property
    def people_named(self) -> tuple[str, ...]:
        """The names that a question for an office should do without."""
        if self.person is not None and not self.person.sealed_why:
            return (str(self.person.name),)
        unlisted = (self.facts.answers or {}).get("which_person", {}) if self.names else {}
        staff = self.case.subject_staff
        return tuple(name for name in (unlisted.get("name"), staff and staff.name) if name)


def case(number: int) -> Case:
    """The case of that number. Raises Http404 where the reader may not know of it."""
    rows = Case.objects.select_related("person", "subject_staff", "decider", "owner", "opened_by", "team")
    found = rows.filter(register=RULES.name, number=number).first()
    if found is None:
        raise Http404
    return found


def find(number: int, actor: Staff, at: datetime, *, names: bool | None = None) -> Opened:
    """The case of that number, opened. Raises Http404 where the actor may not know of it."""
    found = case(number)
    facts = Disclosure.objects.get(case=found)
    facts.case = found
    wanted = works_on(found, actor) if names is None else names
    duties = tuple(Duty.objects.filter(case=found).select_related("done_by"))
    for duty in duties:
        duty.case = found
    _open(found, facts, duties, at, names=wanted)
    return Opened(found, facts, wanted, duties)


def works_on(concerned: Case, actor: Staff) -> bool:
    """Whether it is the actor's own to carry on."""
    return actor.pk in {concerned.opened_by_id, concerned.owner_id}


def _open(found: Case, facts: Disclosure, duties: Iterable[Duty], at: datetime, *, names: bool) -> None:
    fields = [name for name in Disclosure.sealed if names or name not in IDENTIFYING]
    rows: list[Any] = [facts]
    if names:
        # Why something must not be known yet may name people too.
        rows += [duty for duty in duties if duty.done_at and duty.code == REVIEW]
        rows += [found.person] if found.person is not None else []
    open_rows(rows, [*fields, "name", *Duty.sealed], purpose=PURPOSE, at=at)
