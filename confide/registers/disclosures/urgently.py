"""Two journeys of one page: somebody is in danger now, and it has been shared already.

- An emergency never ends in a refusal: where nobody is identified yet the page says whom to ring and keeps the answers.
- Both open the case and take its step with keys of the same form, so that sending twice counts once.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from confide.cases import register as cases
from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.domain.refusal import Refused
from confide.door.opening import DECISION
from confide.people.find import find
from confide.people.models import Organisation
from confide.registers.disclosures import drafts, page, urgent
from confide.registers.disclosures.engine import decide
from confide.registers.disclosures.journey import sent_answers
from confide.registers.disclosures.labels import DONE
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.setting import Setting
from confide.web import words as web_words
from confide.web.casework import UNPROCESSABLE
from confide.web.reading import Asked

ENOUGH = 6


class Urgent(View):
    """What both pages have in common: one form, whom it is about, a case opened and a step taken."""

    step = ""
    form_class: type[urgent.OnePage]
    template = ""

    def get(self, request: Asked) -> HttpResponse:
        return self.page(request, self.form_class(setting=Setting(actor=request.user, at=timezone.now())))

    def post(self, request: Asked) -> HttpResponse:
        self.at = timezone.now()
        known = Setting(actor=request.user, at=self.at)
        known.found = find(request.reader, request.POST.get("who", "")[:100], self.at, ENOUGH, DECISION)
        form = self.form_class(request.POST, setting=known)
        if not form.is_valid():
            return self.page(request, form, status=UNPROCESSABLE)
        known.answers = form.answers()
        drafts.attach(known)
        try:
            return self.carry_on(request, form, known)
        except Refused as refused:
            return self.page(request, form, refused=web_words.refusal(refused), status=UNPROCESSABLE)

    def carry_on(self, request: Asked, form: Any, known: Setting) -> HttpResponse:
        """Open the case and take the step."""
        given = {**sent_answers(known), **form.more()}
        key = request.POST.get("key", "")[:70] or str(uuid.uuid4())
        about: dict[str, Any] = {"person": known.person, "subject_staff": known.about_staff}
        case = open_case(cases.named(RULES.name), given, actor=request.user, at=self.at, key=key, **about)
        if case.status == RULES.workflow.initial:
            self.take(request, case, form, key)
        messages.success(request, str(DONE[self.step]))
        return redirect("disclosures-detail", case.number)

    def take(self, request: Asked, case: Case, form: Any, key: str) -> None:
        given, then = form.went(), f"{key}-then"
        perform(self.step, case, actor=request.user, at=self.at, given=given, expecting=case.version, key=then)

    def page(self, request: Asked, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        key = request.POST.get("key", "")[:70] or str(uuid.uuid4())
        context = {"form": form, "key": key, "on_call": page.on_call(), "danger": True, "groups": list(form.groups())}
        return render(request, self.template, {**context, **more}, status=status)


class Emergency(Urgent):
    """Three answers, and the minimum is shared."""

    step = "share_in_emergency"
    form_class = urgent.Emergency
    template = "disclosures/emergency.html"

    def carry_on(self, request: Asked, form: Any, known: Setting) -> HttpResponse:
        if not decide(known.known()).shared:
            kind = known.recipient_kind
            return self.page(request, form, call_back=numbers(kind), refused="", status=UNPROCESSABLE)
        return super().carry_on(request, form, known)


class Afterwards(Urgent):
    """What was shared already, recorded as it happened."""

    step = "record_afterwards"
    form_class = urgent.Afterwards
    template = "disclosures/afterwards.html"


def numbers(kind: str) -> list[Organisation]:
    """The published numbers to ring back: those of this kind of body, or of all bodies that protect people."""
    listed = list(Organisation.objects.exclude(published_number="").order_by("name"))
    return [body for body in listed if body.kind == kind] or listed[:ENOUGH]
