"""The page that makes a code up and shows it once: to the line manager, who tells it to the person."""

import os
import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases.perform import perform, was_sent
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.people import codes
from confide.people.models import AccessCode
from confide.registers.recoveries.rules import RULES
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, address, case_at, counted, onward, stale, why_not
from confide.web.freshness import step_first
from confide.web.reading import Asked

STEP = "give_the_code"


class Give(View):
    """Ask once more, then make the code, and show it in the very answer."""

    def get(self, request: Asked, number: int) -> HttpResponse:
        return self.answer(request, number)

    def post(self, request: Asked, number: int) -> HttpResponse:
        return self.answer(request, number)

    def answer(self, request: Asked, number: int) -> HttpResponse:
        if request.method == "POST" and was_sent(request.POST.get("key", "")[:80], request.user):
            return onward(named(RULES.name), number)
        case = case_at(named(RULES.name), number)
        if (asked := step_first(request, RULES.workflow, STEP)) is not None:
            return asked
        if request.method == "GET":
            refused = why_not(case, request.user, STEP)
            return self.page(request, case, refused, NOT_ALLOWED if refused else 200)
        return self.give(request, case)

    def give(self, request: Asked, case: Any) -> HttpResponse:
        code = codes.spell(os.urandom(codes.GROUPS * codes.EACH))
        given = {"digest": codes.digest(code)}
        try:
            done = perform(STEP, case, actor=request.user, at=timezone.now(), given=given, **counted(request))
        except Stale:
            return stale(request, address(named(RULES.name), case), [], case.reference)
        except Refused as refused:
            return self.page(request, case, refused, NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE)
        until = AccessCode.objects.filter(staff=done.subject_staff).latest("pk").until
        context = {"case": done, "code": code, "until": until}
        return render(request, "recoveries/code.html", context)

    def page(self, request: Asked, case: Any, refused: Refused | None, status: int) -> HttpResponse:
        context = {"case": case, "refused": words.refusal(refused) if refused else "", "title": _("Show the code")}
        context |= {"key": request.POST.get("key", "")[:80] or str(uuid.uuid4()), "form": None}
        context["expecting"] = request.POST.get("expecting") or case.version
        context["back"] = address(named(RULES.name), case)
        return render(request, "recoveries/give.html", context, status=status)
