"""How we write about people: what the writing guide looks for, and how much of it was heeded."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.writing_guide import KINDS
from confide.door.policy import codes, pack
from confide.door.writing import writing_guide
from confide.records.measures import writing
from confide.web.reading import Asked

A_YEAR = timedelta(days=365)


def guide(request: Asked) -> HttpResponse:
    """The guide, and its figures over what the reader may see."""
    looked_for = writing_guide()
    kinds = [{"label": _(looked_for.labels[kind]), "advice": _(looked_for.advice[kind])} for kind in KINDS]
    said = pack().vocabulary.lists["entry_kind"]
    entry_kinds = [{"label": label, "hint": _(str(said[code]["hint"]))} for code, label in codes("entry_kind")]
    months = writing(timezone.now() - A_YEAR)
    totals = {name: sum(getattr(month, name) for month in months) for name in ("entries", "flagged", "ignored")}
    context = {"kinds": kinds, "entry_kinds": entry_kinds, "months": months, "totals": totals}
    return render(request, "people/writing.html", context)
