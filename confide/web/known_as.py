"""What else somebody is known by: another name, or a number that others gave them, noted once it was seen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from confide.door.policy import codes
from confide.door.typed import Words, one_of
from confide.people.adding import add_alias, add_identifier
from confide.people.models import Alias, Identifier, Person
from confide.records.permitting import CHANGE, refusals
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE
from confide.web.looking import Look, look
from confide.web.reading import Asked
from confide.web.recording import key_of


def of(person: Person) -> list[Alias | Identifier]:
    """What somebody else is known by, still sealed."""
    return [row for model in (Alias, Identifier) for row in model.objects.filter(person=person).order_by("noted_at")]


def shown(rows: Iterable[Alias | Identifier]) -> Iterator[dict[str, str]]:
    """The same, opened, as it is listed."""
    for row in rows:
        name = "name" if isinstance(row, Alias) else "number"
        yield {"label": words.value(row, "kind"), "value": words.value(row, name)}


class KnownAsForm(forms.Form):
    """A name or a number, and of which kind."""

    known_as = Words(longest=200, label=gettext_lazy("Name or number"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [*codes("alias"), *codes("identifier")]
        self.fields["kind"] = one_of(lambda: kinds, label=_("What it is"))
        self.order_fields(["kind", "known_as"])


class KnownAs(View):
    """Notes one more."""

    def get(self, request: Asked, reference: str) -> HttpResponse:
        return self.page(request, reference, KnownAsForm())

    def post(self, request: Asked, reference: str) -> HttpResponse:
        seen, form = look(request, reference), KnownAsForm(request.POST)
        if refusals(seen.person, CHANGE)[0] is not None or not form.is_valid():
            return self.page(request, reference, form, status=UNPROCESSABLE)
        try:
            note(seen, form.cleaned_data, key_of(request))
        except ValidationError as wrong:
            form.add_error("known_as", [said for each in wrong.message_dict.values() for said in each])
            return self.page(request, reference, form, status=UNPROCESSABLE)
        messages.success(request, _("Noted. They are found by it from now on."))
        return redirect(seen.address("people-detail"))

    def page(self, request: Asked, reference: str, form: KnownAsForm, status: int = 200) -> HttpResponse:
        seen = look(request, reference)
        context: dict[str, Any] = {"form": form, "person": seen.person, "back": seen.address("people-detail")}
        if (refusal := refusals(seen.person, CHANGE)[0]) is not None:
            context["refused"], status = words.refusal(refusal), NOT_ALLOWED
        context["key"] = request.POST.get("key", "")[:70] or str(uuid4())
        return render(request, "people/known_as.html", context, status=status)


def note(seen: Look, given: Mapping[str, Any], key: UUID | None) -> None:
    """Note it, once for a form that is sent twice. Raises ValidationError."""
    with transaction.atomic():
        model = Alias if given["kind"] in dict(codes("alias")) else Identifier
        if key is not None and model.objects.filter(pk=key).exists():
            return
        said: dict[str, Any] = {"kind": given["kind"], "actor": seen.request.user, "at": seen.at, "key": key}
        if model is Alias:
            add_alias(seen.person, name=given["known_as"], **said)
        else:
            add_identifier(seen.person, number=given["known_as"], **said)
