"""How a document comes to be held, and how it is read again: checked, sealed, stored, recorded; or nothing of it.

- The file is stored before its row; a row without its file never exists. A file whose row failed is taken away again.
- Reading one opens its row first, which asks the policy and leaves an entry in the ledger.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from confide.domain.refusal import Refused
from confide.door.files import Spool, contents, sealed, sealed_size, spool
from confide.door.opening import open_rows
from confide.door.recording import record
from confide.people.models import Person, Staff
from confide.records.held_as import held_as
from confide.records.holdings import WHOLE, Ending
from confide.records.inspecting import PICTURES, inspect, redraw
from confide.records.models import Document
from confide.records.permitting import WRITE, permit
from confide.records.storage import Store, store_at


def store() -> Store:
    """The store of this installation."""
    return store_at(settings.CONFIDE_FILES_URL, Path(settings.CONFIDE_FILES) / "sealed")


def set_aside() -> Spool:
    """Where a file is put while it arrives: sealed, without a name, and gone with this process."""
    return spool(Path(settings.CONFIDE_FILES) / "arriving")


def add_document(
    person: Person,
    content: Spool,
    *,
    file_name: str,
    actor: Staff,
    at: datetime,
    into: Store,
    key: UUID | None = None,
    **said: Any,
) -> Document:
    """Keep a file about a person. `said` are category, purpose and description.

    A form that is sent twice with the same `key` counts once. Raises Forbidden, Http404, Unfit for a file that we do
    not keep, ValidationError for a field that is wrong, StorageError.
    """
    permit(person, WRITE)
    id_ = key or uuid4()
    if (sent := added_before(key, actor)) is not None:
        return sent
    media_type = inspect(content, file_name, content.size)
    kept = _redrawn(content, media_type) if media_type in PICTURES else content
    document = Document(
        id=id_,
        person=person,
        file_name=file_name,
        media_type=media_type,
        size=kept.size,
        added_by=actor,
        added_at=at,
        held_as=held_as(said["category"], person, timezone.localdate(at)),
        fingerprint="-",
        **said,
    )
    document.full_clean(exclude=["person", "added_by", "entry"], validate_unique=False)
    try:
        return _keep(document, kept, into)
    except IntegrityError:
        if (sent := added_before(key, actor)) is None:
            raise
        return sent


def added_before(key: UUID | None, actor: Staff) -> Document | None:
    """What the same person added with the same form before."""
    return key and Document.objects.filter(pk=key, added_by=actor).first()


def _redrawn(content: Spool, media_type: str) -> Spool:
    fresh = set_aside()
    redraw(content, media_type, fresh)
    return fresh


def _keep(document: Document, content: Spool, into: Store) -> Document:
    digest = hashlib.sha256()

    def counted() -> Iterator[bytes]:
        for part in sealed(document, content):
            digest.update(part)
            yield part

    into.put(document.stored_as, counted(), sealed_size(content.size))
    document.fingerprint = digest.hexdigest()
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            record(
                "document:add",
                at=document.added_at,
                actor=document.added_by_id,
                about=document.person.reference,
                clauses=("1.1a", "1.7a"),
                subjects=[document.person.row_id],
                data=_told(document),
            )
    except BaseException:
        into.delete(document.stored_as)
        raise
    return document


def _told(document: Document) -> dict[str, Any]:
    return {
        "document": str(document.pk),
        "category": document.category,
        "type": document.media_type,
        "size": document.size,
        "file": document.fingerprint,
        "sealed": document.digests(),
    }


def read_document(document: Document, *, at: datetime, serving: str, out_of: Store) -> Iterator[bytes]:
    """What is in a document, piece by piece, once the policy was asked and the ledger written.

    Raises Refused with the reason where it stays sealed, StorageError where the file is not there, SealBroken where it
    does not begin right; later that comes with the piece that is not right.
    """
    open_rows([document], ("file_name", "description"), purpose="document", at=at, serving=serving)
    if not document.is_open:
        raise Refused(document.sealed_why or "This stays sealed.", ("1.7b",))
    parts = _streamed(document, out_of)
    # Taken now, so that a file that is missing is an answer and not a broken download.
    return chain((next(parts),), parts)


def prove(document: Document, *, out_of: Store) -> int:
    """Authenticate each piece of a file and drop it; 1. Raises StorageError, SealBroken, Shredded or NoKey."""
    for _piece in _streamed(document, out_of):
        pass
    return 1


def _streamed(document: Document, out_of: Store) -> Iterator[bytes]:
    with out_of.get(document.stored_as) as read:
        yield from contents(document, read)


def let_files_go(holder: UUID, held_as: str, _ending: Ending) -> int:
    """Remove the files of a holding, of which only ciphertext is left; says how many there were."""
    documents = Document.objects.filter(person=holder)
    listed = list(documents if held_as == WHOLE else documents.filter(held_as=held_as))
    for document in listed:
        store().delete(document.stored_as)
    return len(listed)
