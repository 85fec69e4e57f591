"""Whether everything sealed still opens: the documents in the tables, and the files beside them."""

from django.conf import settings

from confide.door.reading import system
from confide.door.soundness import Soundness, check_rows
from confide.records.documents import prove, store
from confide.records.models import Document
from confide.records.storage import StorageError


def prove_everything_opens() -> Soundness:
    """Authenticate all of it. Files in a bucket are looked after by whoever keeps the bucket, and left out."""
    found = Soundness()
    with system("prove that everything sealed opens"):
        check_rows(found)
        if not settings.CONFIDE_FILES_URL:
            _check_files(found)
    return found


def _check_files(found: Soundness) -> None:
    files = store()
    for document in Document.objects.all().iterator(chunk_size=200):
        if not document.fingerprint:
            continue
        try:
            found.count(document, lambda document=document: prove(document, out_of=files))  # type: ignore[misc] # one call
        except StorageError:
            found.lose(document)
