"""Where paper is, in words: on the page of a case, of a person, of the whole register, and on the overview."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.models import Case, CaseEvent, Duty
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
OF_A_PERSON = 25


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
    papers = Paper.objects.filter(case__person=person).exclude(case__status="shredded").select_related("case__owner")
    for paper in papers.order_by("case__closed_at", "-case__number")[:OF_A_PERSON]:
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


def to_look_into() -> QuerySet[Case]:
    """The paper that is missing or was left unsafe, as far as nobody has looked into it."""
    open_duties = Duty.objects.filter(done_at=None, case__register=RULES.name).values("case")
    return Case.objects.filter(register=RULES.name).filter(Q(status=MISSING) | Q(pk__in=open_duties))


def notices(reader: Reader, _at: datetime, overview: bool) -> Iterator[Notice]:
    """For information governance: what is missing or was left where it should not."""
    if not (overview and reader.governance):
        return
    if count := to_look_into().count():
        said = ngettext(
            "%(count)s piece of paper is missing or was left unsafe.",
            "%(count)s pieces of paper are missing or were left unsafe.",
            count,
        )
        yield Notice(said % {"count": count}, url=reverse("paper-whereabouts"), url_words=_("Look into it"))


def cabinets() -> list[dict[str, Any]]:
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
            "due_at": row.case.due_at,
        }
        for row in found
    ]


def out() -> tuple[list[dict[str, Any]], int]:
    """What is not in its place or has to be looked into, what is due first coming first; and how much there is."""
    wanted = Q(case__status__in=(*AWAY, MISSING), case__closed_at=None) | Q(case__in=to_look_into().values("pk"))
    papers = Paper.objects.filter(wanted).select_related("case__owner")
    kinds, unsafe = dict(KINDS), set(to_look_into().values_list("pk", flat=True))
    listed = [
        {
            "reference": paper.case.reference,
            "url": reverse("paper-detail", args=[paper.case.number]),
            "what": kinds[paper.kind],
            "status": words.code(paper.case.status),
            "bad": paper.case.pk in unsafe,
            "owner": paper.case.owner.name if paper.case.status in AWAY else "",
            "belongs": paper.cabinet,
            "due_at": paper.case.due_at,
        }
        for paper in papers.order_by("case__due_at", "case__number")[:SHOWN]
    ]
    return listed, papers.count()


def measures(at: datetime) -> list[dict[str, Any]]:
    """How well paper is kept, as far as the reader sees it: now, and over a year."""
    since = timezone.localdate(at) - YEAR
    papers = Paper.objects.filter(case__closed_at=None)
    unsafe = CaseEvent.objects.filter(case__register=RULES.name, step="report_unsafe", at__gte=at - YEAR)
    in_a_vehicle = Paper.objects.filter(unsafe_on__gte=since, left_where=IN_A_VEHICLE)
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
            "what": _("Last in a vehicle: {count}").format(count=in_a_vehicle.count()),
            "bad": True,
        },
        {
            "count": ended.filter(status="shredded").count(),
            "title": _("Shredded in a year"),
            "what": _("Before a witness"),
        },
    ]
