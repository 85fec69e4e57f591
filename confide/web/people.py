"""People: those whom the reader may see, found by name or reference.

- Names are opened for the page that is shown and for no more: one entry in the ledger for each page.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Count, Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.cases.models import Case
from confide.domain.roster import SHORT, SLIP, SOUNDS, Line, anybody
from confide.door.fields import Code, declared
from confide.door.looking_up import Search
from confide.door.opening import open_rows
from confide.door.typed import NOT_ON_THE_LIST, Words
from confide.people import find as finding
from confide.people.find import Found
from confide.people.models import Identifier, Person, Team
from confide.records.models import ConsentEvent
from confide.web import words
from confide.web.listing import ON_A_PAGE, page_of, shown_pages
from confide.web.reading import Asked

FOUND_AT_MOST = 50
NOBODY = "nobody"
TYPING = "looked_up_in"
"""Where the session keeps the number of the entry for what somebody is typing."""
LISTED = "list of people"
HOW = {
    SHORT: gettext_lazy("short form"),
    SOUNDS: gettext_lazy("sounds like that"),
    SLIP: gettext_lazy("spelt nearly like that"),
}
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

    def keeps(self, line: Line) -> bool:
        """Whether somebody is of the kind and team asked for."""
        kinds, team = self.cleaned_data["kind"], self.cleaned_data["team"]
        return (not kinds or line.kind in kinds) and (team is None or line.team == team.pk.hex)


def codes(model: type[Model], name: str) -> list[tuple[str, str]]:
    """The codes that a declared field may have, with their words."""
    field = declared(model)[name]
    return [(code, _(str(label))) for code, label in field.codes()] if isinstance(field, Code) else []


def people(request: Asked) -> HttpResponse:
    """The list. Words to find somebody by are sent, so that no name stands in an address."""
    form = Filter(request.POST if request.method == "POST" else {**request.GET.dict(), **_chosen(request)})
    typed = form.is_valid() and form.cleaned_data["words"].strip()
    if request.method == "POST" and form.is_valid() and not typed:
        return redirect(f"{request.path}?{_query(form.cleaned_data)}")
    found = _by_words(form, request) if typed else []
    page = page_of(request, found if typed else _by_kind(form), FOUND_AT_MOST if typed else ON_A_PAGE)
    listed = [each.person for each in found] if typed else _opened_page(page.object_list)
    context = {
        "form": form,
        "page": page,
        "shown": shown_pages(page),
        "rows": list(_rows(listed, {each.person.pk: why(each) for each in found})),
        "more": len(found) == FOUND_AT_MOST,
        "searched": bool(typed),
    }
    return render(request, "people/list.html", context)


def why(found: Found) -> str:
    """Why somebody was found, in a few words; nothing where the name itself is what was typed."""
    if found.by == "alias":
        return _("also known as %(name)s") % {"name": found.alias}
    if found.by == "name":
        return str(HOW.get(found.how, ""))
    if found.by == "reference":
        return ""
    return dict(codes(Identifier, "kind")).get(found.by, found.by)


def _chosen(request: Asked) -> dict[str, Any]:
    """What an address may narrow by: never a name."""
    return {"kind": request.GET.getlist("kind"), "words": ""}


def _query(given: Mapping[str, Any]) -> str:
    team = {"team": given["team"].pk} if given["team"] else {}
    return urlencode({"kind": given["kind"], **team}, doseq=True)


def _by_words(form: Filter, request: Asked) -> list[Found]:
    """Those whom the words mean, through the door."""
    typing = Search(request.session.get(TYPING)) if request.htmx else None
    words_typed, now = form.cleaned_data["words"], timezone.now()
    found = finding.search(request.reader, words_typed, now, FOUND_AT_MOST, keep=form.keeps, goes_on=typing)
    if typing is not None and typing.entry != request.session.get(TYPING):
        request.session[TYPING] = typing.entry
    teams = Team.objects.in_bulk([each.person.team_id for each in found if each.person.team_id])
    for each in found:
        each.person.team = teams.get(each.person.team_id)
    return found


def _by_kind(form: Filter) -> list[str]:
    """The ids of those who match by what is in clear, in the order of their names."""
    if not form.is_valid():
        return []
    narrowed = form.cleaned_data["kind"] or form.cleaned_data["team"]
    return finding.in_order(form.keeps if narrowed else anybody)


def _opened_page(ids: Sequence[str]) -> list[Person]:
    """One page of people with their names: one entry in the ledger."""
    wanted = [UUID(id_) for id_ in ids]
    rows = Person.objects.select_related("team").in_bulk(wanted)
    return open_rows([rows[id_] for id_ in wanted if id_ in rows], ("name",), purpose=LISTED, at=timezone.now())


def _rows(listed: Sequence[Person], why_found: Mapping[UUID, str]) -> Iterator[dict[str, Any]]:
    keys = [person.pk for person in listed]
    counts = dict(Case.objects.filter(person__in=keys).values_list("person").annotate(Count("pk")).order_by())
    consents: dict[Any, ConsentEvent] = {}
    for event in ConsentEvent.objects.filter(person__in=keys).order_by("occurred_at", "recorded_at"):
        consents[event.person_id] = event
    kinds = dict(codes(Person, "kind"))
    for person in listed:
        consent, kind = consents.get(person.pk), kinds.get(person.kind, person.kind)
        shown = {"consent": state(consent) if consent else "", "tone": TONES.get(consent.state if consent else "")}
        shown["why"] = why_found.get(person.pk, "")
        yield {"person": person, "kind": kind, "cases": counts.get(person.pk, 0), **shown}


def state(event: ConsentEvent) -> str:
    return words.value(event, "state")
