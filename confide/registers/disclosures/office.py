"""What waits for an office, described without names; and the loose ends that somebody has to look at.

- Only the question and codes are opened here; opening them is recorded like every other look.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases import queue
from confide.cases.models import Case
from confide.door.opening import open_rows
from confide.registers.disclosures import words
from confide.registers.disclosures.models import DIFFERENCES, Disclosure
from confide.registers.disclosures.rules import RULES
from confide.web.reading import Asked

AT_MOST = 100


class Queue(View):
    """What I have to decide, the most urgent first."""

    def get(self, request: Asked) -> HttpResponse:
        at = timezone.now()
        waiting = [item for item in queue.work_for(request.user, at) if item.why == queue.DECIDER]
        cases = [item.case for item in waiting if item.case.register == RULES.name]
        facts = {row.case_id: row for row in Disclosure.objects.filter(case__in=cases).select_related("case")}
        open_rows(facts.values(), ("office_question",), purpose="office queue", at=at)
        items = [self.item(case, facts[case.pk], request, at) for case in cases]
        return render(request, "disclosures/office.html", {"items": items})

    def item(self, case: Case, facts: Disclosure, request: Asked, at: Any) -> dict[str, Any]:
        return {
            "case": case,
            "what": described(facts),
            "question": facts.office_question,
            "late": case.due_at is not None and case.due_at < at,
            "standing_in": case.decider_id != request.user.pk or case.office not in request.reader.offices,
            "taken_up_at": facts.taken_up_at,
        }


def described(facts: Disclosure) -> str:
    """A disclosure in codes only: who would receive what, what for, at which risk."""
    return _("To: %(to)s. What: %(what)s. What for: %(purpose)s. Risk: %(risk)s.") % {
        "to": words.label("requester", facts.recipient_kind),
        "what": words.labels("category", facts.asked_categories),
        "purpose": words.label("purpose", facts.purpose),
        "risk": words.label("risk_level", facts.risk_level).lower(),
    }


class LooseEnds(View):
    """Decided and not sent; sent otherwise than decided; shared in an emergency and not yet completed."""

    def get(self, request: Asked) -> HttpResponse:
        at = timezone.now()
        seen = Disclosure.objects.select_related("case", "case__owner").order_by("case__opened_at")
        lists = [
            (_("Shared in an emergency, record not complete"), seen.filter(case__status="to_complete")),
            (_("Sent otherwise than decided: possible breaches"), seen.filter(sent_as_decided=False)),
            (_("Decided, not sent"), seen.filter(case__status="to_carry_out")),
        ]
        tables = [{"title": title, "rows": [_row(facts, at) for facts in rows[:AT_MOST]]} for title, rows in lists]
        return render(request, "disclosures/loose_ends.html", {"tables": tables})


def _row(facts: Disclosure, at: Any) -> dict[str, Any]:
    case = facts.case
    return {
        "case": case,
        "what": described(facts),
        "differs": ", ".join(str(dict(DIFFERENCES).get(code, code)) for code in facts.differences),
        "late": case.due_at is not None and case.due_at < at,
    }
