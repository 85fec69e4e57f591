"""Proves that everything sealed still opens, without showing any of it to anybody.

- Every sealed document of every table is authenticated with its key and in its place; its words are dropped at once.
- What was shredded must not open, and is counted apart. What has lost its key, or is damaged, is named by reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from django.apps import apps

from confide.door.rows import SealedRow
from confide.vault.errors import NoKey, SealBroken, Shredded
from confide.vault.keyring import prefetch

ROWS_AT_ONCE = 2_000
MOST_NAMED = 20


@dataclass(slots=True)
class Soundness:
    """How many sealed documents and files open, how many are shredded, and which are lost (a few by reference)."""

    opened: int = 0
    shredded: int = 0
    lost: int = 0
    named: list[str] = field(default_factory=list)

    def count(self, row: SealedRow, opens: Callable[[], int]) -> None:
        """Count what `opens` opened of a row, or what became of it."""
        try:
            self.opened += opens()
        except Shredded:
            self.shredded += 1
        except (NoKey, SealBroken):
            self.lose(row)

    def lose(self, row: SealedRow) -> None:
        """Count something of a row that is lost."""
        self.lost += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(f"{row._meta.db_table}/{row.row_id}")


def check_rows(found: Soundness) -> None:
    """Authenticate every sealed document of every table. The caller reads as the product itself."""
    for model in apps.get_models():
        if issubclass(model, SealedRow):
            rows = model._base_manager.all().iterator(chunk_size=ROWS_AT_ONCE)
            while batch := list(islice(rows, ROWS_AT_ONCE)):
                prefetch([(row.seal_holder(), row.held_under) for row in batch])
                for row in batch:
                    found.count(row, row.authenticate)
