"""Duties: ticked by somebody who sees the case, recorded like everything else, and chased until then.

- One that asks something is answered with a reason; where the answer is not yet, the same is due again by a day.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from confide.cases.acting import acting
from confide.cases.models import Duty
from confide.cases.perform import CaseNotFound
from confide.cases.register import Question, of
from confide.domain.clock import day_of
from confide.domain.refusal import Forbidden, Refused
from confide.domain.register import READ
from confide.door.opening import actor_of
from confide.door.policy import may, sentences
from confide.door.recording import record
from confide.people.models import Staff


def tick(duty: Duty, actor: Staff, at: datetime, remark: str = "", again: datetime | None = None) -> Duty:
    """Say that a duty was done; `again` says by when the same has to be done anew.

    Raises Refused, ValidationError for a duty that asks something and was not answered, or CaseNotFound for what the
    actor may not see.
    """
    with acting(actor, at) as reader, transaction.atomic():
        found = Duty.objects.select_for_update(of=("self",)).select_related("case").filter(pk=duty.pk).first()
        if found is None:
            raise CaseNotFound
        if found.done_at is not None:
            raise Refused("This was ticked already.")
        case = found.case
        if Duty.objects.filter(of(case).missed, pk=found.pk).exists():
            raise Refused("This cannot be done in time any more.", (found.clause,))
        needs = of(case).ticks.get(found.code, READ)
        allowed = may(f"{case.register}:{needs}", actor=actor_of(reader), case=case.matter(reader))
        if not allowed.allowed:
            raise Forbidden(sentences(allowed), allowed.clauses)
        _check_answer(of(case).questions.get(found.code), at, remark, again)
        found.done_at, found.done_by, found.remark = at, actor, remark
        found.full_clean(exclude=["case"], validate_unique=False)
        found.save()
        if again is not None:
            Duty(case=case, code=found.code, clause=found.clause, due_at=again).save()
        concerned = case.concerned()
        record(
            f"{case.register}:tick",
            at=at,
            actor=actor.id,
            about=case.reference,
            clauses=(found.clause,),
            subjects=[concerned] if concerned else [],
            data={"duty": found.code, "sealed": found.digests()} | ({"again": again.isoformat()} if again else {}),
        )
        return found


def _check_answer(question: Question | None, at: datetime, remark: str, again: datetime | None) -> None:
    if question is None:
        if again is not None:
            raise Refused("This is done once and not put off.")
        return
    latest = question.at_the_latest(at)
    if not remark.strip():
        raise ValidationError({"remark": _("Say why.")})
    if again is not None and again <= at:
        raise ValidationError({"again": _("Choose a day that is yet to come.")})
    if again is not None and latest is not None and again > latest:
        last = _("It is looked at again by {day} at the latest.").format(day=f"{day_of(latest):%d %B %Y}")
        raise ValidationError({"again": last})


def overdue(at: datetime) -> list[Duty]:
    """The duties that are late, of the cases that the current reader sees; the latest first."""
    return list(Duty.objects.filter(done_at=None, due_at__lt=at).select_related("case").order_by("due_at"))
