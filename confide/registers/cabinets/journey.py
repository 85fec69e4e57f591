"""The walk: the list of what should be in a cabinet, to answer line by line, or to print and take along."""

import uuid
from typing import Any

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
from confide.door.typed import Words
from confide.registers.cabinets.effects import PAPER, WALK, should_be_in, walk_past
from confide.registers.cabinets.models import Cabinet
from confide.registers.cabinets.rules import NOT_THERE, RULES, THERE
from confide.web import words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, address, case_at, onward, stale, why_not
from confide.web.reading import Asked

CHOICES = ((THERE, gettext_lazy("It is there")), (NOT_THERE, gettext_lazy("It is not there")))


class Walk(View):
    """Everything that should be there, with one answer for each."""

    def get(self, request: Asked, number: int) -> HttpResponse:
        case = case_at(named(RULES.name), number)
        refused = why_not(case, request.user, WALK)
        return self.page(request, case, refused, NOT_ALLOWED if refused else 200)

    def post(self, request: Asked, number: int) -> HttpResponse:
        register, key = named(RULES.name), request.POST.get("key", "")[:80]
        if was_sent(key, request.user):
            return onward(register, number)
        case, expecting = case_at(register, number), request.POST.get("expecting", "")
        usable = expecting.isdecimal() and expecting.isascii() and len(expecting) < 10
        answers = {name.removeprefix("of-"): value for name, value in request.POST.items() if name.startswith("of-")}
        version, at = int(expecting) if usable else -1, timezone.now()
        try:
            surplus = Words(longest=10_000, lines=3, required=False).clean(request.POST.get("surplus", ""))
            walk_past(case, answers, surplus, actor=request.user, at=at, expecting=version, key=key)
        except Stale:
            return stale(request, address(register, case), [], case.reference)
        except ValidationError as wrong:
            return self.page(request, case, Refused(" ".join(wrong.messages)), UNPROCESSABLE)
        except Refused as refused:
            return self.page(request, case, refused, NOT_ALLOWED if isinstance(refused, Forbidden) else UNPROCESSABLE)
        messages.success(request, _("Recorded. What was not there is reported as missing."))
        return onward(register, number)

    def page(self, request: Asked, case: Any, refused: Refused | None, status: int) -> HttpResponse:
        context = {
            "case": case,
            "cabinet": Cabinet.objects.get(case=case),
            "papers": list(_rows(case, request)),
            "surplus": request.POST.get("surplus", ""),
            "refused": words.refusal(refused) if refused else "",
            "forbidden": isinstance(refused, Forbidden),
            "key": request.POST.get("key", "")[:80] or str(uuid.uuid4()),
            "expecting": request.POST.get("expecting") or case.version,
            "back": address(named(RULES.name), case),
            "form": None,
        }
        return render(request, "cabinets/walk.html", context, status=status)


def _rows(case: Any, request: Asked) -> Any:
    """Each piece of paper, by its reference and kind: what is written on it stays sealed."""
    papers = should_be_in(case.reference)
    facts = {found.pk: found for found in named(PAPER).facts.objects.filter(case__in=[paper.pk for paper in papers])}
    for paper in papers:
        chosen = request.POST.get(f"of-{paper.reference}", "")
        yield {
            "reference": paper.reference,
            "what": words.value(facts[paper.pk], "kind"),
            "person": paper.person.reference if paper.person else "",
            "choices": [{"code": code, "label": label, "chosen": code == chosen} for code, label in CHOICES],
        }


ADDRESSES = (path("<int:number>/walk/", Walk.as_view(), name="cabinets-walk"),)
