"""The page on which a line manager answers for each of their people."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from confide.cases.perform import perform, was_sent
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door.policy import codes
from confide.registers.certifications.effects import people_of, seen
from confide.registers.certifications.rules import CHANGED, ENDED, KEPT, RULES
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, address, case_at, counted, onward, stale, why_not
from confide.web.freshness import step_first
from confide.web.reading import Asked

STEP = "certify"
CHOICES = (
    (KEPT, gettext_lazy("Keep it as it is")),
    (CHANGED, gettext_lazy("Change it")),
    (ENDED, gettext_lazy("End it")),
)


class Certify(View):
    """Everybody whom they manage, what each may see by, and one answer for each."""

    def get(self, request: Asked, number: int) -> HttpResponse:
        case = case_at(named(RULES.name), number)
        if (asked := step_first(request, RULES.workflow, STEP)) is not None:
            return asked
        refused = why_not(case, request.user, STEP)
        return self.page(request, case, refused, NOT_ALLOWED if refused else 200)

    def post(self, request: Asked, number: int) -> HttpResponse:
        register, sent = named(RULES.name), counted(request)
        if was_sent(sent["key"], request.user):
            return onward(register, number)
        case = case_at(register, number)
        if (asked := step_first(request, RULES.workflow, STEP)) is not None:
            return asked
        typed = {name.removeprefix("of-"): value for name, value in request.POST.items() if name.startswith("of-")}
        try:
            perform(STEP, case, actor=request.user, at=timezone.now(), given={"answers": typed}, **sent)
        except Stale:
            return stale(request, address(register, case), [], case.reference)
        except Refused as refused:
            return self.page(request, case, refused, NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE)
        messages.success(request, _("Recorded. What is to change, ask for as a movement."))
        return onward(register, number)

    def page(self, request: Asked, case: Any, refused: Refused | None, status: int) -> HttpResponse:
        at = timezone.now()
        shown = [] if isinstance(refused, Forbidden) else people_of(request.user, at)
        context = {
            "case": case,
            "people": [_row(staff.username, request, at) for staff in shown],
            "refused": words.refusal(refused) if refused else "",
            "key": request.POST.get("key", "")[:80] or str(uuid.uuid4()),
            "expecting": request.POST.get("expecting") or case.version,
            "back": address(named(RULES.name), case),
            "form": None,
        }
        return render(request, "certifications/certify.html", context, status=status)


def _row(username: str, request: Asked, at: Any) -> dict[str, Any]:
    """One person, what they may see by, in words, and what was chosen so far."""
    found, roles, offices = seen(username, at), dict(codes("role")), dict(codes("office"))
    chosen = request.POST.get(f"of-{username}", "")
    choices = [{"code": code, "label": label, "chosen": code == chosen} for code, label in CHOICES]
    said = [roles.get(found["role"], found["role"]), *found["teams"], *(offices.get(c, c) for c in found["offices"])]
    return {"who": username, "name": found["name"], "sees_by": said, "choices": choices}
