"""How an entry comes to be: written once, with those whom it mentions and its line in the ledger, or not at all.

- A correction is a new version that replaces the last one; whoever corrects what somebody replaced meanwhile is Stale.
- The ledger gets codes, counts and digests, never a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from confide.domain.refusal import Stale
from confide.door.recording import record
from confide.people.models import Person, Staff
from confide.records.held_as import held_as
from confide.records.mentioning import index
from confide.records.models import Mention, RecordEntry
from confide.records.permitting import WRITE, permit

SAID = ("category", "kind", "provided_by", "provider_name", "purpose", "occurred_at")
"""The fields of an entry that are typed, beside its words."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody else whom an entry speaks of: by name, and as one of those we know where they are."""

    name: str
    relation: str
    somebody: UUID | None = None


def write_entry(
    person: Person,
    words: str,
    *,
    actor: Staff,
    at: datetime,
    mentions: Sequence[Mentioned] = (),
    flagged: int = 0,
    ignored: int = 0,
    key: UUID | None = None,
    **said: Any,
) -> RecordEntry:
    """Write an entry. `said` are the fields of `SAID`; `occurred_at` is `at` where it is not said.

    A form that is sent twice with the same `key` counts once. Raises Forbidden, Http404, or ValidationError for a field
    that is wrong.
    """
    permit(person, WRITE)
    id_ = key or uuid4()
    entry = _entry(person, words, {"occurred_at": at, **said}, actor=actor, at=at, id=id_, chain=id_)
    entry.flagged, entry.ignored = flagged, ignored
    return _once(entry, mentions, "write", key)


def correct_entry(
    old: RecordEntry,
    words: str,
    *,
    actor: Staff,
    at: datetime,
    mentions: Sequence[Mentioned] = (),
    flagged: int = 0,
    ignored: int = 0,
    key: UUID | None = None,
    **said: Any,
) -> RecordEntry:
    """Write the version that takes the place of `old`, which stays. Raises Stale where another one already does."""
    permit(old.person, WRITE)
    entry = _entry(old.person, words, said, actor=actor, at=at, id=key or uuid4(), chain=old.chain, replaces=old)
    entry.flagged, entry.ignored = flagged, ignored
    return _once(entry, mentions, "correct", key)


def _once(entry: RecordEntry, mentions: Sequence[Mentioned], event: str, key: UUID | None) -> RecordEntry:
    """Write it, unless its form counted already. Raises Stale where another version was written meanwhile."""
    if (sent := written_before(key, entry.written_by)) is not None:
        return sent
    try:
        return _write(entry, mentions, event)
    except IntegrityError:
        if (sent := written_before(key, entry.written_by)) is not None:
            return sent
        if entry.replaces is None:
            raise
        raise Stale from None


def written_before(key: UUID | None, actor: Staff) -> RecordEntry | None:
    """What the same person wrote with the same form before."""
    return key and RecordEntry.objects.select_related("person").filter(pk=key, written_by=actor).first()


def _entry(
    person: Person, words: str, said: Mapping[str, Any], *, actor: Staff, at: datetime, **place: Any
) -> RecordEntry:
    category = said["category"]
    return RecordEntry(
        person=person,
        written_by=actor,
        written_at=at,
        held_as=held_as(category, person, timezone.localdate(at)),
        **place,
        **said,
        **{RecordEntry.words_of(category): words},
    )


def _write(entry: RecordEntry, mentions: Sequence[Mentioned], event: str) -> RecordEntry:
    # That nobody replaced the version before is for the database to say, when it is written.
    entry.full_clean(exclude=["person", "written_by", "replaces"], validate_unique=False, validate_constraints=False)
    rows = [Mention(entry=entry, name=m.name, relation=m.relation, somebody_id=m.somebody) for m in mentions]
    for row in rows:
        row.full_clean(exclude=["entry", "somebody"], validate_unique=False)
    with transaction.atomic():
        entry.save(force_insert=True)
        for row in rows:
            row.save(force_insert=True)
        index(entry, rows)
        record(
            f"entry:{event}",
            at=entry.written_at,
            actor=entry.written_by_id,
            about=entry.person.reference,
            clauses=("1.1a", "2.8b"),
            subjects=[entry.person.row_id],
            data=_told(entry, rows),
        )
    return entry


def _told(entry: RecordEntry, mentions: Sequence[Mention]) -> dict[str, Any]:
    """What the ledger keeps of an entry."""
    replaced = {"replaces": str(entry.replaces_id)} if entry.replaces_id else {}
    return {
        "entry": str(entry.pk),
        **replaced,
        "kind": entry.kind,
        "category": entry.category,
        "mentions": [mention.digests() for mention in mentions],
        "flagged": entry.flagged,
        "ignored": entry.ignored,
        "sealed": entry.digests(),
    }
