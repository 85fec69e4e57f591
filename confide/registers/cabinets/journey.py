"""The walk: the list of what should be in a cabinet, to go through on the spot, or to print and take along."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from confide.cases.perform import was_sent
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door.fields import declared
from confide.registers.cabinets.effects import PAPER, WALK, should_be_in, walk_past
from confide.registers.cabinets.models import Cabinet
from confide.registers.cabinets.rules import NOT_THERE, RULES, THERE
from confide.web import words
from confide.web.casework import CONFLICT, NOT_ALLOWED, UNPROCESSABLE, address, case_at, counted, onward, why_not
from confide.web.reading import Asked

CHANGED = gettext_lazy(
    "Somebody changed this cabinet or what is in it meanwhile. What you answered still stands here: look at the list"
    " once more, and send it again."
)
LOOKED = gettext_lazy("I looked for each of them")


class Walked(forms.Form):
    """What is asked besides the list."""

    looked = forms.BooleanField(label=LOOKED, error_messages={"required": gettext_lazy("Look for each of them first.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["surplus"] = declared(Cabinet)["surplus"].formfield()


class Walk(View):
    """Everything that should be there. What is ticked is not; the rest was seen."""

    def get(self, request: Asked, number: int) -> HttpResponse:
        case = case_at(named(RULES.name), number)
        refused = why_not(case, request.user, WALK)
        return self.page(request, case, Walked(), refused, NOT_ALLOWED if refused else 200)

    def post(self, request: Asked, number: int) -> HttpResponse:
        register, sent = named(RULES.name), counted(request)
        if was_sent(sent["key"], request.user):
            return onward(register, number)
        case, form = case_at(register, number), Walked(request.POST)
        if not form.is_valid():
            return self.page(request, case, form, why_not(case, request.user, WALK), UNPROCESSABLE)
        surplus = form.cleaned_data["surplus"]
        try:
            walk_past(case, _answers(request), surplus, actor=request.user, at=timezone.now(), **sent)
        except Stale:
            return self.page(request, case_at(register, number), form, Refused(str(CHANGED)), CONFLICT)
        except ValidationError as wrong:
            form.add_error("surplus", wrong.messages)
            return self.page(request, case, form, None, UNPROCESSABLE)
        except Refused as refused:
            status = NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE
            return self.page(request, case, form, refused, status)
        messages.success(request, _("Recorded. What was not there is reported as missing."))
        return onward(register, number)

    def page(self, request: Asked, case: Any, form: Walked, refused: Refused | None, status: int) -> HttpResponse:
        papers = should_be_in(case.reference)
        context = {
            "case": case,
            "cabinet": Cabinet.objects.get(case=case),
            "papers": list(_rows(papers, set(request.POST.getlist(NOT_THERE)))),
            "listed": ",".join(paper.reference for paper in papers),
            "refused": words.refusal(refused) if refused else "",
            "forbidden": isinstance(refused, Forbidden),
            "key": request.POST.get("key", "")[:80] or str(uuid.uuid4()),
            "expecting": case.version if status == CONFLICT else request.POST.get("expecting") or case.version,
            "back": address(named(RULES.name), case),
            "form": form,
        }
        return render(request, "cabinets/walk.html", context, status=status)


def _answers(request: Asked) -> dict[str, str]:
    """For each line that the page showed whether it was there."""
    gone = set(request.POST.getlist(NOT_THERE))
    listed = [reference for reference in request.POST.get("listed", "").split(",") if reference]
    return {reference: NOT_THERE if reference in gone else THERE for reference in listed}


def _rows(papers: Any, gone: set[str]) -> Iterator[dict[str, Any]]:
    """Each piece of paper, by its reference and kind: what is written on it stays sealed."""
    facts = {found.pk: found for found in named(PAPER).facts.objects.filter(case__in=[paper.pk for paper in papers])}
    for paper in papers:
        yield {
            "reference": paper.reference,
            "what": words.value(facts[paper.pk], "kind"),
            "written_on": facts[paper.pk].written_on,
            "person": paper.person.reference if paper.person else "",
            "gone": paper.reference in gone,
        }


ADDRESSES = (path("<int:number>/walk/", Walk.as_view(), name="cabinets-walk"),)
