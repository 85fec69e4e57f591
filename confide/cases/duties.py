"""Duties: ticked by somebody who sees the case, recorded like everything else, and chased until then."""

from datetime import datetime

from django.db import transaction

from confide.cases.acting import acting
from confide.cases.models import Duty
from confide.cases.perform import CaseNotFound
from confide.cases.register import of
from confide.domain.refusal import Forbidden, Refused
from confide.domain.register import READ
from confide.door.opening import actor_of
from confide.door.policy import may, sentences
from confide.door.recording import record
from confide.people.models import Staff


def tick(duty: Duty, actor: Staff, at: datetime, remark: str = "") -> Duty:
    """Say that a duty was done. Raises Refused, or CaseNotFound for what the actor may not see."""
    with acting(actor, at) as reader, transaction.atomic():
        found = Duty.objects.select_for_update(of=("self",)).select_related("case").filter(pk=duty.pk).first()
        if found is None:
            raise CaseNotFound
        if found.done_at is not None:
            raise Refused("This was ticked already.")
        case = found.case
        needs = of(case).ticks.get(found.code, READ)
        allowed = may(f"{case.register}:{needs}", actor=actor_of(reader), case=case.matter(reader))
        if not allowed.allowed:
            raise Forbidden(sentences(allowed), allowed.clauses)
        found.done_at, found.done_by, found.remark = at, actor, remark
        found.full_clean(exclude=["case"], validate_unique=False)
        found.save()
        concerned = case.concerned()
        record(
            f"{case.register}:tick",
            at=at,
            actor=actor.id,
            about=case.reference,
            clauses=(found.clause,),
            subjects=[concerned] if concerned else [],
            data={"duty": found.code, "sealed": found.digests()},
        )
        return found


def overdue(at: datetime) -> list[Duty]:
    """The duties that are late, of the cases that the current reader sees; the latest first."""
    return list(Duty.objects.filter(done_at=None, due_at__lt=at).select_related("case").order_by("due_at"))
