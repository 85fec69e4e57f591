"""Two journeys of one page: somebody is in danger now, and it has been shared already.

- An emergency never ends in a refusal: where it may not be them the page says whom to ring and keeps the answers.
- Ringing back is for those of whom we only do not know who they are. Nobody is sent to ring whom the policy bars.
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
from confide.domain.decision import Decision
from confide.domain.refusal import Refused
from confide.domain.roster import EXACT
from confide.door.opening import DECISION
from confide.people.find import search
from confide.people.models import Organisation
from confide.registers.disclosures import drafts, page, starting, urgent, words
from confide.registers.disclosures.answers import OUR_CALL
from confide.registers.disclosures.engine import decide
from confide.registers.disclosures.journey import sent_answers
from confide.registers.disclosures.labels import DONE
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.setting import Setting
from confide.web import words as web_words
from confide.web.casework import UNPROCESSABLE
from confide.web.reading import Asked

ENOUGH = 6
WHO_THEY_ARE = "recipient.identity"


class Urgent(View):
    """What both pages have in common: one form, whom it is about, a case opened and a step taken."""

    step = ""
    form_class: type[urgent.OnePage]
    template = ""

    def get(self, request: Asked) -> HttpResponse:
        person = starting.begun_from(request.GET.get("person", ""))
        initial = {"who": person.reference} if person else {}
        known = Setting(actor=request.user, at=timezone.now())
        return self.page(request, self.form_class(setting=known, initial=initial))

    def post(self, request: Asked) -> HttpResponse:
        self.at = timezone.now()
        known = Setting(actor=request.user, at=self.at)
        self.look_for(request, known)
        form = self.form_class(request.POST, setting=known)
        if not form.is_valid():
            return self.page(request, form, status=UNPROCESSABLE)
        known.answers = form.answers()
        drafts.attach(known)
        try:
            return self.carry_on(request, form, known)
        except Refused as refused:
            return self.page(request, form, refused=web_words.refusal(refused), status=UNPROCESSABLE)

    def look_for(self, request: Asked, known: Setting) -> None:
        """Whom the words find. What only sounds like it, or is spelt nearly so, makes nobody certain."""
        found = search(request.reader, request.POST.get("who", "")[:100], self.at, ENOUGH, purpose=DECISION)
        known.found = [one.person for one in found]
        known.certain = [one.how for one in found] == [EXACT]

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
        decision, kind = decide(known.known()), known.recipient_kind
        if decision.shared:
            return super().carry_on(request, form, known)
        whom = {"numbers": numbers(kind), "call_back": only_unknown(decision, kind), "not_them": True}
        return self.page(request, form, **whom, status=UNPROCESSABLE)


class Afterwards(Urgent):
    """What was shared already, recorded as it happened."""

    step = "record_afterwards"
    form_class = urgent.Afterwards
    template = "disclosures/afterwards.html"


def only_unknown(decision: Decision, kind: str) -> bool:
    """Whether nothing stands in the way but that we do not know yet who they are."""
    asked = {question.fact for question in decision.questions}
    return asked == {WHO_THEY_ARE} and words.is_rung_back(kind)


def numbers(kind: str) -> list[Organisation]:
    """The published numbers to ring, of bodies that protect people and of no other; of this kind where it is one."""
    listed = Organisation.objects.exclude(published_number="").exclude(kind=OUR_CALL).order_by("name")
    protecting = [body for body in listed if words.protecting(body.kind) is not None]
    protecting.sort(key=lambda body: words.protecting(body.kind) or 0)
    return [body for body in protecting if body.kind == kind] or protecting[:ENOUGH]
