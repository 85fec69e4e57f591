"""Everything we hold about somebody: gathered for whoever answers for it, with how far that has come.

- For those whose job is to look after all records. Shown is where something is; opening it is a step of its own.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.people.models import Person
from confide.records import collating
from confide.records.collation import FORMS, HOW, Collated, Collation
from confide.web.listing import page_of, shown_pages
from confide.web.looking import person_at
from confide.web.reading import Asked

NAMES = {
    "people.Person": "Who they are",
    "people.Alias": "Other names",
    "people.Identifier": "Numbers",
    "people.DesignatedOther": "Who may decide for them",
    "records.ConsentEvent": "Consent",
    "records.RecordEntry": "Entries",
    "records.Mention": "Others mentioned in their entries",
    "records.Document": "Documents",
}


def everything(request: Asked, reference: str) -> HttpResponse:
    """The page; sent, it begins a collation."""
    if not request.reader.governance:
        raise Http404
    person = person_at(reference)
    if request.method == "POST":
        collating.begin(person, actor=request.user, at=timezone.now())
        return redirect("people-everything", reference)
    collation = Collation.objects.filter(person=person).order_by("-begun_at").select_related("begun_by").first()
    places = (
        Collated.objects.filter(collation=collation).order_by(F("form").asc(nulls_first=True), "table", "holder")
        if collation
        else []
    )
    page = page_of(request, places)
    context = {
        "person": person,
        "collation": collation,
        "own": list(own(person)),
        "page": page,
        "shown": shown_pages(page),
        "places": list(elsewhere(page.object_list)),
    }
    return render(request, "people/everything.html", context)


def own(person: Person) -> Iterator[dict[str, Any]]:
    """What is theirs, counted table by table."""
    for model, rows in collating.own(person).items():
        yield {
            "label": name_of(model._meta.label, model._meta.verbose_name_plural),
            "count": rows.count(),
        }


def elsewhere(places: Any) -> Iterator[dict[str, Any]]:
    """Where else they are named: in whose record, and in which form."""
    listed = list(places)
    people = Person.objects.in_bulk({place.holder for place in listed})
    hows = dict(HOW)
    for place in listed:
        holder = people.get(place.holder)
        yield {
            "reference": holder.reference if holder else "",
            "label": name_of(place.table, place.table.rpartition(".")[2]),
            "how": hows[place.how],
            "form": FORMS.get(place.form, ""),
        }


def name_of(table: str, otherwise: Any) -> str:
    """What people call a table."""
    return _(NAMES[table]) if table in NAMES else str(otherwise).capitalize()
