"""Searching what is written: in one person's record, and in everything, for those whose job it is.

- Words are sent and never stand in an address. What is found is shown while the rest is still being looked through.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.domain.names import parts
from confide.door import purposes
from confide.door.typed import Words, one_of
from confide.records import searching
from confide.records.models import RecordEntry
from confide.web import words
from confide.web.casework import UNPROCESSABLE
from confide.web.looking import look
from confide.web.reading import Asked

FOUND_HERE = "<!-- found -->"
"""Where the page of a long search is cut, so that its beginning is shown before its end is known."""


class WordsForm(forms.Form):
    """What to look for."""

    words = Words(longest=100, label=gettext_lazy("Words"))

    def clean_words(self) -> str:
        """Raises ValidationError where there is no word in it."""
        typed: str = self.cleaned_data["words"]
        if not parts(typed):
            raise forms.ValidationError(_("Type a word to look for."))
        return typed


class EverywhereForm(WordsForm):
    """The same, and what for."""

    def __init__(self, request: Asked, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["serving"] = one_of(lambda: purposes.of_a_job(request.reader), label=_("You are looking for"))


def in_record(request: Asked, reference: str) -> HttpResponse:
    """The entries of one person that hold some words."""
    seen = look(request, reference)
    form = WordsForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "person": seen.person, "back": seen.address("people-detail")}
    if request.method == "POST" and form.is_valid():
        found = searching.in_record(seen.person, form.cleaned_data["words"], serving=seen.serving, at=seen.at)
        context |= {"found": [shown(entry) for entry in found], "searched": True}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "search/in_record.html", context, status=status)


def everywhere(request: Asked) -> HttpResponse | StreamingHttpResponse:
    """The entries of everybody that hold some words; only for those whose job is to look after all records."""
    if not request.reader.governance:
        raise Http404
    form = EverywhereForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.errors else 200
        return render(request, "search/everywhere.html", {"form": form}, status=status)
    page = render_to_string("search/everywhere.html", {"form": form, "searched": FOUND_HERE}, request)
    return StreamingHttpResponse(_parts(page, form.cleaned_data))


def _parts(page: str, given: dict[str, Any]) -> Iterator[str]:
    """The page up to where what is found goes, that as it is found, and the rest."""
    before, _mark, after = page.partition(FOUND_HERE)
    yield before
    read = total = 0
    for step in searching.everywhere(given["words"], serving=given["serving"], at=timezone.now()):
        read, total = read + step.looked_through, total + len(step.found)
        context = {"found": [shown(entry) for entry in step.found], "read": read, "left": step.left}
        yield render_to_string("search/found.html", context)
    yield render_to_string("search/end.html", {"read": read, "total": total})
    yield after


def shown(entry: RecordEntry) -> dict[str, Any]:
    """An entry as it is listed."""
    return {
        "entry": entry,
        "reference": entry.person.reference,
        "said": entry.told,
        "category": words.value(entry, "category"),
        "kind": words.value(entry, "kind"),
        "by": entry.written_by.name,
    }
