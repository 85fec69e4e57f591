"""The pages of disposals that other registers do not have: what is due, what a case is about, and the certificate.

- They open nothing of what is due: people are named by their reference.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views import View

from confide.cases.models import Case
from confide.cases.register import Register, named
from confide.domain.register import OPEN
from confide.exchange.certificate import certificate
from confide.registers.disposals import certifying, listing
from confide.registers.disposals.models import Disposal, DisposalItem
from confide.registers.disposals.rules import RULES
from confide.web.casework import New as AnyNew
from confide.web.casework import Take as AnyTake
from confide.web.casework import case_at, shown
from confide.web.forms import StepForm, form_of
from confide.web.listing import page_of, shown_pages
from confide.web.reading import Asked

WHICH = "which"


class DueList(View):
    """What is due, what will be, and what waits for something; to choose from."""

    def get(self, request: Asked, register: Register) -> HttpResponse:
        today = timezone.localdate()
        state = request.GET.get("state", listing.NOW)
        chosen = state if state in listing.STATES else listing.NOW
        page = page_of(request, listing.lines(chosen, today))
        context = {
            "register": register,
            "page": page,
            "shown": shown_pages(page),
            "rows": listing.rows(page.object_list, today),
            "tabs": listing.tabs(chosen, today),
            "state": chosen,
        }
        return render(request, "disposals/due.html", context)


class New(AnyNew):
    """The form that begins a review, with what was chosen from the list already in it."""

    def get(self, request: Asked, register: Register) -> HttpResponse:
        chosen = "\n".join(request.GET.getlist(WHICH))[:4_000]
        return self.page(request, register, form_of(register, OPEN)(initial={WHICH: chosen}))

    def page(self, request: Asked, register: Register, form: StepForm, status: int = 200, **more: Any) -> Any:
        form.fields[WHICH].widget = forms.Textarea(attrs={"rows": 4})
        return super().page(request, register, form, status, **more)


class Detail(View):
    """A case with its holdings."""

    def get(self, request: Asked, register: Register, number: int) -> HttpResponse:
        case = case_at(register, number)
        context = shown(register, case, request)
        context["items"] = listing.items(DisposalItem.objects.filter(case=case), timezone.localdate())
        if context["items"]:
            # The table says it better.
            context["groups"] = context["groups"][1:]
        context["destroyed"] = case.status == certifying.DESTROYED
        return render(request, "disposals/detail.html", context)


class Destroy(AnyTake):
    """The last page before something is gone: it says what, and that nobody can bring it back."""

    def page(
        self, request: Asked, register: Register, case: Case, form: StepForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        listed = listing.items(DisposalItem.objects.filter(case=case), timezone.localdate())
        gone = [
            {"label": f"{row['item'].reference} {row['held_as']}", "value": f"{row['rule']}\n{row['how_many']}"}
            for row in listed
        ]
        more["also"] = [(_("What is destroyed"), gone)] if gone else []
        more["warning"] = _("Nobody can bring it back, and neither can we: its keys are destroyed as well.")
        return super().page(request, register, case, form, status, **more)


class Paper(View):
    """The certificate."""

    def get(self, request: Asked, register: Register, number: int) -> HttpResponse:
        case = case_at(register, number)
        if case.status != certifying.DESTROYED:
            raise Http404
        facts = Disposal.objects.get(case=case)
        items = list(DisposalItem.objects.filter(case=case))
        made = certificate(certifying.said(case, facts, items))
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
        return response


# Announced after these pages are made, and looked up when one is asked for.
GIVEN = {"register": SimpleLazyObject(lambda: named(RULES.name))}
ADDRESSES = (
    path("due/", DueList.as_view(), GIVEN, name="disposals-due"),
    path("new/", New.as_view(), GIVEN, name="disposals-new"),
    path("<int:number>/", Detail.as_view(), GIVEN, name="disposals-detail"),
    path("<int:number>/destroy/", Destroy.as_view(), {**GIVEN, "step": "destroy"}, name="disposals-destroy"),
    path("<int:number>/certificate.pdf", Paper.as_view(), GIVEN, name="disposals-certificate"),
)
