"""What happened to a disclosure, and what still has to be done about it, as the page shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.register import of
from confide.domain.decision import Decision
from confide.registers.disclosures.known import REVIEW
from confide.registers.disclosures.labels import STEPS
from confide.registers.disclosures.models import Disclosure
from confide.registers.disclosures.ticking import NO_LONGER, missed, superseded
from confide.web import words as web_words

DECIDE = ("decide_to_share", "decide_not_to_share", "approve", "refuse", "share_in_emergency", "record_afterwards")
AFTERWARDS = "record_afterwards"
TO_SHARE = ("decide_to_share", "approve")
OPEN = frozenset({"asked", "with_office"})


def events(case: Case, facts: Disclosure, kept: Iterable[Duty]) -> list[dict[str, Any]]:
    """The timeline with what was ticked on its own, the latest first; its notes stay sealed here."""
    rows = list(CaseEvent.objects.filter(case=case).select_related("actor"))
    lines = [
        _line(web_words.step(of(case), event.step), event.at, event.actor.name, event.clauses[:4]) for event in rows
    ]
    with_a_step = {event.at for event in rows}
    said = texts(facts)
    for duty in kept:
        if duty.done_by is not None and duty.done_at is not None and duty.done_at not in with_a_step:
            title = _("Done: %(duty)s") % {"duty": _words(duty, said)}
            lines.append(_line(title, duty.done_at, duty.done_by.name, [duty.clause]))
    lines.sort(key=lambda line: line["at"])
    return lines[::-1]


def _line(title: Any, at: datetime, actor: str, clauses: Iterable[str]) -> dict[str, Any]:
    links = [web_words.clause(clause) for clause in clauses]
    return {"title": title, "at": at, "actor": actor, "clauses": links}


def _words(duty: Duty, said: Mapping[str, str]) -> str:
    return said.get(duty.code) or web_words.duty(duty.code)


def decided(case: Case) -> str:
    """Who decided, and when; nothing while nobody has."""
    last = (
        CaseEvent.objects.filter(case=case, step__in=DECIDE).select_related("actor").order_by("-ledger_entry").first()
    )
    if last is None or case.status in OPEN:
        return ""
    said = (
        _("Nobody decided it before it went. %(who)s, %(job)s, recorded it on %(when)s.")
        if last.step == AFTERWARDS
        else _("%(who)s, %(job)s, decided on %(when)s: %(step)s.")
    )
    return said % {
        "who": last.actor.name,
        "job": last.actor.job_title,
        "when": web_words.plain(last.at),
        "step": str(STEPS[last.step]).lower(),
    }


def was_recorded_afterwards(case: Case) -> bool:
    """Whether it was shared before anybody decided anything."""
    return CaseEvent.objects.filter(case=case, step=AFTERWARDS).exists()


def decided_to_share_at(case: Case) -> datetime | None:
    """When somebody last decided that it may go; None where nobody did."""
    rows = CaseEvent.objects.filter(case=case, step__in=TO_SHARE).order_by("-ledger_entry")
    return rows.values_list("at", flat=True).first()


def duties(case: Case, facts: Disclosure, kept: Collection[Duty]) -> list[dict[str, Any]]:
    """The duties that are kept, in the words of the decision that brought them."""
    said, gone = texts(facts), missed(case)
    over = superseded(case) if any(duty.done_at for duty in kept) else frozenset()
    return [
        {
            "words": _words(duty, said),
            "clause": web_words.clause(duty.clause),
            "due_at": duty.due_at,
            "done_at": duty.done_at,
            "asks": duty.code == REVIEW,
            "remark": duty.remark if duty.code == REVIEW else "",
            "missed": duty.pk in gone,
            "over": str(_(NO_LONGER)) if duty.pk in over else "",
            "tick": "" if duty.done_at or duty.pk in gone else reverse("disclosures-duty", args=[case.number, duty.pk]),
        }
        for duty in kept
    ]


def texts(facts: Disclosure) -> dict[str, str]:
    """The words of each duty, as far as the decision is open."""
    if not isinstance(facts.decision, dict):
        return {}
    return {duty.duty: _(duty.text) for duty in Decision.from_json(facts.decision).duties}
