"""Printing somebody's record, or taking it away as a file: what their consent lets us copy, and nothing else (2.8c).

- Asked first, with the reasons; then made once, in one page or one file, with its own entry in the ledger.
"""

import csv
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from confide.cases import situation
from confide.domain.decision import Decision
from confide.domain.refusal import Refused
from confide.door.opening import open_rows
from confide.door.policy import codes, decide
from confide.door.recording import record
from confide.people.models import Person
from confide.records.models import Mention, RecordEntry
from confide.records.permitting import TAKE_AWAY, permit
from confide.web import entries, words
from confide.web.casework import NOT_ALLOWED
from confide.web.listing import Line, harmless
from confide.web.looking import Look, asked_again, look
from confide.web.reading import Asked

PURPOSE = "copy_for_record"


class Copy(View):
    """What may be copied, and the copy."""

    def get(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        if (page := asked_again(seen)) is not None:
            return page
        return self.page(seen, decision(seen))

    def post(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        if (page := asked_again(seen)) is not None:
            return page
        decided = decision(seen)
        try:
            permit(seen.person, TAKE_AWAY)
        except Refused:
            return self.page(seen, decided)
        if not decided.release:
            return self.page(seen, decided, status=NOT_ALLOWED)
        as_file = request.POST.get("as") == "file"
        listed = opened(seen, decided, way="file" if as_file else "paper")
        if as_file:
            return file_of(seen.person, listed)
        context = {"person": seen.person, "entries": listed, "at": seen.at, "by": request.user.name, "seen": seen}
        return render(request, "people/copy_made.html", context)

    def page(self, seen: Look, decided: Decision, status: int = 200) -> HttpResponse:
        refused = ""
        try:
            permit(seen.person, TAKE_AWAY)
        except Refused as refusal:
            refused, status = words.refusal(refusal), NOT_ALLOWED
        labels = dict(codes("category"))
        context = {
            "person": seen.person,
            "seen": seen,
            "refused": refused,
            "back": seen.address("people-detail"),
            "released": [labels[code] for code in decided.release],
            "withheld": [labels[kept.category] for kept in decided.withhold],
            "reasons": [reason for reason in decided.reasons if reason.effect != "permit"],
        }
        return render(seen.request, "people/copy.html", context, status=status)


def decision(seen: Look) -> Decision:
    """What of the categories that the look opens may be copied."""
    needs = [*situation.NEEDS, "name"]
    open_rows([seen.person], needs, purpose="what may be copied", at=seen.at, serving=seen.serving)
    asked = {"action": "copy", "ask": seen.opens or ["identity"], "purpose": PURPOSE}
    return decide(situation.build(asked, actor=seen.request.user, person=seen.person, at=seen.at))


def opened(seen: Look, decided: Decision, *, way: str) -> list[dict[str, Any]]:
    """Every entry that may be copied, opened; the ledger says who took what, and how."""
    found = list(entries.of(seen).filter(category__in=decided.release))
    for entry in found:
        entry.person = seen.person
    mentions = entries.mentions_of(found)
    with transaction.atomic():
        record(
            "person:take_away",
            at=seen.at,
            actor=seen.request.user.pk,
            about=seen.person.reference,
            clauses=("2.8c", "1.2a"),
            subjects=[seen.person.row_id],
            data={"categories": list(decided.release), "entries": len(found), "way": way, "serving": seen.serving},
        )
    names = ["name", *RecordEntry.sealed, *Mention.sealed]
    open_rows([seen.person, *found, *mentions], names, purpose="copy of a record", at=seen.at, serving=seen.serving)
    return list(entries.shown(seen, found, mentions))


def file_of(person: Person, listed: list[dict[str, Any]]) -> HttpResponse:
    """The entries as a table; no cell of it begins like a formula."""
    response = HttpResponse(b"".join(line.encode() for line in lines(listed)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{person.reference}.csv"'
    return response


def lines(listed: list[dict[str, Any]]) -> Iterator[str]:
    """The table, line by line."""
    writer = csv.writer(Line())
    titles = (_("When it happened"), _("What kind of information"), _("What this is"), _("What is recorded"))
    yield writer.writerow([*titles, _("Who told us"), _("What it was given for"), _("Written"), _("Written by")])
    for item in listed:
        entry = item["entry"]
        cells = [words.plain(entry.occurred_at), item["category"], item["kind"], str(item["told"])]
        cells += [item["provider"], item["purpose"], words.plain(entry.written_at), entry.written_by.name]
        yield writer.writerow([harmless(cell) for cell in cells])
