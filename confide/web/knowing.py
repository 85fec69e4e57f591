"""Adding a person whom we come to hold information about, and putting right what is known of one."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door.fields import declared
from confide.door.opening import open_rows
from confide.door.policy import codes
from confide.door.rows import SEALED
from confide.door.typed import NOT_ON_THE_LIST, one_of, yes_or_no
from confide.people.adding import add_person, change_person
from confide.people.models import Person, Team
from confide.records.permitting import ADD, CHANGE, permit, refusals
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, counted, stale
from confide.web.looking import Look, asked_again, look
from confide.web.people import NOBODY
from confide.web.reading import Asked
from confide.web.recording import key_of, typed

WHO = ("name", "born_on", "email", "phone")
ALSO = ("capacity", "safety_flag", "died_on")


class PersonForm(forms.Form):
    """Who somebody is and how to reach them; `names` are the details that may be typed."""

    def __init__(self, *args: Any, names: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in names:
            self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        label = words.label(Person, name)
        if name == "capacity":
            return one_of(lambda: codes("capacity"), label=label, required=False)
        if name == "safety_flag":
            return yes_or_no(label=label, required=False)
        field: forms.Field = declared(Person)[name].formfield(label=label)
        return field

    def groups(self) -> Iterator[dict[str, Any]]:
        yield {"title": "", "fields": list(self)}

    def refuse(self, wrong: ValidationError) -> None:
        """Put what the person's own fields refused beside them."""
        by_field = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, found)


class NewForm(PersonForm):
    """The same for somebody new, with what they are to us and whose they are to look after."""

    def __init__(self, *args: Any, request: Asked, **options: Any) -> None:
        super().__init__(*args, names=WHO, **options)
        listed = [each for each in codes("subject") if each[0] != NOBODY]
        self.fields["kind"] = one_of(lambda: listed, label=words.label(Person, "kind"))
        self.fields["work_seeker"] = yes_or_no(label=words.label(Person, "work_seeker"))
        teams = Team.objects.order_by("name")
        if not request.reader.governance:
            teams = teams.filter(pk__in=request.reader.teams | request.reader.managed)
        self.fields["team"] = forms.ModelChoiceField(teams, label=_("Team"), initial=request.user.team_id)
        self.fields["team"].error_messages["invalid_choice"] = str(NOT_ON_THE_LIST)


class AddPerson(View):
    """Somebody new."""

    title = gettext_lazy("Add a person")

    def get(self, request: Asked) -> HttpResponse:
        return self.page(request, NewForm(request=request))

    def post(self, request: Asked) -> HttpResponse:
        form, key = NewForm(request.POST, request=request), key_of(request) or uuid.uuid4()
        if (sent := Person.objects.filter(pk=key).first()) is not None:
            return redirect("people-detail", sent.reference)
        if not form.is_valid():
            return self.page(request, form, status=UNPROCESSABLE)
        try:
            permit(None, ADD)
            found = add_person(**form.cleaned_data, id=key, actor=request.user.pk, at=timezone.now())
        except ValidationError as wrong:
            form.refuse(wrong)
            return self.page(request, form, status=UNPROCESSABLE)
        except Forbidden as wrong:
            return self.page(request, form, status=NOT_ALLOWED, refused=words.refusal(wrong))
        messages.success(request, _("{reference} has been recorded.").format(reference=found.reference))
        return redirect("people-detail", found.reference)

    def page(self, request: Asked, form: NewForm, status: int = 200, **more: Any) -> HttpResponse:
        refusal = refusals(None, ADD)[0]
        if refusal is not None:
            more, status = {"refused": words.refusal(refusal), **more}, NOT_ALLOWED
        intro = _("Look for them first: somebody who is here twice is looked after by halves.")
        context = {"form": form, "title": self.title, "back": reverse("people-list"), "intro": intro}
        context |= {"key": key_of(request) or uuid.uuid4(), **more}
        return render(request, "people/form.html", context, status=status)


class ChangePerson(View):
    """What is known of somebody, put right. What the purpose does not open cannot be changed either."""

    title = gettext_lazy("Change the details")

    def get(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        if (page := asked_again(seen)) is not None:
            return page
        names = self.opened(seen)
        initial = {name: getattr(seen.person, name) for name in names}
        initial["safety_flag"] = {True: "yes", False: "no"}.get(cast("bool | None", initial.get("safety_flag")), "")
        return self.page(seen, PersonForm(initial=initial, names=names))

    def post(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        if (page := asked_again(seen)) is not None:
            return page
        names = self.opened(seen)
        form = PersonForm(request.POST, names=names)
        if not form.is_valid():
            return self.page(seen, form, status=UNPROCESSABLE)
        given = form.cleaned_data
        changes = {name: given[name] for name in names if (given[name] or None) != (getattr(seen.person, name) or None)}
        try:
            permit(seen.person, CHANGE)
            if changes:
                expecting = counted(request)["expecting"]
                change_person(seen.person, changes, actor=request.user.pk, at=seen.at, expecting=expecting)
        except Stale:
            return stale(request, seen.address("people-detail"), typed(form), seen.person.reference)
        except ValidationError as wrong:
            form.refuse(wrong)
            return self.page(seen, form, status=UNPROCESSABLE)
        except Refused as wrong:
            return self.page(seen, form, status=NOT_ALLOWED, refused=words.refusal(wrong))
        messages.success(request, _("Recorded."))
        return redirect(seen.address("people-detail"))

    def opened(self, seen: Look) -> tuple[str, ...]:
        """Open the details that the purpose opens, and say which."""
        open_rows([seen.person], seen.details(), purpose="change the details", at=seen.at, serving=seen.serving)
        names = tuple(name for name in (*WHO, *ALSO) if name in seen.details())
        return tuple(name for name in names if getattr(seen.person, name) is not SEALED)

    def page(self, seen: Look, form: PersonForm, status: int = 200, **more: Any) -> HttpResponse:
        refusal = refusals(seen.person, CHANGE)[0]
        if refusal is not None:
            more, status = {"refused": words.refusal(refusal), **more}, NOT_ALLOWED
        context = {"seen": seen, "person": seen.person, "form": form, "title": self.title}
        context |= {"expecting": seen.request.POST.get("expecting") or seen.person.version}
        context |= {"key": key_of(seen.request) or uuid.uuid4(), "back": seen.address("people-detail"), **more}
        return render(seen.request, "people/form.html", context, status=status)
