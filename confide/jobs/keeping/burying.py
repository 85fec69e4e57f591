"""After a restoring: destroys again what was destroyed after the backup was made, wherever something of it came back.

- Its key, by the tombstones of every key backup and of an exported ledger; what is sealed in the rows; and what is kept
  beside them: the index of who is mentioned, attached files, the roster of names.
"""

from collections.abc import Collection
from datetime import datetime

from confide.door.reading import system
from confide.door.shredding import destroy, holdings_of
from confide.people import roster
from confide.records.holdings import WHOLE, Ending, let_go
from confide.vault.models import DataKey
from confide.vault.shredding import gone_since, resume, risen


def bury_again(buried: Collection[str], *, since: datetime, at: datetime) -> int:
    """Destroy again what these tombstones name and what was shredded since; how many keys had come back."""
    resume(at=at)
    back = risen(buried)
    ending = Ending(at, "restore")
    gone = {*back, *gone_since(since)}
    for holder, retention in sorted(gone):
        destroy(holder, [retention], at=at)
        let_go(holder, retention, ending)
    for holder in sorted({holder for holder, _ in gone}):
        # Of whom no key is left, nothing stays: neither name nor file.
        if holdings_of(holder) and not DataKey.objects.filter(holder=holder).exists():
            let_go(holder, WHOLE, ending)
    with system("make the roster anew after a restoring"):
        roster.rebuild(at=at)
    return len(back)
