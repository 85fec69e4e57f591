"""All registers on one page, each with what is open in it, and the way to a case by its reference.

- What is counted is what the reader may see; a case that they may not see is not found either.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.cases.models import Case
from confide.cases.register import every, of
from confide.domain.register import OPEN
from confide.door.typed import Words
from confide.web import words
from confide.web.reading import Asked


class Jump(forms.Form):
    """The reference of a case, however it was written down."""

    reference = Words(
        longest=20, label=gettext_lazy("Reference of a case"), help_text=gettext_lazy("For example DI-00017.")
    )

    def clean_reference(self) -> str:
        """The address of the case. Raises ValidationError where the reader has no such case."""
        typed = self.cleaned_data["reference"].strip()
        case = Case.objects.filter(reference__iexact=typed).first()
        if case is None:
            raise forms.ValidationError(_("There is no such case among those that you can see."))
        return reverse(f"{of(case).rules.plural}-detail", args=[case.number])


def index(request: Asked) -> HttpResponse:
    """The page; with a reference, the case itself."""
    form = Jump(request.GET if "reference" in request.GET else None)
    if form.is_valid():
        return redirect(form.cleaned_data["reference"])
    return render(request, "registers/index.html", {"form": form, "registers": list(_listed(timezone.now()))})


def _listed(at: datetime) -> Iterator[dict[str, Any]]:
    living = Case.objects.filter(closed_at=None).values("register")
    counted = living.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at))).order_by()
    counts = {row["register"]: row for row in counted}
    for register in every():
        rules = register.rules
        found = counts.get(rules.name, {"open": 0, "late": 0})
        yield {
            "title": _(rules.title),
            "url": reverse(f"{rules.plural}-list"),
            "new": reverse(f"{rules.plural}-new"),
            "begin": words.step(register, OPEN) if OPEN in register.step_labels else _("New case"),
            "clauses": [{"name": name, "url": reverse("policy-detail", args=[name])} for name in rules.clauses],
            "open": found["open"],
            "late": found["late"],
        }
