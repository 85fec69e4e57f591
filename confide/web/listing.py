"""The list of a register: what the reader may see of it, narrowed, sorted, in pages, and as a file.

- It shows references, codes and times, all of them in clear; nothing is opened for a list.
- A file holds what the list would, is written down as taken, and no cell of it begins like a formula.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from confide.cases.models import Case
from confide.cases.register import Register
from confide.door.recording import record
from confide.door.typed import NOT_ON_THE_LIST, Words
from confide.web import words
from confide.web.reading import Asked

ON_A_PAGE = 25
SORTS = {"reference": "number", "status": "status", "opened": "opened_at", "due": "due_at"}
NEWEST = "-opened"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


class Filter(forms.Form):
    """What narrows the list of a register."""

    words = Words(longest=100, label=gettext_lazy("Reference"), required=False)
    status = forms.MultipleChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_ON_THE_LIST},
    )

    def __init__(self, register: Register, data: Any) -> None:
        super().__init__(data)
        states = sorted(register.rules.workflow.states)
        statuses = cast("forms.MultipleChoiceField", self.fields["status"])
        statuses.choices = [(state, words.code(state)) for state in states]

    def cases(self, register: Register) -> QuerySet[Case]:
        """The cases that the reader sees and that match."""
        cases = Case.objects.filter(register=register.rules.name).select_related("owner", "person")
        if not self.is_valid():
            return cases.none()
        given = self.cleaned_data
        cases = cases.filter(reference__icontains=given["words"].strip()) if given["words"] else cases
        return cases.filter(status__in=given["status"]) if given["status"] else cases


class List(View):
    """The list as a page."""

    register: Register

    def get(self, request: Asked, register: Register) -> HttpResponse:
        narrowed = Filter(register, request.GET)
        sort = chosen_sort(request)
        page = page_of(request, ordered(narrowed.cases(register), sort))
        context = {
            "register": register,
            "title": _(register.rules.title),
            "form": narrowed,
            "columns": [words.label(register.facts, name) for name in register.columns],
            "heads": heads(sort),
            "rows": list(rows(register, page.object_list)),
            "page": page,
            "shown": shown_pages(page),
            "new_words": words.step(register, "open") if "open" in register.step_labels else _("New case"),
        }
        # A register may have a list of its own that adds ways to the general one.
        return render(request, [f"{register.rules.plural}/list.html", "registers/list.html"], context)


class Export(View):
    """The list as a file."""

    def get(self, request: Asked, register: Register) -> StreamingHttpResponse:
        narrowed = Filter(register, request.GET)
        cases = ordered(narrowed.cases(register), chosen_sort(request))
        with transaction.atomic():
            record(
                "exported",
                at=timezone.now(),
                actor=request.user.pk,
                about=register.rules.plural,
                clauses=("1.2a",),
                data={"rows": cases.count()},
            )
        response = StreamingHttpResponse(lines(register, cases), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{register.rules.plural}.csv"'
        return response


def chosen_sort(request: Asked) -> str:
    """What the list is sorted by, with a minus for the other way round."""
    asked = request.GET.get("sort", "")
    return asked if asked.lstrip("-") in SORTS else NEWEST


def ordered(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    """The cases in that order, and newest first among equals."""
    column = SORTS[sort.lstrip("-")]
    return cases.order_by(f"-{column}" if sort.startswith("-") else column, "-number")


def page_of(request: Asked, found: Any, size: int = ON_A_PAGE) -> Page[Any]:
    """The page that was asked for; the nearest there is where a number makes no sense."""
    return Paginator(found, size).get_page(request.GET.get("page"))


def shown_pages(page: Page[Any]) -> list[Any]:
    """The page numbers to offer, with a gap where there are many."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def heads(sort: str) -> list[dict[str, str]]:
    """The columns every list has, each with the sort that its heading leads to."""
    titles = {"reference": _("Reference"), "status": _("Status"), "opened": _("Opened"), "due": _("Due")}
    return [
        {
            "title": title,
            "sort": f"-{name}" if sort == name else name,
            "aria": {name: "ascending", f"-{name}": "descending"}.get(sort, ""),
        }
        for name, title in titles.items()
    ]


def rows(register: Register, cases: Iterable[Case]) -> Iterator[dict[str, Any]]:
    """Cases with the values of the register's columns."""
    listed = list(cases)
    facts = {found.pk: found for found in register.facts.objects.filter(case__in=[case.pk for case in listed])}
    for case in listed:
        known = facts.get(case.pk)
        named = [(words.label(register.facts, name), name) for name in register.columns]
        values = [{"label": label, "value": words.brief(known, name) if known else ""} for label, name in named]
        became = register.became(case, known) if register.became and known else words.code(case.status)
        yield {"case": case, "status": became, "tone": tone(case), "values": values}


def tone(case: Case) -> str:
    """The colour of a status: quiet once closed, a warning while an office decides or when it is late."""
    if case.closed_at:
        return "plain"
    late = case.due_at is not None and case.due_at < timezone.now()
    return "refuse" if late else "refer" if case.office else "allow"


def lines(register: Register, cases: QuerySet[Case]) -> Iterator[str]:
    """The file, line by line."""
    writer = csv.writer(Line())
    titles = [head["title"] for head in heads("")] + [_("Owner"), _("Person")]
    yield writer.writerow([*titles, *(words.label(register.facts, name) for name in register.columns)])
    for row in rows(register, cases):
        case = row["case"]
        times = [words.plain(when) if when else "" for when in (case.opened_at, case.due_at)]
        person = case.person.reference if case.person else ""
        cells = [case.reference, row["status"], *times, case.owner.name, person, *(v["value"] for v in row["values"])]
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Line:
    """A file that hands each line straight back."""

    def write(self, line: str) -> str:
        return line
