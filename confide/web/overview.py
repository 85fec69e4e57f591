"""The overview: what waits for the reader, what is due, and what was decided lately.

- It counts what the reader may see and opens nothing: people are named by their reference.
- Decisions are counted in whatever register says what came out and when.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.queue import DECIDER, DUTY, OWNER, Item, work_for
from confide.cases.register import Register, every, of
from confide.door.fields import declared
from confide.web import words
from confide.web.chart import Chart, stacked
from confide.web.reading import Asked

DEADLINES, LATEST, MONTHS = 8, 6, 12
SHARED, NOT_SHARED, REFERRED, OPEN = range(4)
PARTS = {
    "share": SHARED,
    "share_minimum": SHARED,
    "refuse": NOT_SHARED,
    "none_held": NOT_SHARED,
    "refer": REFERRED,
}
TONES = {SHARED: "allow", NOT_SHARED: "refuse", REFERRED: "refer", OPEN: "plain"}
DECIDES = {"outcome", "decided_at"}


def overview(request: Asked) -> HttpResponse:
    """The first page."""
    at = timezone.now()
    work = work_for(request.user, at)
    deciding = next((register for register in every() if set(declared(register.facts)) >= DECIDES), None)
    context = {
        "counts": _counts(work, at),
        "deadlines": [_deadline(item) for item in work if item.due_at][:DEADLINES],
        "waiting": [_deadline(item) for item in work if not item.due_at][:DEADLINES],
        "chart": by_month(deciding, at) if deciding else None,
        "latest": list(_latest(deciding)) if deciding else [],
        "begin": [_begin(register) for register in every() if register.everyday],
    }
    return render(request, "overview.html", context)


def _counts(work: list[Item], at: datetime) -> list[dict[str, Any]]:
    why = Counter(item.why for item in work)
    late = [item for item in work if item.is_overdue(at)]
    return [
        {"count": why[DECIDER], "title": _("Referred to you"), "what": _("Waiting for your decision")},
        {"count": why[OWNER], "title": _("Yours, in hand"), "what": _("Cases that you look after")},
        {"count": why[DUTY], "title": _("Duties to do"), "what": _("Things you took on, to tick when done")},
        {"count": len(late), "title": _("Overdue"), "what": _("Their time has passed"), "late": bool(late)},
    ]


def _deadline(item: Item) -> dict[str, Any]:
    register = of(item.case)
    url = reverse(f"{register.rules.plural}-detail", args=[item.case.number])
    reasons = {DECIDER: _("You decide"), OWNER: _("You look after it"), DUTY: _("Your duty")}
    what = words.duty(item.duty.code) if item.duty else words.code(item.state)
    return {"url": url, "reference": item.case.reference, "what": what, "why": reasons[item.why], "due_at": item.due_at}


def _begin(register: Register) -> dict[str, str]:
    said = words.step(register, "open") if "open" in register.step_labels else _(register.rules.title)
    return {"url": reverse(f"{register.rules.plural}-new"), "label": said}


def by_month(register: Register, at: datetime) -> Chart:
    """Decisions of the last twelve months, as stacked bars."""
    months = _months(timezone.localdate(at))
    counted: Counter[tuple[date, int]] = Counter()
    facts: Any = register.facts.objects
    decided = facts.filter(decided_at__date__gte=months[0]).exclude(outcome="")
    rows = decided.annotate(month=TruncMonth("decided_at")).values_list("month", "outcome").annotate(Count("pk"))
    for month, outcome, count in rows.order_by():
        counted[month.date(), PARTS.get(outcome, OPEN)] += count
    parts = (_("Shared"), _("Not shared"), _("Referred"), _("More to find out"))
    bars = [
        (date_format(month, "F Y"), date_format(month, "M"), [counted[month, part] for part in range(len(parts))])
        for month in months
    ]
    return stacked(parts, bars)


def _months(today: date) -> list[date]:
    """The first days of the last twelve months, this one at the end."""
    latest = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(latest - MONTHS + 1, latest + 1)]


def _latest(register: Register) -> Iterator[dict[str, Any]]:
    facts: Any = register.facts.objects
    decided = facts.exclude(outcome="").filter(~Q(decided_at=None)).order_by("-decided_at")[:LATEST]
    known = {found.pk: found for found in decided}
    cases = Case.objects.filter(pk__in=known).select_related("person")
    for case in sorted(cases, key=lambda case: known[case.pk].decided_at, reverse=True):
        outcome = known[case.pk].outcome
        yield {
            "url": reverse(f"{register.rules.plural}-detail", args=[case.number]),
            "reference": case.reference,
            "person": case.person.reference if case.person else words.NONE,
            "decision": words.value(known[case.pk], "outcome"),
            "tone": TONES[PARTS.get(outcome, OPEN)],
            "at": known[case.pk].decided_at,
        }
