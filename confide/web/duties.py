"""A duty of a case: ticked at once, or answered on a page of its own where it asks something."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases import duties as ticking
from confide.cases.models import Case, Duty
from confide.cases.register import Question, Register, of
from confide.domain.clock import day_of, end_of
from confide.domain.refusal import Forbidden, Refused
from confide.door.typed import Words, day, one_of
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, address, case_at
from confide.web.reading import Asked

NOW, NOT_YET = "now", "not_yet"
LONGEST = 2_000


class AnswerForm(forms.Form):
    """What a duty asks."""

    def __init__(self, question: Question, *typed: Any) -> None:
        super().__init__(*typed)
        answers = ((NOW, question.now), (NOT_YET, question.not_yet))
        latest = question.at_the_latest(timezone.now())
        by = _("Only where the answer is no. {day} at the latest.")
        hint = by.format(day=words.plain(day_of(latest))) if latest else ""
        self.fields["answer"] = one_of(lambda: answers, label=question.words)
        self.fields["remark"] = Words(longest=LONGEST, lines=4, label=_("Why"))
        self.fields["again"] = day(label=_("When it is looked at again"), required=False, help_text=hint)

    def groups(self) -> Iterator[Mapping[str, Any]]:
        """All of it is one group."""
        yield {"title": "", "intro": "", "fields": list(self)}

    def clean(self) -> None:
        """Whoever answers no says when it is looked at again."""
        again = self.cleaned_data.get("again") or self.errors.get("again")
        if self.cleaned_data.get("answer") == NOT_YET and not again:
            self.add_error("again", _("Say when it is looked at again."))

    def given(self) -> dict[str, Any]:
        """What was answered, as the duty takes it."""
        again = self.cleaned_data["again"] if self.cleaned_data["answer"] == NOT_YET else None
        return {"remark": self.cleaned_data["remark"], "again": end_of(again) if again else None}


class Tick(View):
    """Says that a duty was done, or answers what it asks."""

    def get(self, request: Asked, register: Register, number: int, duty: uuid.UUID) -> HttpResponse:
        case, found = _duty(register, number, duty)
        question = register.questions.get(found.code)
        if question is None or found.done_at is not None:
            return redirect(address(register, case))
        return _page(request, case, found, AnswerForm(question))

    def post(self, request: Asked, register: Register, number: int, duty: uuid.UUID) -> HttpResponse:
        case, found = _duty(register, number, duty)
        question = register.questions.get(found.code)
        if question is not None:
            return _answered(request, case, found, AnswerForm(question, request.POST))
        try:
            ticking.tick(found, request.user, timezone.now())
        except Refused as refused:
            messages.warning(request, words.refusal(refused))
        return redirect(address(register, case))


def _answered(request: Asked, case: Case, duty: Duty, form: AnswerForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, case, duty, form, status=UNPROCESSABLE)
    try:
        ticking.tick(duty, request.user, timezone.now(), **form.given())
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return _page(request, case, duty, form, status=UNPROCESSABLE)
    except Refused as refused:
        status = NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE
        return _page(request, case, duty, form, status=status, refused=words.refusal(refused))
    messages.success(request, _("Recorded."))
    return redirect(address(of(case), case))


def _page(
    request: Asked, case: Case, duty: Duty, form: AnswerForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {"case": case, "form": form, "title": form["answer"].label, "list_title": case.reference}
    context |= {"back": address(of(case), case), "intro": words.duty(duty.code), "send": _("Record the answer")}
    context |= {"refused": refused}
    return render(request, "registers/form.html", context, status=status)


def _duty(register: Register, number: int, duty: uuid.UUID) -> tuple[Case, Duty]:
    case = case_at(register, number)
    found = Duty.objects.filter(case=case, pk=duty).first()
    if found is None:
        raise Http404
    return case, found
