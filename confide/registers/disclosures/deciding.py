"""The page of a disclosure, and the pages of those of its steps that need only words.

- What can be done now is a button; what cannot be done is listed with the very refusal that the step would give.
- A form that was sent twice counts once; one that was shown before somebody else changed the case says so.
"""

from __future__ import annotations

import functools
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from confide.cases.models import Case
from confide.cases.perform import perform, steps_for, was_sent
from confide.cases.register import named
from confide.domain.decision import Decision
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.registers.disclosures import effects, history, opened, page, telling, unopened
from confide.registers.disclosures.acting import FORMS
from confide.registers.disclosures.labels import DONE, STEPS
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.setting import Setting
from confide.web import shown
from confide.web import words as web_words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, counted, out_of_sight, stale
from confide.web.forms import typed
from confide.web.freshness import asks, step_first
from confide.web.reading import Asked

CONFIRMS = frozenset({"decide_to_share", "approve"})
# Taken on pages of their own, never by a button of the case.
ELSEWHERE = frozenset({"share_in_emergency", "record_afterwards"})


class CaseView(View):
    """What every page of a case begins with."""

    request: Asked

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at, self.number = timezone.now(), kwargs.pop("number")
        if request.method == "POST" and was_sent(request.POST.get("key", "")[:80], request.user):
            return self.onward()
        names = True if request.GET.get("names") == "open" else None
        try:
            self.found = opened.find(self.number, request.user, self.at, names=names)
        except Http404:
            return out_of_sight(request, named(RULES.name), self.number, self.typed_before(request, **kwargs))
        self.case, self.facts = self.found.case, self.found.facts
        return super().dispatch(request, *args, **kwargs)

    def typed_before(self, _request: Asked, **_address: Any) -> list[dict[str, str]]:
        """What was typed into a form of this page, where its case has left the reader's sight meanwhile."""
        return []

    def onward(self) -> HttpResponse:
        """To the case, or to the queue where it is not the reader's to see any more."""
        if Case.objects.filter(register=RULES.name, number=self.number).exists():
            return redirect("disclosures-detail", self.number)
        return redirect("disclosures-office")

    @functools.cached_property
    def if_approved(self) -> Decision | None:
        """What the policy proposes if the office that it waits for approves."""
        return effects.if_approved(self.facts, self.case.office) if self.case.status == "with_office" else None

    def refused(self, request: Asked, name: str) -> str:
        """Why this step cannot be taken now, or nothing."""
        for step, refusal in steps_for(self.case, request.user, self.at):
            if step.name == name:
                return web_words.refusal(refusal) if refusal else ""
        return web_words.refusal(Refused("This cannot be done now. Go back and look at where the matter stands."))


class Detail(CaseView):
    """The decision, why, what to do, and what became of it."""

    def get(self, request: Asked) -> HttpResponse:
        view = self.steps(request) | {"events": history.events(self.case, self.facts, self.found.duties)}
        if not isinstance(self.facts.decision, dict):
            view |= {"why": self.facts.sealed_why, **unopened.shown(self.found, request.user)}
            return render(request, "disclosures/sealed.html", {"case": self.case, "view": view})
        view |= page.shown(self.case, self.facts, self.if_approved)
        view |= {"subtitle": page.subtitle(self.found), "told": self.told(), "on_call": page.on_call()}
        view["warning"] = page.old_check(self.case, self.facts, self.at)
        view["changed"] = page.another_consent(self.case, self.facts, request.reader, self.at)
        view["closed"] = self.case.closed_at is not None
        view["mine"] = opened.works_on(self.case, request.user)
        view["kept_duties"] = history.duties(self.case, self.facts, self.found.duties)
        return render(
            request, "disclosures/decision.html", {"case": self.case, "view": view, "names": self.found.names}
        )

    def told(self) -> list[telling.Row]:
        if not self.found.names:
            return []
        answers = dict(self.facts.answers or {})
        known = Setting(actor=self.request.user, at=self.facts.decided_at, answers=answers, past=True)
        known.person, known.about_staff = self.found.person, self.case.subject_staff
        return list(telling.answered(known))

    def steps(self, request: Asked) -> dict[str, Any]:
        listed = [(s.name, no) for s, no in steps_for(self.case, request.user, self.at) if s.name not in ELSEWHERE]
        checked = [(name, no or self.barred(name)) for name, no in listed if not self.is_idle(name)]
        able = [name for name, no in checked if no is None]
        first = [name for name in page.preferred(self.facts, self.case.status) if name in able]
        names = [*first, *(name for name in able if name not in first)]
        return {
            "steps": [{"name": name, "label": STEPS[name], "url": self.step_url(name)} for name in names],
            "refused_steps": [{"label": STEPS[name], "why": web_words.refusal(no)} for name, no in checked if no],
        }

    def barred(self, name: str) -> Refused | None:
        """Why the policy's answer itself leaves no such step, as the step would say."""
        if not isinstance(self.facts.decision, dict):
            return None
        if name == "decide_to_share":
            return effects.why_not_share(Decision.from_json(self.facts.decision))
        if name == "approve" and (decision := self.if_approved):
            return effects.why_not_approve(decision)
        return None

    def is_idle(self, name: str) -> bool:
        return name == "take_up" and self.facts.taken_up_at is not None

    def step_url(self, name: str) -> str:
        return reverse("disclosures-step", args=[self.case.number, name.replace("_", "-")])


class Take(CaseView):
    """One step that needs only words."""

    def typed_before(self, request: Asked, **address: Any) -> list[dict[str, str]]:
        return typed(FORMS[known(address["step"])](request.POST))

    def get(self, request: Asked, step: str) -> HttpResponse:
        name = known(step)
        if (asked := step_first(request, RULES.workflow, name)) is not None:
            return asked
        why = self.refused(request, name)
        more: dict[str, Any] = {"refused": why, "status": NOT_ALLOWED} if why else {}
        return self.page(request, name, FORMS[name](names=self.found.people_named), **more)

    def post(self, request: Asked, step: str) -> HttpResponse:
        name = known(step)
        if (asked := step_first(request, RULES.workflow, name)) is not None:
            return asked
        form = FORMS[name](request.POST, names=self.found.people_named)
        if not form.is_valid():
            return self.page(request, name, form, status=UNPROCESSABLE)
        given = form.cleaned_data | {key: request.POST[key] for key in ("shown_under",) if key in request.POST}
        try:
            perform(name, self.case, actor=request.user, at=self.at, given=given, **counted(request))
        except Stale:
            return stale(request, self.case_url(), typed(form), self.case.reference)
        except Refused as refused:
            status = NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE
            return self.page(request, name, form, refused=web_words.refusal(refused), status=status)
        messages.success(request, str(DONE[name]))
        return self.onward()

    def confirmed_by(self, name: str) -> Decision | None:
        """The answer whose legal basis is confirmed with a step: an approval is asked about as if it were given."""
        if name == "approve":
            return self.if_approved
        return Decision.from_json(self.facts.decision) if isinstance(self.facts.decision, dict) else None

    def case_url(self) -> str:
        return reverse("disclosures-detail", args=[self.case.number])

    def page(self, request: Asked, name: str, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"case": self.case, "form": form, "heading": STEPS[name], **hidden(request, self.case)}
        context["fresh"] = asks(RULES.workflow, name)
        if name in CONFIRMS and (decision := self.confirmed_by(name)):
            context |= {"basis": page.basis_lines(decision), "shown_under": decision.bundle}
        return render(request, "disclosures/step.html", {**context, **more}, status=status)


def known(slug: str) -> str:
    """The name of a step that is taken by words alone. Raises Http404."""
    name = slug.replace("-", "_")
    if name not in FORMS:
        raise Http404
    return name


def hidden(request: Asked, case: Case) -> dict[str, Any]:
    """The same as it goes out with the form, and as it stays when the form comes back."""
    key = request.POST.get("key", "")[:80] or str(uuid.uuid4())
    seen = {"shown": shown.proof(case, request.user)}
    return {"key": key, "expecting": request.POST.get("expecting", case.version), **seen}
