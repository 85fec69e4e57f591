"""The page of one person: their consent, what we know of them, documents, details and cases.

- A purpose decides what opens, and one entry in the ledger says what did. What stays sealed says why, and how to ask.
- Who opened it is on a page of its own, which shows what the person may know.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.register import every, named
from confide.domain.register import OPEN
from confide.door.opening import open_rows
from confide.door.rows import SEALED
from confide.people.models import DesignatedOther, Identifier, OfPerson, Person
from confide.records.models import ConsentEvent, Document, Mention, RecordEntry
from confide.records.permitting import CHANGE, TAKE_AWAY, WRITE, refusals
from confide.web import entries, known_as, words
from confide.web.listing import page_of, shown_pages
from confide.web.looking import FOR, Look, asked_again, look
from confide.web.people import TONES, codes, state
from confide.web.reading import Asked

LATEST = 10
ENTRIES_ON_A_PAGE = 25
DETAILS = ("born_on", "email", "phone", "capacity", "safety_flag", "died_on")


def person(request: Asked, reference: str) -> HttpResponse:
    """The page, opened for the purpose that was chosen."""
    seen = look(request, reference)
    if (asked := asked_again(seen)) is not None:
        return asked
    page = page_of(request, entries.of(seen), ENTRIES_ON_A_PAGE)
    documents = list(Document.objects.filter(person=seen.person, category__in=seen.opens).order_by("-added_at"))
    others = list(DesignatedOther.objects.filter(person=seen.person).order_by("from_on"))
    known = known_as.of(seen.person)
    mentions = opened(seen, list(page.object_list), documents, [*others, *known])
    context = shown(seen, page, documents, others, mentions)
    return render(request, "people/detail.html", {**context, "known_as": list(known_as.shown(known))})


def opened(
    seen: Look, found: list[RecordEntry], documents: list[Document], others: Sequence[OfPerson]
) -> list[Mention]:
    """Open everything that a page shows, in one go. Returns whom the entries mention."""
    mentions = entries.mentions_of(found)
    for row in (*found, *documents, *others):
        row.person = seen.person
    names = [*seen.details(), *RecordEntry.sealed, *Mention.sealed, *Document.sealed]
    names += Identifier.sealed if "identity" in seen.opens else ()
    rows = [seen.person, *others, *found, *mentions, *documents]
    open_rows(rows, names, purpose="page of a person", at=seen.at, serving=seen.serving)
    return mentions


def shown(
    seen: Look,
    page: Page[RecordEntry],
    documents: list[Document],
    others: list[DesignatedOther],
    mentions: list[Mention],
) -> dict[str, Any]:
    """Everything that the template shows."""
    found = seen.person
    return {
        "person": found,
        "kind": words.value(found, "kind"),
        "seen": seen,
        "purpose_field": FOR,
        "kept_back": list(seen.kept_back()),
        "page": page,
        "shown": shown_pages(page),
        "entries": list(entries.shown(seen, list(page.object_list), mentions)),
        "documents": list(_documents(seen, documents)),
        "details": list(_details(found, others)),
        "consents": list(_consents(found)),
        "cases": list(_cases(found)),
        "sections": list(_sections(found, seen.at)),
        "ways": list(_ways(seen)),
    }


def _documents(seen: Look, documents: list[Document]) -> Iterator[dict[str, Any]]:
    for document in documents:
        yield {
            "name": document.file_name,
            "description": document.description,
            "why": document.sealed_why,
            "category": words.value(document, "category"),
            "size": document.size,
            "at": document.added_at,
            "url": seen.address("people-document", document.pk),
        }


def _details(found: Person, others: list[DesignatedOther]) -> Iterator[dict[str, str]]:
    yield {"label": _("Team"), "value": found.team.name if found.team else words.NONE}
    capacities = dict(codes(ConsentEvent, "capacity"))
    for name in DETAILS:
        value = words.value(found, name)
        if name == "safety_flag":
            value = _("Yes") if found.safety_flag is True else value if found.sealed_why else _("No")
        if value != words.NONE or name != "died_on":
            yield {"label": words.label(Person, name), "value": capacities.get(value, value)}
    kinds = dict(codes(DesignatedOther, "kind"))
    named_others = [f"{other.name}, {kinds.get(other.kind, other.kind)}" for other in others]
    recorded = "\n".join(named_others) or _("None recorded")
    yield {"label": _("Designated other"), "value": str(SEALED) if found.sealed_why else recorded}


def _consents(found: Person) -> Iterator[dict[str, Any]]:
    events = ConsentEvent.objects.filter(person=found).select_related("recorded_by")
    for event in events.order_by("-occurred_at", "-recorded_at"):
        kept = [words.value(event, name) for name in ("purposes", "recipients", "covers")]
        purposes, recipients, covers = kept
        yield {
            "for": purposes if purposes != words.NONE else _("Everything"),
            "more": " · ".join(part for part in (recipients, covers) if part != words.NONE),
            "state": state(event),
            "tone": TONES.get(event.state, "plain"),
            "at": event.occurred_at,
            "by": event.recorded_by.name,
        }


def _cases(found: Person) -> Iterator[dict[str, Any]]:
    elsewhere = [register.rules.name for register in every() if register.of_person]
    cases = Case.objects.filter(person=found).exclude(register__in=elsewhere)
    for case in cases.order_by("-opened_at")[:LATEST]:
        register = named(case.register)
        url = reverse(f"{register.rules.plural}-detail", args=[case.number])
        yield {"case": case, "url": url, "status": words.code(case.status), "closed": case.closed_at is not None}


def _sections(found: Person, at: datetime) -> Iterator[dict[str, Any]]:
    """What registers show of a person in a section of their own."""
    for register in every():
        if register.of_person and (rows := list(register.of_person(found, at))):
            yield {"name": register.rules.plural, "title": _(register.rules.title), "rows": rows}


def _ways(seen: Look) -> Iterator[dict[str, Any]]:
    """What can be begun for this person, the everyday first.

    What the reader may not do is not offered, and the page for it says why.
    """
    may_write, may_change, may_take = (refused is None for refused in refusals(seen.person, WRITE, CHANGE, TAKE_AWAY))
    if may_write:
        yield {"url": seen.address("people-write"), "label": _("Add an entry")}
    for register in every():
        if register.needs_person or register.about_persons or (register.opens_by_journey and register.everyday):
            url = f"{reverse(f'{register.rules.plural}-new')}?person={seen.person.reference}"
            said = words.step(register, OPEN) if OPEN in register.step_labels else _("New in {register}")
            yield {"url": url, "label": said.format(register=_(register.rules.title))}
    if may_write:
        yield {"url": seen.address("people-add-document"), "label": _("Add a document")}
    yield {"url": seen.address("people-search"), "label": _("Search this record")}
    if may_change:
        yield {"url": seen.address("people-change"), "label": _("Change the details")}
        yield {"url": seen.address("people-known-as"), "label": _("Add a name or number")}
    if seen.request.reader.governance:
        yield {"url": seen.address("people-everything"), "label": _("Everything we hold")}
    if may_take:
        yield {"url": seen.address("people-copy"), "label": _("Print or take away")}
    yield {"url": seen.address("people-looks"), "label": _("Who looked")}
