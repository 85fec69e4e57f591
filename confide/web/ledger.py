"""The record and its proof: how many entries there are, what the last checkpoint covers, and how anybody checks it.

- Everybody may know how far the record is proved. What stands in it is for whoever looks after all registers.
- An entry about a case that must not be known to exist does not exist here either.
- Checkpoint and tiles are also for witnesses, who come with a token and see nothing else. Entries have no address of
  their own: they tell who did what and when, and whoever may take them away does so on the computer that keeps them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from confide.cases.models import Case
from confide.cases.register import of
from confide.door.proof import Entry, entries, proof, tile, witness_with
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


def on_paper(request: Asked) -> HttpResponse:
    """The newest checkpoint, to be printed and kept in a file."""
    return render(request, "ledger_on_paper.html", {"proof": proof(), "now": timezone.now()})


@login_not_required
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as machines read it (C2SP tlog-tiles)."""
    if sent_away := _not_theirs(request):
        return sent_away
    note = proof().note
    if not note:
        raise Http404
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@login_not_required
def one_tile(request: HttpRequest, place: str) -> HttpResponse:
    """A tile of the log as machines read it (C2SP tlog-tiles)."""
    if sent_away := _not_theirs(request):
        return sent_away
    found = tile(place)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/octet-stream")


def _not_theirs(request: HttpRequest) -> HttpResponse | None:
    """Where whoever is neither signed in nor a witness is sent. A token that nobody has finds nothing here."""
    if request.user.is_authenticated:
        return None
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    if witness_with(token.strip()) is None:
        raise Http404
    return None


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
