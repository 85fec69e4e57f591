"""The page from which a review begins: the signs that wait, and a form for what somebody noticed.

- Everybody has the page; whoever may not see a sign sees none, and is refused by the policy where they try.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases.perform import open_case
from confide.cases.register import named
from confide.domain.refusal import Refused
from confide.domain.register import OPEN
from confide.people.models import Staff
from confide.registers.access_reviews import signs
from confide.registers.access_reviews.rules import RULES
from confide.web import words
from confide.web.casework import UNPROCESSABLE
from confide.web.forms import StepForm, form_of
from confide.web.reading import Asked


class Begin(View):
    """The signs, and the form."""

    def get(self, request: Asked) -> HttpResponse:
        return self.page(request, form_of(named(RULES.name), OPEN)())

    def post(self, request: Asked) -> HttpResponse:
        form = form_of(named(RULES.name), OPEN)(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=UNPROCESSABLE)
        chosen = [each for each in request.POST.getlist("signs") if _is_id(each)]
        given, staff = {**form.facts(), "signs": chosen}, _staff(form)
        key = request.POST.get("key", "")[:80]
        try:
            case = open_case(
                named(RULES.name), given, actor=request.user, at=timezone.now(), subject_staff=staff, key=key
            )
        except ValidationError as wrong:
            form.refuse(wrong)
            return self.page(request, form, status=UNPROCESSABLE)
        except Refused as refused:
            return self.page(request, form, status=UNPROCESSABLE, refused=words.refusal(refused))
        return redirect("access_reviews-detail", case.number)

    def page(self, request: Asked, form: StepForm, status: int = 200, **more: Any) -> HttpResponse:
        at = timezone.now()
        governs = request.reader.governance
        context = {
            "form": form,
            "title": words.step(named(RULES.name), OPEN),
            "back": reverse("access_reviews-list"),
            "list_title": _(RULES.title),
            "groups": list(_by_staff()),
            "kinds": list(signs.kinds(at)) if governs else [],
            "why_not": signs.why_not(at) if governs else "",
            "key": request.POST.get("key", "")[:80] or str(uuid.uuid4()),
            **more,
        }
        return render(request, "access_reviews/begin.html", context, status=status)


def _by_staff() -> Any:
    groups: dict[Any, list[dict[str, Any]]] = {}
    for sign in signs.waiting():
        told = {"id": sign.pk, "label": signs.NAMES[sign.kind], "at": signs.when(sign), "told": signs.told(sign)}
        groups.setdefault(sign.staff, []).append(told)
    for staff, found in groups.items():
        yield {"staff": staff, "signs": found, "key": str(uuid.uuid4())}


def _staff(form: StepForm) -> Staff | None:
    """Whom it is about, so that the policy is asked about them; where it is nobody the effect says so."""
    return Staff.objects.filter(username=form.cleaned_data["who"].strip()).first()


def _is_id(typed: str) -> bool:
    try:
        return bool(uuid.UUID(typed))
    except ValueError:
        return False


ADDRESSES = [path("new/", Begin.as_view(), name="access_reviews-new")]
