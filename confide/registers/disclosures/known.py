"""What the person may know of disclosures about them, and what went outside in those.

- Nothing of a question that is still open. Once it is closed, unless telling is not safe yet; that is looked at again
  by a day, and once whoever looked has ticked it, the person may know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Case, Duty
from confide.cases.register import Disclosed, Question
from confide.cases.taking import Taking
from confide.domain.decision import Decision
from confide.door import telling
from confide.registers.disclosures.clocks import due
from confide.registers.disclosures.models import Disclosure
from confide.registers.disclosures.rules import WORKFLOW

NOT_YET = "not_yet"
REVIEW = "not_yet_review"
STILL_UNSAFE = Question(
    words=_("May the person know of it now?"),
    now=_("Yes: telling puts nobody at risk any more. They can see it from now on."),
    not_yet=_("No: it is not safe yet, or would still spoil what it was given for."),
    at_the_latest=lambda at: due(telling.review_within(), at),
)


def when_told(decision: Decision, asked: Mapping[str, Any]) -> str:
    """When the person is told, as a code; not yet, where it was judged unsafe or would spoil what it was given for."""
    unsafe = (asked.get("judgements") or {}).get("telling_safe") == "no"
    spoilt = any(telling.spoils(basis.exemption) for basis in decision.basis)
    return NOT_YET if unsafe or spoilt else decision.tell_subject


def look_again(taking: Taking) -> None:
    """Where the person must not know yet, somebody looks at that again by a day."""
    kept = {duty.code for duty in taking.earlier()}
    if taking.facts.telling == NOT_YET and REVIEW not in kept:
        taking.duty(REVIEW, "2.3c", due(telling.review_within(), taking.at))


def may_know(cases: Sequence[Case]) -> Iterable[Case]:
    """The cases that are closed and safe to know of."""
    closed = [case for case in cases if case.status in WORKFLOW.final and not case.confined]
    keys = [case.pk for case in closed]
    told = dict(Disclosure.objects.filter(case__in=keys).values_list("case", "telling"))
    reviews = Duty.objects.filter(case__in=keys, code=REVIEW)
    reviewed = {duty.case_id for duty in reviews if duty.done_at is not None}
    waits = {duty.case_id for duty in reviews if duty.done_at is None}
    return [case for case in closed if case.pk not in waits and _safe(told.get(case.pk, ""), case.pk in reviewed)]


def _safe(told: str, reviewed: bool) -> bool:
    # An empty code is a case of before this was kept, which nobody has looked at.
    return reviewed or told not in {"", NOT_YET}


def disclosed(cases: Sequence[Case]) -> Iterator[Disclosed]:
    """What went, of cases that may be known."""
    known = {case.pk: case for case in cases}
    for facts in Disclosure.objects.filter(case__in=known).exclude(sent_at=None):
        facts.case = known[facts.pk]
        yield Disclosed(
            case=facts.case,
            at=facts.sent_at,
            to=facts.recipient_kind,
            purpose=facts.purpose,
            categories=tuple(facts.sent_categories),
            channel=facts.sent_channel,
            risk_to_others=facts.risk_to in {"others", "child"} and facts.risk_level not in {"none", "low"},
            row=facts,
            names=("sent_to",),
        )
