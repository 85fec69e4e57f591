"""Where paper is, in words: on the page of a case, of a person, of the whole register, and on the overview."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.models import Case, Duty
from confide.cases.register import Notice, named
from confide.domain.reading import Reader
from confide.people.models import Person
from confide.registers.paper.models import KINDS, Paper
from confide.registers.paper.rules import AWAY, IN_A_VEHICLE, RULES
from confide.web import words

YEAR = timedelta(days=365)
MISSING = "missing"
IN_ITS_PLACE = RULES.workflow.initial
SHOWN = 100
"""The most lines of what is out that one page shows."""


def where(paper: Paper, case: Case) -> str:
    """Where it is now: its cabinet, or with whom, or that nobody knows."""
    if case.status == IN_ITS_PLACE:
        return paper.cabinet
    if case.status in AWAY:
        return _("With {name}").format(name=case.owner.name)
    return words.code(case.status)


def of_person(person: Person, _at: datetime) -> Iterator[dict[str, str]]:
    """Rows for the page of a person."""
    kinds = dict(KINDS)
    papers = Paper.objects.filter(case__person=person, case__closed_at=None).select_related("case__owner")
    for paper in papers.order_by("case__number"):
        case = paper.case
        url = reverse("paper-detail", args=[case.number])
        row = {"reference": case.reference, "url": url, "what": str(kinds[paper.kind])}
        yield {**row, "where": where(paper, case)}


def shows(case: Case, paper: Any, _at: datetime) -> Iterable[tuple[str, list[dict[str, str]]]]:
    """Where it is, and until when."""
    rows = [{"label": _("Now"), "value": where(paper, case)}]
    if case.status != IN_ITS_PLACE and case.closed_at is None:
        rows.append({"label": _("Belongs in"), "value": paper.cabinet})
    if paper.back_by:
        rows.append({"label": _("Back by"), "value": words.plain(paper.back_by)})
    if paper.destroy_by and case.closed_at is None:
        rows.append({"label": _("Destroyed by"), "value": words.plain(paper.destroy_by)})
    yield _("Where it is"), rows


def notices(reader: Reader, _at: datetime, overview: bool) -> Iterator[Notice]:
    """For information governance: what is missing or was left where it should not."""
    if not (overview and reader.governance):
        return
    waits = Case.objects.filter(register=RULES.name).filter(
        Q(status=MISSING) | Q(pk__in=Duty.objects.filter(done_at=None, case__register=RULES.name).values("case"))
    )
    if count := waits.count():
        said = ngettext(
            "%(count)s piece of paper is missing or was left unsafe.",
            "%(count)s pieces of paper are missing or were left unsafe.",
            count,
        )
        yield Notice(said % {"count": count}, url=reverse("paper-whereabouts"), url_words=_("Look into it"))


def cabinets(at: datetime) -> list[dict[str, Any]]:
    """Every cabinet in use that the reader sees, with what belongs in it and where that is."""
    counted: dict[tuple[str, str], int] = {}
    rows = Paper.objects.filter(case__closed_at=None).values_list("cabinet", "case__status").annotate(Count("pk"))
    for cabinet, status, count in rows.order_by():
        counted[cabinet, status] = count
    found = named("cabinet").facts.objects.filter(case__closed_at=None).select_related("case").order_by("place")
    return [
        {
            "reference": row.case.reference,
            "url": reverse("cabinets-walk", args=[row.case.number]),
            "place": row.place,
            "keys": row.key_holders,
            "there": counted.get((row.case.reference, IN_ITS_PLACE), 0),
            "away": sum(counted.get((row.case.reference, status), 0) for status in AWAY),
            "missing": counted.get((row.case.reference, MISSING), 0),
            "walked_on": row.walked_on,
            "late": row.case.due_at is not None and row.case.due_at < at,
            "due_at": row.case.due_at,
        }
        for row in found
    ]


def out() -> list[dict[str, Any]]:
    """What is not in its place, the latest first."""
    papers = Paper.objects.filter(case__closed_at=None, case__status__in=(*AWAY, MISSING))
    listed = papers.select_related("case__owner").order_by("case__due_at", "case__number")[:SHOWN]
    kinds = dict(KINDS)
    return [
        {
            "reference": paper.case.reference,
            "url": reverse("paper-detail", args=[paper.case.number]),
            "what": kinds[paper.kind],
            "status": words.code(paper.case.status),
            "missing": paper.case.status == MISSING,
            "owner": paper.case.owner.name,
            "belongs": paper.cabinet,
            "due_at": paper.case.due_at,
        }
        for paper in listed
    ]


def measures(at: datetime) -> list[dict[str, Any]]:
    """How well paper is kept, as far as the reader sees it: now, and over a year."""
    since = timezone.localdate(at) - YEAR
    papers = Paper.objects.filter(case__closed_at=None)
    unsafe = Paper.objects.filter(unsafe_on__gte=since)
    late = papers.filter(case__status__in=AWAY, back_by__lt=at)
    by_now = papers.filter(destroy_by__lt=timezone.localdate(at))
    ended = Case.objects.filter(register=RULES.name, closed_at__gte=at - YEAR)
    return [
        {"count": papers.filter(case__status__in=AWAY).count(), "title": _("Out"), "what": _("Signed for by somebody")},
        {"count": late.count(), "title": _("Not back in time"), "what": _("Their time has passed"), "bad": True},
        {"count": by_now.count(), "title": _("Not shredded in time"), "what": _("Their work is done"), "bad": True},
        {
            "count": papers.filter(case__status=MISSING).count(),
            "title": _("Missing"),
            "what": _("Nobody knows where"),
            "bad": True,
        },
        {
            "count": unsafe.count(),
            "title": _("Left unsafe in a year"),
            "what": _("In a vehicle: {count}").format(count=unsafe.filter(left_where=IN_A_VEHICLE).count()),
            "bad": True,
        },
        {
            "count": ended.filter(status="shredded").count(),
            "title": _("Shredded in a year"),
            "what": _("Before a witness"),
        },
    ]
