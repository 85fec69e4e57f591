"""What somebody may know of what was looked at and shared about them. The one place that decides it.

- Telling is not always safe. What must not be known is a matter: left out with it are its openings, what was opened to
  prepare it, and every look since then by those who work on it from outside the person's own team.
- The register says which of its cases may be known. Where it does not: those that are not confined, and always those
  that one brought or owns oneself.
- A matter that cannot be found any more is not known.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from confide.cases.models import Case, CaseEvent
from confide.cases.register import Disclosed, Register, named
from confide.door import looks
from confide.door.looks import Looks, Unknown
from confide.door.reading import system
from confide.people.models import Membership, Person, Staff

BEFORE = timedelta(days=1)
"""How long before a case its preparation may have begun."""


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody may know: the looks at them, and what went outside, both newest first."""

    looks: Looks
    disclosed: tuple[Disclosed, ...]


def known_to(person: Person | None, staff: Staff | None) -> Known:
    """What a person we hold, or a member of staff, may know about themselves."""
    subjects = {UUID(str(one.pk)) for one in (person, staff) if one is not None}
    team = {one.team_id for one in (person, staff) if one is not None and one.team_id}
    with system("what somebody may know about themselves"):
        cases = _cases(subjects)
        may_be = _may_be_known(cases, subjects)
        unknown = _unknown(subjects, [case for case in cases if case.pk not in may_be], cases, team)
        gone = [case for case in cases if case.pk in may_be]
        went = [found for register, those in _by_register(gone) if register.disclosed
                for found in register.disclosed(those)]  # fmt: skip
    went.sort(key=lambda found: found.at, reverse=True)
    return Known(Looks(subjects, unknown, Staff.objects.values_list("pk", flat=True)), tuple(went))


def _cases(subjects: Collection[UUID]) -> list[Case]:
    """Every case about them, and every other in which they were looked at."""
    about = Q(person__in=subjects) | Q(subject_staff__in=subjects) | Q(reference__in=looks.matters_about(subjects))
    return list(Case.objects.filter(about))


def _by_register(cases: Iterable[Case]) -> list[tuple[Register, list[Case]]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.register, []).append(case)
    return [(named(name), those) for name, those in found.items()]


def _may_be_known(cases: Iterable[Case], subjects: Collection[UUID]) -> set[UUID]:
    mine = {case.pk for case in cases if {case.opened_by_id, case.owner_id} & set(subjects)}
    for register, those in _by_register(cases):
        known = register.may_know(those) if register.may_know else (case for case in those if not case.confined)
        mine |= {case.pk for case in known}
    return mine


def _unknown(subjects: Collection[UUID], hidden: list[Case], cases: list[Case], team: Collection[UUID]) -> Unknown:
    gone = looks.matters_about(subjects) - {case.reference for case in cases} - {looks.PREPARING}
    matters = gone | {case.reference for case in hidden}
    own = set(Membership.objects.filter(team__in=team).values_list("staff", flat=True))
    own |= set(Staff.objects.filter(team__in=team).values_list("pk", flat=True))
    since: dict[UUID, datetime] = {}
    for case in hidden:
        began = case.opened_at - BEFORE
        for who in _workers(case) - own:
            since[who] = min(since.get(who, began), began)
    began_first = min((case.opened_at for case in hidden), default=None)
    return Unknown(frozenset(matters), tuple(since.items()), began_first - BEFORE if began_first else None)


def _workers(case: Case) -> set[UUID]:
    """Whoever has to do with a case."""
    taken = CaseEvent.objects.filter(case=case).values_list("actor", flat=True)
    return {who for who in (*taken, case.opened_by_id, case.owner_id, case.decider_id) if who}
