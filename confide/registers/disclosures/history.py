"""What happened to a disclosure, and what still has to be done about it, as the page shows it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from confide.cases.models import Case, CaseEvent, Duty
from confide.domain.decision import Decision
from confide.registers.disclosures.labels import STEPS
from confide.registers.disclosures.models import Disclosure
from confide.web import words as web_words


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


def duties(case: Case, facts: Disclosure) -> list[dict[str, Any]]:
    """The duties that are kept, in the words of the decision that brought them."""
    said = texts(facts)
    return [
        {
            "words": said.get(duty.code) or web_words.code(duty.code),
            "clause": web_words.clause(duty.clause),
            "due_at": duty.due_at,
            "done_at": duty.done_at,
            "tick": "" if duty.done_at else reverse("disclosures-duty", args=[case.number, duty.pk]),
        }
        for duty in Duty.objects.filter(case=case)
    ]


def texts(facts: Disclosure) -> dict[str, str]:
    """The words of each duty, as far as the decision is open."""
    if not isinstance(facts.decision, dict):
        return {}
    return {duty.duty: _(duty.text) for duty in Decision.from_json(facts.decision).duties}
