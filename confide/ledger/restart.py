"""Lets a ledger that was restored from a backup go on under a new name, so that it can never pass for the one it was.

- The restored entries stay as they were signed. The first entry after them holds the checkpoint that was restored and
  the newest one that a witness has seen, so what was lost is said in the ledger itself.
- The log that was restored signs nothing more: a witness that knows it would rightly take that for a fork.
- Whatever waited for its place when the backup was made comes after that first entry.
"""

from datetime import datetime

from django.db import transaction

from confide.domain.chain import leaf_hash
from confide.ledger.append import Json, append, stamp
from confide.ledger.integrate import alone, place
from confide.ledger.models import Log
from confide.ledger.setup import origin_of, the_log
from confide.ledger.signing import public_key
from confide.ledger.tiles import signed_tree

EVENT = "ledger:restored"


def restart(*, at: datetime, backup_of: datetime, witnessed: str = "", lost: int = 0) -> Log:
    """Begin the log that continues the restored one. `witnessed` is the note that it was compared with, if any.

    `lost` is how many witnessed entries the backup does not hold. Raises LedgerDamaged, NotBegun.
    """
    with transaction.atomic():
        alone()
        before = the_log()
        tree, newest = signed_tree(before)
        continues = newest.note if newest else ""
        log = Log.objects.create(
            id=before.id + 1,
            origin=origin_of(before.kind, at, public_key(), continues),
            kind=before.kind,
            created_at=at,
            begins_at=tree.size,
            continues=continues,
        )
        told: dict[str, Json] = {
            "checkpoint": continues,
            "witnessed": witnessed,
            "lost": lost,
            "backup_of": stamp(backup_of),
        }
        entry = append(EVENT, at=at, actor="system:restore", about="ledger", data=told)
        place(log, tree, {entry.id: leaf_hash(bytes(entry.body))}, at)
    return log
