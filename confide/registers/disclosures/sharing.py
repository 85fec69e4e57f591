"""The pages on which it is written down what in fact went: after a decision, and after an emergency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from confide.cases.perform import perform
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.registers.disclosures import answers, effects, history, page, sending, ticking
from confide.registers.disclosures.deciding import CaseView, counted, hidden, typed
from confide.registers.disclosures.known import REVIEW
from confide.registers.disclosures.labels import DONE, STEPS
from confide.web import words as web_words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, stale
from confide.web.reading import Asked


class CarryOut(CaseView):
    """Records what went, and closes the case."""

    step = "carry_out"
    form_class: type[sending.CarryOut] = sending.CarryOut
    telling_is_needed = True
    takes_fingerprints = True

    def get(self, request: Asked) -> HttpResponse:
        why = self.refused(request, self.step)
        more: dict[str, Any] = {"refused": why, "status": NOT_ALLOWED} if why else {}
        name = self.facts.recipient_name if self.found.names and not self.facts.sealed_why else ""
        initial = {"sent_to": name, "sent_channel": (self.situation or {}).get("channel", "")}
        return self.page(request, self.form(initial=initial | self.said_then()), **more)

    def said_then(self) -> dict[str, str]:
        """What was written down in an emergency, to begin with."""
        said = self.facts.answers if isinstance(self.facts.answers, dict) else {}
        what = said.get("emergency", {}).get("what", "")
        return {f"what_{category}": what for category in self.facts.asked_categories} if what else {}

    def post(self, request: Asked) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form, status=UNPROCESSABLE)
        given = went(form.cleaned_data)
        try:
            perform(self.step, self.case, actor=request.user, at=self.at, given=given, **counted(request))
        except Stale:
            back = reverse("disclosures-detail", args=[self.case.number])
            return stale(request, back, typed(form), self.case.reference)
        except Refused as refused:
            status = NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE
            return self.page(request, form, refused=web_words.refusal(refused), status=status)
        messages.success(request, str(DONE[self.step]))
        return self.onward()

    @property
    def situation(self) -> dict[str, Any] | None:
        return self.facts.situation if isinstance(self.facts.situation, dict) else None

    def form(self, *args: Any, **more: Any) -> sending.CarryOut:
        said = history.texts(self.facts)
        duties = [
            (duty.code, said.get(duty.code) or web_words.code(duty.code))
            for duty in ticking.left(self.case)
            if duty.code != REVIEW
        ]
        asked = self.facts.asked_categories
        needed = self.telling_is_needed and effects.IN_CONFIDENCE in said
        return self.form_class(*args, asked=asked, duties=duties, telling_is_needed=needed, **more)

    def page(self, request: Asked, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"case": self.case, "form": form, "heading": STEPS[self.step], **hidden(request, self.case)}
        context["changed"] = page.another_consent(self.case, self.facts, request.reader, self.at)
        context["stale_check"] = answers.checked_too_long_ago(self.facts.answers, self.at)
        return render(request, "disclosures/carry_out.html", {**context, **more}, status=status)


class Complete(CarryOut):
    """Completes the record of what was shared in an emergency."""

    step = "complete_the_record"
    form_class = sending.CompleteTheRecord
    telling_is_needed = False


def went(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step is given: answers that are yes or no as such."""
    said = {name: sending.said(cleaned, name) for name in ("told_in_confidence", "accepted", "marked")}
    names = ("sent", "sent_to", "sent_at", "sent_channel", "tracking_number", "reasons", "duties")
    given = {name: cleaned[name] for name in names if name in cleaned}
    return {**given, **said, "to_the_recipient_decided": cleaned.get("same_recipient", "yes") == "yes"}
