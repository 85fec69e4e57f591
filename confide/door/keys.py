"""Keys made ahead for many at once, so that an import does not wait for a commit of its own for each of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from confide.vault.keyring import provide
from confide.vault.pseudonyms import RETENTION


def prepare(holders: Iterable[UUID], retentions: Iterable[str], *, at: datetime) -> None:
    """Make the keys of every holder for every retention class, and of their pseudonyms, in one transaction."""
    classes = [*retentions, RETENTION]
    provide([(holder, retention) for holder in holders for retention in classes], at=at)
