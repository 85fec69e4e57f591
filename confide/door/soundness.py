"""Proves that everything sealed still opens, without showing any of it to anybody.

- Every sealed document of every table is authenticated with its key and in its place; its words are dropped at once.
- What was shredded must not open, and is counted apart. What has lost its key, or is damaged, is named by reference.
"""

from dataclasses import dataclass, field
from itertools import islice

from django.apps import apps

from confide.door.reading import system
from confide.door.rows import SealedRow
from confide.vault.errors import NoKey, SealBroken, Shredded
from confide.vault.keyring import prefetch

ROWS_AT_ONCE = 2_000
MOST_NAMED = 20


@dataclass(slots=True)
class Soundness:
    """How many sealed documents open, how many rows were shredded, and which are lost (a few of them by reference)."""

    opened: int = 0
    shredded: int = 0
    lost: int = 0
    named: list[str] = field(default_factory=list)

    def add_lost(self, about: str) -> None:
        self.lost += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(about)


def prove_everything_opens() -> Soundness:
    """Authenticate every sealed document there is."""
    found = Soundness()
    with system("prove that everything sealed opens"):
        for model in apps.get_models():
            if issubclass(model, SealedRow):
                rows = model._base_manager.all().iterator(chunk_size=ROWS_AT_ONCE)
                while batch := list(islice(rows, ROWS_AT_ONCE)):
                    _check(batch, found)
    return found


def _check(rows: list[SealedRow], found: Soundness) -> None:
    prefetch([(row.seal_holder(), row.retention) for row in rows])
    for row in rows:
        try:
            found.opened += row.authenticate()
        except Shredded:
            found.shredded += 1
        except (NoKey, SealBroken):
            found.add_lost(f"{row._meta.db_table}/{row.row_id}")
