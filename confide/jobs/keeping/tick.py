"""What is done by the clock, each minute and as often as one likes: epochs, shreddings left over, and backups.

- Rotate first, destroy later: after a long pause a new epoch is made and every key moved before an old one goes.
- A backup begins ten minutes after the last one began, so that no more than a quarter of an hour is ever lost.
- What fails is said in the log and tried again the next minute; what another process is doing is left to it.
"""

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from confide.jobs.beside import repeat
from confide.jobs.keeping import journal
from confide.jobs.keeping.alone import alone
from confide.jobs.keeping.backup import Backup, back_up
from confide.jobs.keeping.manifest import newest
from confide.jobs.keeping.targets import Targets, configured
from confide.jobs.keeping.trouble import TROUBLES, Busy, sentence
from confide.ledger.integrate import check_clock
from confide.ledger.signing import public_key
from confide.vault.epochs import Rotation, destroy_due, rotate
from confide.vault.shredding import resume

EVERY_SECONDS = 60.0
BACK_UP_AFTER = timedelta(minutes=10)

logger = logging.getLogger(__name__)


def turn(at: datetime) -> tuple[Rotation, int]:
    """Rotate where it is due, then destroy what is due; what was done is recorded. The caller holds the lock.

    Returns the rotation and how many epochs were destroyed. Raises KeyStoreError, and then destroys nothing.
    """
    done = rotate(at)
    if done.made:
        told = {"epoch": str(done.made), "rewrapped": done.rewrapped}
        journal.write_down(journal.EPOCH_MADE, at=at, data=told)
    destroyed = destroy_due(at)
    for epoch in destroyed:
        journal.write_down(journal.EPOCH_DESTROYED, at=at, data={"epoch": str(epoch)})
    return done, len(destroyed)


def tick(at: datetime) -> Backup | None:
    """Do what is due; the backup, where one was. Raises Busy, KeepingError, VaultError, LedgerError or OSError."""
    home = Path(settings.CONFIDE_HOME)
    with alone(home):
        check_clock(at)
        turn(at)
        resume(at=at)
        targets = configured(os.environ, home)
        if targets is not None and is_due(targets, at):
            return back_up(targets, at=at)
    return None


def is_due(targets: Targets, at: datetime) -> bool:
    """Whether the newest backup of the keys, which is made last, is old enough for another."""
    made = newest(targets.keys, "keys", public_key(), at=at)
    return made is None or at - made.made_at >= BACK_UP_AFTER


def run_forever(
    stop: threading.Event,
    every: float = EVERY_SECONDS,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Tick until `stop` is set."""
    repeat(lambda: _try_once(clock()), stop, every, name="keeping")


def _try_once(at: datetime) -> None:
    try:
        tick(at)
    except Busy:
        logger.info("a backup, a rotation or a restoring is at work already")
    except TROUBLES as error:
        logger.critical("not looked after: %s", sentence(error))
