"""Files from sealed to plain and back: sealed under the key of their row, opened only once the row was.

- Opening the row is the decision and its entry in the ledger; what is in the file follows piece by piece.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils import timezone

from confide.door.reading import WayBarred
from confide.door.rows import SealedRow
from confide.vault.errors import SealBroken
from confide.vault.keyring import data_key
from confide.vault.spool import Spool
from confide.vault.streams import open_stream, seal_stream, sealed_size

__all__ = ["SealBroken", "Spool", "contents", "sealed", "sealed_size", "spool"]


def spool(folder: Path) -> Spool:
    """A place to set aside what arrives, sealed while it is written."""
    return Spool(folder)


def sealed(row: SealedRow, content: Spool) -> Iterator[bytes]:
    """What is set aside, sealed for a row. Raises Shredded where its key is gone."""
    key = data_key(row.seal_holder(), row.held_under, create=True, at=timezone.now())
    return seal_stream(content.parts(), content.size, key, table=row._meta.db_table, row=row.row_id)


def contents(row: SealedRow, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """What is in the file of a row that was opened. Raises Shredded, NoKey, or SealBroken where it is not whole."""
    if not row.is_open:
        raise WayBarred("A file opens once its row was opened.")
    key = data_key(row.seal_holder(), row.held_under, create=False, at=timezone.now())
    return open_stream(read, key, table=row._meta.db_table, row=row.row_id)
