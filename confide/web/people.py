"""People: those whom the reader may see, found by name or reference.

- Names are opened for the page that is shown and for no more: one entry in the ledger for each page.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django import forms
from django.db.models import Count, Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.cases.models import Case
from confide.door.fields import Code, declared
from confide.door.opening import open_rows
from confide.door.typed import NOT_ON_THE_LIST, Words
from confide.people import find as finding
from confide.people.models import Person, Team
from confide.records.models import ConsentEvent
from confide.web import words
from confide.web.listing import ON_A_PAGE, page_of, shown_pages
from confide.web.reading import Asked

FOUND_AT_MOST = 50
NOBODY = "nobody"
TONES = {"given": "allow", "withheld": "refuse", "withdrawn": "refuse", "lapsed": "refer"}


class Filter(forms.Form):
    """What narrows the list of people."""

    words = Words(longest=100, label=gettext_lazy("Name or reference"), required=False)
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("Type"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_ON_THE_LIST},
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), required=False, queryset=Team.objects.none(), empty_label=gettext_lazy("All teams")
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kinds, teams = self.fields["kind"], self.fields["team"]
        cast("forms.ChoiceField", kinds).choices = [each for each in codes(Person, "kind") if each[0] != NOBODY]
        cast("forms.ModelChoiceField[Team]", teams).queryset = Team.objects.order_by("name")
        teams.error_messages = {"invalid_choice": NOT_ON_THE_LIST}

    def matches(self, person: Person) -> bool:
        """Whether somebody who was found is of the kind and team asked for."""
        kinds, team = self.cleaned_data["kind"], self.cleaned_data["team"]
        return (not kinds or person.kind in kinds) and (team is None or person.team_id == team.pk)


def codes(model: type[Model], name: str) -> list[tuple[str, str]]:
    """The codes that a declared field may have, with their words."""
    field = declared(model)[name]
    return [(code, _(str(label))) for code, label in field.codes()] if isinstance(field, Code) else []


def people(request: Asked) -> HttpResponse:
    """The list. Words to find somebody by are sent, so that no name stands in an address."""
    form = Filter(request.POST if request.method == "POST" else {**request.GET.dict(), **_chosen(request)})
    words_typed = form.is_valid() and form.cleaned_data["words"].strip()
    if request.method == "POST" and form.is_valid() and not words_typed:
        return redirect(f"{request.path}?{_query(form.cleaned_data)}")
    found = _by_name(form, request) if words_typed else _by_kind(form)
    page = page_of(request, found, FOUND_AT_MOST if words_typed else ON_A_PAGE)
    if not words_typed:
        open_rows(page.object_list, ("name",), purpose="list of people", at=timezone.now())
    more = bool(words_typed) and len(page.object_list) == FOUND_AT_MOST
    context = {
        "form": form,
        "page": page,
        "shown": shown_pages(page),
        "rows": list(_rows(page.object_list)),
        "more": more,
    }
    return render(request, "people/list.html", context)


def _chosen(request: Asked) -> dict[str, Any]:
    """What an address may narrow by: never a name."""
    return {"kind": request.GET.getlist("kind"), "words": ""}


def _query(given: Mapping[str, Any]) -> str:
    team = {"team": given["team"].pk} if given["team"] else {}
    return urlencode({"kind": given["kind"], **team}, doseq=True)


def _by_name(form: Filter, request: Asked) -> list[Person]:
    """Those whose name or reference matches, through the door."""
    found = finding.find(request.reader, form.cleaned_data["words"], timezone.now(), FOUND_AT_MOST)
    teams = Team.objects.in_bulk([person.team_id for person in found if person.team_id])
    for person in found:
        person.team = teams.get(person.team_id)
    return [person for person in found if form.matches(person)]


def _by_kind(form: Filter) -> Any:
    """Those who match by what is in clear."""
    if not form.is_valid():
        return Person.objects.none()
    given = form.cleaned_data
    rows = Person.objects.select_related("team").order_by("reference")
    rows = rows.filter(kind__in=given["kind"]) if given["kind"] else rows
    return rows.filter(team=given["team"]) if given["team"] else rows


def _rows(found: Iterable[Person]) -> Iterator[dict[str, Any]]:
    listed = list(found)
    keys = [person.pk for person in listed]
    counts = dict(Case.objects.filter(person__in=keys).values_list("person").annotate(Count("pk")).order_by())
    consents: dict[Any, ConsentEvent] = {}
    for event in ConsentEvent.objects.filter(person__in=keys).order_by("occurred_at", "recorded_at"):
        consents[event.person_id] = event
    kinds = dict(codes(Person, "kind"))
    for person in listed:
        consent, kind = consents.get(person.pk), kinds.get(person.kind, person.kind)
        shown = {"consent": state(consent) if consent else "", "tone": TONES.get(consent.state if consent else "")}
        yield {"person": person, "kind": kind, "cases": counts.get(person.pk, 0), **shown}


def state(event: ConsentEvent) -> str:
    return words.value(event, "state")
