"""Who looked: everything that somebody may know was opened and shared about them, as a page, as a file, and on paper.

- One view for everybody: it is what the person may know, whoever shows it to them. What must not be known is not there.
- Colleagues are named with their job title, or by their role where a name would put them at risk.
- A member of staff has the same page about themselves.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.cases.known import Known, known_to
from confide.cases.models import Case
from confide.cases.register import Disclosed
from confide.domain.holding import Holding
from confide.door import looks, policy, telling
from confide.door.fields import declared
from confide.door.opening import actor_of, open_rows
from confide.door.recording import record
from confide.door.rows import SEALED, SealedRow
from confide.people.models import Person, Staff
from confide.web import words
from confide.web.listing import Line, harmless, page_of, shown_pages
from confide.web.reading import Asked

ON_A_PAGE, AT_A_TIME = 50, 500
KINDS = {
    Holding.IDENTITY: gettext_lazy("Who you are"),
    Holding.CONTACT: gettext_lazy("How to reach you"),
    Holding.CONFIDENTIAL: gettext_lazy("What was told in confidence"),
    Holding.SPECIAL: gettext_lazy("Health, care and other sensitive things"),
    Holding.CRIMINAL: gettext_lazy("Criminal matters"),
}
OUTCOMES = {
    looks.OPENED: gettext_lazy("Opened"),
    looks.LISTED: gettext_lazy("Shown in a list"),
    looks.GLASS: gettext_lazy("Emergency access for half an hour"),
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom the page is about, and what it is called by."""

    person: Person | None
    staff: Staff | None
    title: str
    back: str
    page: str
    file: str
    own: bool = False

    @property
    def about(self) -> str:
        """What the ledger names it by."""
        return self.person.reference if self.person else "standing"

    @property
    def id(self) -> UUID:
        found = self.person or self.staff
        return UUID(str(found.pk)) if found else UUID(int=0)


def of_person(request: Asked, reference: str) -> HttpResponse:
    """The page about a person."""
    whose = _person(reference)
    return _page(request, whose, _why_not(request, whose))


def of_person_file(request: Asked, reference: str) -> Any:
    """The same as a file."""
    whose = _person(reference)
    return redirect(whose.page) if _why_not(request, whose) else _file(request, whose)


def of_oneself(request: Asked) -> HttpResponse:
    """The page of a member of staff about themselves."""
    return _page(request, _oneself(request), "")


def of_oneself_file(request: Asked) -> Any:
    """The same as a file."""
    return _file(request, _oneself(request))


def _person(reference: str) -> Whose:
    found = Person.objects.select_related("staff").filter(reference=reference).first()
    if found is None:
        raise Http404
    return Whose(
        found,
        found.staff,
        _("Who looked at {reference}").format(reference=found.reference),
        reverse("people-detail", args=[found.reference]),
        reverse("people-looks", args=[found.reference]),
        reverse("people-looks-file", args=[found.reference]),
    )


def _oneself(request: Asked) -> Whose:
    mine = Person.objects.filter(staff=request.user.pk).first()
    places = (reverse("overview"), reverse("own-looks"), reverse("own-looks-file"))
    return Whose(mine, request.user, _("Who looked at your own record"), *places, own=True)


def _why_not(request: Asked, whose: Whose) -> str:
    """Why the reader may not have this of a person; empty where they may."""
    if whose.person is None or whose.staff == request.user:
        return ""
    if whose.id in request.reader.glass:
        return _("You see this person through broken glass only, which lets you read their record and nothing else.")
    action, matter = whose.person.asked_as(request.reader)
    return " ".join(policy.sentences(policy.may(action, actor=actor_of(request.reader), case=matter)))


def _page(request: Asked, whose: Whose, why_not: str) -> HttpResponse:
    context: dict[str, Any] = {"whose": whose, "why_not": why_not}
    if not why_not:
        known = known_to(whose.person, whose.staff)
        page = page_of(request, known.looks, ON_A_PAGE)
        context |= {
            "disclosed": [_went(found) for found in _opened(known)],
            "rows": list(_looked(list(page.object_list), _names(known))),
            "page": page,
            "shown": shown_pages(page),
        }
    return render(request, "people/looks.html", context)


def _names(known: Known) -> dict[UUID, str]:
    """What each member of staff is called towards the person."""
    at_risk = any(found.risk_to_others for found in known.disclosed)
    roles = dict(policy.codes("role"))
    return {
        staff.pk: str(roles.get(staff.role, staff.role))
        if at_risk or staff.safety_flag
        else ", ".join(part for part in (staff.name, staff.job_title) if part)
        for staff in Staff.objects.all()
    }


def _looked(found: list[looks.Looked], names: dict[UUID, str]) -> Iterator[dict[str, Any]]:
    for look in found:
        holds = {held for table, fields in look.fields.items() for held in _holds(table, fields)}
        yield {
            "at": look.at,
            "who": names[look.who] if look.who else _("Somebody whose record has ended"),
            "purpose": telling.opening(look.purpose),
            "what": ", ".join(str(label) for held, label in KINDS.items() if held in holds) or words.NONE,
            "outcome": str(OUTCOMES[look.what]),
        }


def _holds(table: str, fields: tuple[str, ...]) -> Iterator[Holding]:
    for model in apps.get_models():
        if model._meta.db_table == table and issubclass(model, SealedRow):
            known = declared(model)
            yield from (known[name].holds for name in fields if name in known)


def _opened(known: Known) -> list[Disclosed]:
    """What went, with the names of recipients as far as the reader sees the case."""
    seen = set(Case.objects.filter(pk__in=[found.case.pk for found in known.disclosed]).values_list("pk", flat=True))
    rows = [found.row for found in known.disclosed if found.case.pk in seen]
    if rows:
        open_rows(rows, [name for found in known.disclosed for name in found.names], purpose="who looked", at=_now())
    return list(known.disclosed)


def _went(found: Disclosed) -> dict[str, Any]:
    kind = dict(policy.codes("requester")).get(found.to, found.to)
    named = [getattr(found.row, name) for name in found.names]
    whom = [str(name) for name in named if name and name is not SEALED]
    categories, channels = dict(policy.codes("category")), dict(policy.codes("channel"))
    return {
        "at": found.at,
        "who": ", ".join([*whom, kind]),
        "purpose": dict(policy.codes("purpose")).get(found.purpose, found.purpose),
        "what": ", ".join(categories.get(code, code) for code in found.categories),
        "outcome": _("Shared: {how}").format(how=channels.get(found.channel, found.channel)),
    }


def _file(request: Asked, whose: Whose) -> StreamingHttpResponse:
    known = known_to(whose.person, whose.staff)
    with transaction.atomic():
        record(
            "exported",
            at=_now(),
            actor=request.user.pk,
            about=whose.about,
            clauses=("1.3h",),
            subjects=[whose.id],
            data={"what": "looks"},
        )
    response = StreamingHttpResponse(_lines(known), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="who-looked.csv"'
    return response


def _lines(known: Known) -> Iterator[str]:
    """The file, line by line: what went outside, and then every look, newest first."""
    writer = csv.writer(Line())
    yield writer.writerow([_("When"), _("Who, or to whom"), _("What for"), _("What"), _("Outcome")])
    for found in _opened(known):
        yield writer.writerow(_cells(_went(found)))
    names = _names(known)
    for first in range(0, known.looks.count(), AT_A_TIME):
        for row in _looked(known.looks[first : first + AT_A_TIME], names):
            yield writer.writerow(_cells(row))


def _cells(row: dict[str, Any]) -> list[str]:
    return [words.plain(row["at"]), *(harmless(row[name]) for name in ("who", "purpose", "what", "outcome"))]


def _now() -> datetime:
    return timezone.now()
