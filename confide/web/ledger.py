"""The record and its proof: how many entries there are, what the last checkpoint covers, and how anybody checks it.

- Everybody may know how far the record is proved. What stands in it is for whoever looks after all registers.
- An entry about a case that must not be known to exist does not exist here either.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from confide.cases.models import Case
from confide.cases.register import of
from confide.door.proof import Entry, entries, proof
from confide.web import words
from confide.web.reading import Asked

SHOWN = 50
OF_A_CASE = re.compile(r"[A-Z]{2,3}-[0-9]+")


def ledger(request: Asked) -> HttpResponse:
    """The page."""
    governance = request.reader.governance
    context = {"proof": proof(), "sees_entries": governance, "shown": SHOWN}
    context["entries"] = list(_shown(entries(0, SHOWN))) if governance else []
    return render(request, "ledger.html", context)


def _shown(found: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    listed = list(found)
    references = {entry.about for entry in listed if OF_A_CASE.fullmatch(entry.about) and entry.about[:2] != "P-"}
    cases = {case.reference: case for case in Case.objects.filter(reference__in=references)}
    for entry in listed:
        case = cases.get(entry.about)
        if entry.about in references and case is None:
            continue
        url = reverse(f"{of(case).rules.plural}-detail", args=[case.number]) if case else ""
        what = words.code(entry.event.replace(":", " "))
        yield {"number": entry.pk, "at": entry.at, "what": what, "about": entry.about, "url": url}
