"""Which of the proposed duties a decision brings, and ticking those that are done.

- The engine says what has to be done for its own answer; a person may decide otherwise, and then other duties count.
- What only says how to behave is shown and not ticked: nobody could say when it is done.
- What the record itself proves done is ticked with the step that recorded it.
- What a later decision made needless ends with the step that took it, and is never said to have been done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import F, Q

from confide.cases.models import Case, Duty
from confide.cases.taking import Taking
from confide.domain.decision import Decision
from confide.registers.disclosures.known import REVIEW
from confide.registers.disclosures.rules import TELL_BEFORE, proved

BEHAVIOUR = frozenset(
    {
        "anonymise_first",
        "call_back",
        "name_no_names",
        "neither_confirm_nor_deny",
        "never_promise",
        "not_overheard",
        "training_warning",
    }
)
# To be done before it went, and not done by then.
MISSED = Q(code=TELL_BEFORE, done_at=None, case__disclosure__sent_at__isnull=False)
# Ended by a step that decided otherwise, which records nothing that would prove them done.
SUPERSEDED = Q(
    case__events__step__in=("ask_again", "decide_not_to_share", "refuse"), case__events__at=F("done_at")
) & ~Q(code__in=proved({"reasons": True}))
NO_LONGER = "No longer needed: it was decided otherwise."
NOT_SHARING = frozenset({"record_refusal", "answer_asker", "explain_withholding"})
EITHER_WAY = frozenset({"not_yet_review", "ring_999", "ring_on_call_manager"})


def when_shared(code: str) -> bool:
    """Whether a duty has to be done once sharing is decided."""
    return code not in NOT_SHARING | BEHAVIOUR


def when_shared_already(code: str) -> bool:
    """Whether a duty is still to be done where it went before anybody decided."""
    return when_shared(code) and code != TELL_BEFORE


def when_not_shared(code: str) -> bool:
    """Whether a duty has to be done once it is decided not to share."""
    return code in NOT_SHARING | EITHER_WAY


def when_referred(code: str) -> bool:
    """Whether a duty has to be done while an office decides."""
    return code in EITHER_WAY


def supersede(taking: Taking, decision: Decision, counts: Callable[[str], bool]) -> None:
    """End what earlier steps brought and this one does not ask for; whether the person may know is still looked at."""
    kept = {REVIEW, *proved(taking.given), *(duty.duty for duty in decision.duties if counts(duty.duty))}
    needless = [duty for duty in taking.earlier() if duty.done_at is None and duty.code not in kept]
    for duty in needless:
        _end(duty, taking)
        duty.remark = NO_LONGER
        duty.save()
    if needless:
        taking.data["superseded"] = sorted(duty.code for duty in needless)


def superseded(case: Case) -> frozenset[Any]:
    """The keys of the duties of a case that a later decision made needless: they ended with its step."""
    return frozenset(Duty.objects.filter(SUPERSEDED, case=case).values_list("pk", flat=True))


def brought(taking: Taking) -> frozenset[str]:
    """The duties that earlier steps brought: those still to be done, and those that somebody did."""
    duties = taking.earlier()
    over = superseded(taking.case) if any(duty.done_at for duty in duties) else frozenset()
    return frozenset(duty.code for duty in duties if duty.pk not in over)


def left(case: Case) -> list[Duty]:
    """What is still to be done about a case."""
    return list(Duty.objects.filter(case=case, done_at=None))


def is_left(taking: Taking, code: str) -> bool:
    """Whether an earlier step brought this duty, and nobody has done it yet or says with this step that they did."""
    open_ = {duty.code for duty in taking.earlier() if duty.done_at is None}
    return code in open_ - set(taking.given.get("duties", ()))


def missed(case: Case) -> frozenset[Any]:
    """The keys of the duties of a case that cannot be done in time any more."""
    return frozenset(Duty.objects.filter(MISSED, case=case).values_list("pk", flat=True))


def settle(taking: Taking) -> None:
    """Tick what somebody said was done with this step, and what the step records proves done."""
    # That the person may know now is looked at by itself, and never ticked in passing.
    done = {*taking.given.get("duties", ()), *proved(taking.given)} - {REVIEW}
    for duty in taking.duties:
        _tick(duty, done, taking)
    for duty in taking.earlier():
        if duty.done_at is None and _tick(duty, done, taking):
            duty.save()
    taking.data["duties_done"] = sorted(done)


def _tick(duty: Duty, done: Collection[str], taking: Taking) -> bool:
    if duty.code not in done:
        return False
    _end(duty, taking)
    return True


def _end(duty: Duty, taking: Taking) -> None:
    duty.case, duty.done_at, duty.done_by = taking.case, taking.at, taking.actor
