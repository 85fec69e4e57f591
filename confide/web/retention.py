"""How long things are kept: the schedule, and for one person what is held, until when, and what happened since.

- Nothing is opened here: what is held is counted, and the person is named by their reference.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.refusal import Forbidden
from confide.door.fields import declared
from confide.door.retention import rules, schedule
from confide.people.models import Person
from confide.records.happening import RECORD_EVENT, record_event
from confide.records.holdings import WHOLE
from confide.records.keeping import EVENTS, Due, RetentionEvent
from confide.records.permitting import refusals
from confide.web import words
from confide.web.reading import Asked

ASKED = ("event", "on", "held_as")
UNPROCESSABLE = 422


class EventForm(forms.Form):
    """What happened, when, and to what."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ASKED:
            field: Any = declared(RetentionEvent)[name]
            self.fields[name] = field.formfield(label=words.label(RetentionEvent, name))

    def refuse(self, wrong: ValidationError) -> None:
        """Put what was refused beside its field."""
        for name, said in wrong.message_dict.items():
            self.add_error(name if name in self.fields else None, said)


def retention_schedule(request: Asked) -> HttpResponse:
    """Every rule that is in force today."""
    in_force = rules(timezone.localdate()).values()
    labels = {code: said.label for code, said in schedule().triggers.items()}
    listed = [{"rule": rule, "starts": _starts(rule, labels), "kind": _kind(rule.kind)} for rule in in_force]
    return render(request, "policy/retention.html", {"rules": listed})


def _starts(rule: Any, labels: dict[str, str]) -> list[str]:
    return [f"{_(labels[keep.start or 'born'])}: {_length(keep)}" for keep in rule.keep]


def _length(keep: Any) -> str:
    if keep.birthday:
        return _("to the {age}th birthday").format(age=keep.birthday)
    if keep.pension_age:
        return _("to the age of a State pension")
    years, months = divmod(keep.months, 12)
    if years and not months:
        return _("{count} years").format(count=years) if years > 1 else _("1 year")
    if keep.months:
        return _("{count} months").format(count=keep.months)
    return _("{count} days").format(count=keep.days) if keep.days else _("then at once")


def _kind(kind: str) -> str:
    return {"min": _("At least"), "max": _("No longer than"), "norm": _("Our measure")}[kind]


def person_retention(request: Asked, reference: str) -> HttpResponse:
    """What is held about one person and until when; and the form that records what happened."""
    person = Person.objects.filter(reference=reference).first()
    if person is None:
        raise Http404
    refused = refusals(person, RECORD_EVENT)[0]
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record_event(person, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as wrong:
            form.refuse(wrong)
        except Forbidden as why:
            refused = why
        else:
            messages.success(request, _("Recorded."))
            return redirect("people-retention", reference)
    return _page(request, person, form, refused)


def _page(request: Asked, person: Person, form: EventForm, refused: Forbidden | None) -> HttpResponse:
    events = RetentionEvent.objects.filter(person=person).select_related("recorded_by").order_by("-recorded_at")
    context = {
        "person": person,
        "form": form,
        "refused": words.refusal(refused) if refused else "",
        "lines": [_line(line) for line in Due.objects.filter(person=person).order_by("from_on", "held_as")],
        "events": [{"event": event, "words": words.value(event, "event")} for event in events],
    }
    return render(request, "people/retention.html", context, status=UNPROCESSABLE if form.errors else 200)


def _line(line: Due) -> dict[str, Any]:
    known = rules(timezone.localdate())
    labels = dict(EVENTS)
    return {
        "line": line,
        "held_as": _("Everything") if line.held_as == WHOLE else line.held_as,
        "rule": f"{line.rule}: {_(known[line.rule].record)}",
        "waits": ", ".join(_(labels.get(each, each)) for each in line.waits_for),
    }
