"""Entries on a page: those that a look opens, with whom each mentions; one with its versions and what changed."""

import difflib
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from confide.door.opening import open_rows
from confide.door.rows import SEALED
from confide.people.models import Person
from confide.records.models import Mention, RecordEntry
from confide.records.permitting import WRITE, refusals
from confide.web import words
from confide.web.looking import Look, asked_again, look
from confide.web.reading import Asked

PART = re.compile(r"\s+|[^\s]+")


def of(seen: Look) -> QuerySet[RecordEntry]:
    """The entries that a look opens, the latest first; of each the version that counts."""
    found = RecordEntry.current().filter(person=seen.person, category__in=seen.opens)
    return found.select_related("written_by").order_by("-occurred_at", "-written_at")


def mentions_of(entries: Sequence[RecordEntry]) -> list[Mention]:
    """Whom these entries mention."""
    by_key = {entry.pk: entry for entry in entries}
    found = list(Mention.objects.filter(entry__in=list(by_key)))
    for mention in found:
        mention.entry = by_key[mention.entry_id]
    return found


def shown(seen: Look, entries: Iterable[RecordEntry], mentions: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    """Each entry as a page shows it."""
    known = dict(Person.objects.filter(pk__in=[m.somebody_id for m in mentions]).values_list("pk", "reference"))
    may_write = refusals(seen.person, WRITE)[0] is None
    for entry in entries:
        mine = [mention for mention in mentions if mention.entry_id == entry.pk]
        yield {
            "entry": entry,
            "category": words.value(entry, "category"),
            "kind": words.value(entry, "kind"),
            "told": entry.told,
            "sealed": entry.told is SEALED,
            "provider": _provider(entry),
            "purpose": words.value(entry, "purpose"),
            "mentions": [_mention(mention, known) for mention in mine],
            "versions": seen.address("people-entry", entry.pk) if entry.replaces_id else "",
            "correct": seen.address("people-correct", entry.pk) if may_write else "",
        }


def _provider(entry: RecordEntry) -> str:
    said = words.value(entry, "provided_by")
    name = entry.provider_name
    return said if name in ("", None) else f"{said}: {name}"


def _mention(mention: Mention, known: dict[uuid.UUID, str]) -> dict[str, Any]:
    reference = known.get(mention.somebody_id) if mention.somebody_id else None
    return {"name": mention.name, "relation": words.value(mention, "relation"), "reference": reference or ""}


def entry_at(seen: Look, key: uuid.UUID) -> RecordEntry:
    """The entry with that key, if it is about this person and the purpose opens it. Raises Http404."""
    found = RecordEntry.objects.select_related("written_by").filter(pk=key, person=seen.person, category__in=seen.opens)
    entry = found.first()
    if entry is None:
        raise Http404
    return entry


def entry(request: Asked, reference: str, key: uuid.UUID) -> HttpResponse:
    """Every version of an entry, the latest first, with what changed."""
    seen = look(request, reference)
    if (page := asked_again(seen)) is not None:
        return page
    chain = entry_at(seen, key).chain
    # A correction may have moved it to a category that this purpose does not open; then that version stays sealed.
    versions = in_order(list(RecordEntry.objects.select_related("written_by").filter(chain=chain)))
    mentions = mentions_of(versions)
    for version in versions:
        version.person = seen.person
    names = ["name", *RecordEntry.sealed]
    rows = [seen.person, *versions, *mentions]
    open_rows(rows, names, purpose="versions of an entry", at=seen.at, serving=seen.serving)
    older = [*versions[1:], None]
    listed = [
        {**each, "changes": list(changes(old, version)) if old else []}
        for each, version, old in zip(shown(seen, versions, mentions), versions, older, strict=True)
    ]
    context = {"seen": seen, "person": seen.person, "versions": listed, "back": seen.address("people-detail")}
    return render(request, "people/entry.html", context)


def in_order(versions: Sequence[RecordEntry]) -> list[RecordEntry]:
    """Versions from the latest to the first, as each replaces the one before."""
    after = {version.replaces_id: version for version in versions}
    found: list[RecordEntry] = []
    at = after.get(None)
    while at is not None:
        found.insert(0, at)
        at = after.get(at.pk)
    return found


def changes(old: RecordEntry, new: RecordEntry) -> Iterator[dict[str, Any]]:
    """What the new version says otherwise: the words in pieces that were kept, taken out or put in."""
    if SEALED in (old.told, new.told):
        return
    before, after = PART.findall(old.told), PART.findall(new.told)
    for kind, first, last, start, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield {"kind": "kept", "words": "".join(before[first:last])}
            continue
        if last > first:
            yield {"kind": "out", "words": "".join(before[first:last])}
        if end > start:
            yield {"kind": "in", "words": "".join(after[start:end])}
