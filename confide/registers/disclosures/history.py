"""What happened to a disclosure, and what still has to be done about it, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from confide.cases.models import Case, CaseEvent, Duty
from confide.domain.decision import Decision
from confide.registers.disclosures.known import REVIEW
from confide.registers.disclosures.labels import STEPS
from confide.registers.disclosures.models import Disclosure
from confide.web import words as web_words

DECIDE = ("decide_to_share", "decide_not_to_share", "approve", "refuse", "share_in_emergency", "record_afterwards")
TO_SHARE = ("decide_to_share", "approve")
OPEN = frozenset({"asked", "with_office"})


def events(case: Case) -> list[dict[str, Any]]:
    """The timeline, the latest first; its notes stay sealed here."""
    rows = CaseEvent.objects.filter(case=case).select_related("actor")
    return [
        {
            "title": STEPS[event.step],
            "at": event.at,
            "actor": event.actor.name,
            "clauses": [web_words.clause(clause) for clause in event.clauses[:4]],
        }
        for event in reversed(rows)
    ]


def decided(case: Case) -> str:
    """Who decided, and when; nothing while nobody has."""
    last = (
        CaseEvent.objects.filter(case=case, step__in=DECIDE).select_related("actor").order_by("-ledger_entry").first()
    )
    if last is None or case.status in OPEN:
        return ""
    return _("%(who)s, %(job)s, decided on %(when)s: %(step)s.") % {
        "who": last.actor.name,
        "job": last.actor.job_title,
        "when": web_words.plain(last.at),
        "step": str(STEPS[last.step]).lower(),
    }


def decided_to_share_at(case: Case) -> datetime | None:
    """When somebody last decided that it may go; None where nobody did."""
    rows = CaseEvent.objects.filter(case=case, step__in=TO_SHARE).order_by("-ledger_entry")
    return rows.values_list("at", flat=True).first()


def duties(case: Case, facts: Disclosure, kept: Iterable[Duty]) -> list[dict[str, Any]]:
    """The duties that are kept, in the words of the decision that brought them."""
    said = texts(facts)
    return [
        {
            "words": said.get(duty.code) or web_words.code(duty.code),
            "clause": web_words.clause(duty.clause),
            "due_at": duty.due_at,
            "done_at": duty.done_at,
            "asks": duty.code == REVIEW,
            "remark": duty.remark if duty.code == REVIEW else "",
            "tick": "" if duty.done_at else reverse("disclosures-duty", args=[case.number, duty.pk]),
        }
        for duty in kept
    ]


def texts(facts: Disclosure) -> dict[str, str]:
    """The words of each duty, as far as the decision is open."""
    if not isinstance(facts.decision, dict):
        return {}
    return {duty.duty: _(duty.text) for duty in Decision.from_json(facts.decision).duties}
