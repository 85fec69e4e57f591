"""What the person may know of disclosures about them, and what went outside in those.

- Nothing of a question that is still open. Once it is closed, unless telling is not safe yet; that is looked at again
  by a day, and once whoever looked has ticked it, the person may know.
- Whoever looked spoke of the answer that there was. Where it was judged anew after that, it is looked at anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
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
    facts = taking.facts
    reviews = [duty for duty in taking.earlier() if duty.code == REVIEW]
    seen_to = any(duty.done_at is None or _speaks(duty, facts.decided_at) for duty in reviews)
    if facts.telling == NOT_YET and not seen_to:
        taking.duty(REVIEW, "2.3c", due(telling.review_within(), taking.at))


def _speaks(review: Duty, judged_at: datetime | None) -> bool:
    """Whether somebody looked at it since it was last judged; what they said before that was of another answer."""
    return review.done_at is not None and (judged_at is None or review.done_at > judged_at)


def may_know(cases: Sequence[Case]) -> Iterable[Case]:
    """The cases that are closed and safe to know of."""
    closed = [case for case in cases if case.status in WORKFLOW.final and not case.confined]
    keys = [case.pk for case in closed]
    judged = Disclosure.objects.filter(case__in=keys).values_list("case", "telling", "decided_at")
    told = {case: (when, judged_at) for case, when, judged_at in judged}
    reviews: dict[Any, list[Duty]] = {case: [] for case in keys}
    for duty in Duty.objects.filter(case__in=keys, code=REVIEW):
        reviews[duty.case_id].append(duty)
    return [case for case in closed if _safe(*told.get(case.pk, ("", None)), reviews[case.pk])]


def _safe(told: str, judged_at: datetime | None, reviews: Collection[Duty]) -> bool:
    if any(review.done_at is None for review in reviews):
        return False
    # An empty code is a case of before this was kept, which nobody has looked at.
    return told not in {"", NOT_YET} or any(_speaks(review, judged_at) for review in reviews)


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
