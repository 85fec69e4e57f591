"""What setting up, walking past and giving up a cabinet do.

- What a walk does not find is reported missing first, each by a step of its own, and then the walk is recorded. Cut
  off in between and sent again, it goes on where it was.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.acting import acting
from confide.cases.models import Case
from confide.cases.perform import perform, steps_for
from confide.cases.register import named
from confide.cases.taking import Taking
from confide.domain.clock import due_at
from confide.domain.refusal import Refused, Stale
from confide.door.reading import system
from confide.people.models import Staff
from confide.registers.cabinets.rules import NOT_THERE, WALKED_EVERY, names, unanswered

PAPER = "paper"
IN_ITS_PLACE = "in_its_place"
CLAUSE = "2.8h"
WALK = "walk"
MANY = 20


def set_up(taking: Taking) -> None:
    """Take a cabinet into use; one that does not lock is none."""
    facts = taking.facts
    open_to_all = [name for name in ("cabinet_locks", "office_locks") if getattr(facts, name) is not True]
    if open_to_all:
        said = _("Paper that is confidential is kept in a cabinet that locks, in an office that locks.")
        raise ValidationError(dict.fromkeys(open_to_all, said))
    change_the_keys(taking)
    taking.due(due_at(WALKED_EVERY, taking.at))


def change_the_keys(taking: Taking) -> None:
    """Write down who holds a key from now on; each of them works here."""
    holders = names(taking.facts.key_holders)
    if not holders:
        raise ValidationError({"key_holders": _("Somebody has to hold a key. Give at least one user name.")})
    staff = {who.username: who for who in Staff.objects.filter(username__in=holders)}
    wrong = [name for name in holders if name not in staff or not staff[name].works_at(taking.at)]
    if wrong:
        raise ValidationError(
            {"key_holders": _("Nobody here has this user name: {names}").format(names=", ".join(wrong))}
        )
    taking.facts.key_holders = ", ".join(holders)
    taking.data["keys"] = len(holders)


def walk_past(
    case: Case, answers: Mapping[str, str], surplus: str, *, actor: Staff, at: datetime, expecting: int, key: str
) -> Case:
    """Report what is not there and record the walk. Raises Refused, ValidationError or CaseNotFound."""
    with acting(actor, at):
        for step, refused in steps_for(case, actor, at):
            if step.name == WALK and refused is not None:
                raise refused
        if case.version != expecting:
            raise Stale
        expected = should_be_in(case.reference)
    _all_answered(expected, answers)
    said = _("It was not in {cabinet} when somebody walked past it.").format(cabinet=case.reference)
    for paper in expected:
        if answers[paper.reference] == NOT_THERE:
            given, once = {"what_happened": said}, key and f"{key[:60]}-{paper.number}"
            perform("report_missing", paper, actor=actor, at=at, expecting=paper.version, given=given, key=once)
    given = {"answers": dict(answers), "surplus": surplus}
    return perform(WALK, case, actor=actor, at=at, expecting=expecting, given=given, key=key)


def walk(taking: Taking) -> None:
    """Record what was there and what was not; what is not has been reported by now.

    It counts as the walk that is due only for somebody who sees everything that should be there.
    """
    facts, reference = taking.facts, taking.case.reference
    answers, expected = dict(taking.given.get("answers") or {}), should_be_in(reference)
    _all_answered(expected, answers)
    if any(answers[paper.reference] == NOT_THERE for paper in expected):
        raise Refused("Report what is missing first.", ("2.8g",))
    gone = [reference for reference, answer in answers.items() if answer == NOT_THERE]
    lost = of_cabinet(reference).filter(status="missing", reference__in=gone).count()
    taking.data |= {"seen": len(expected), "missing": lost}
    with system("count what is in a cabinet"):
        whole = of_cabinet(reference).filter(status=IN_ITS_PLACE).count() == len(expected)
    if whole:
        facts.walked_on, facts.seen, facts.missing = timezone.localdate(taking.at), len(expected), lost
        taking.due(due_at(WALKED_EVERY, taking.at))


def give_up(taking: Taking) -> None:
    """Nothing may be in it, also nothing that whoever gives it up does not see."""
    with system("count what is in a cabinet"):
        left = of_cabinet(taking.case.reference).count()
    if left:
        raise Refused("There is paper that belongs in it. Move that first.", (CLAUSE,))
    taking.due(None)


def of_cabinet(reference: str) -> QuerySet[Case]:
    """The paper that belongs in a cabinet, wherever it is now, as far as the reader sees it."""
    facts = named(PAPER).facts.objects.filter(cabinet=reference)
    return Case.objects.filter(register=PAPER, closed_at=None, pk__in=facts.values("case"))


def should_be_in(reference: str) -> list[Case]:
    """The paper that should be in it at this moment."""
    return list(of_cabinet(reference).filter(status=IN_ITS_PLACE).select_related("person").order_by("number"))


def _all_answered(expected: Sequence[Case], answers: Mapping[str, str]) -> None:
    if left := unanswered([paper.reference for paper in expected], answers):
        which = ", ".join(left[:MANY]) + (" …" if left[MANY:] else "")
        raise Refused("Look for everything on the list. Still open: {which}.", ("2.4e",), which=which)
