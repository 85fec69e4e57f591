"""One at a time: whoever backs up, rotates epochs or restores holds this lock, in any process of this computer.

- The lock goes with the process that holds it, however that ends.
- What an earlier one left behind when it was killed is cleared away first.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from confide.jobs.keeping.trouble import Busy
from confide.vault.escrow import erase

DRILL = "drill-"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the lock. Raises Busy where somebody else holds it."""
    descriptor = os.open(home / "keeping.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_("A backup, a rotation or a restoring is at work. Try again when it has finished.")) from None
        clear(home)
        yield
    finally:
        os.close(descriptor)


def clear(home: Path) -> None:
    """Remove what was left by a drill or a backup that was killed: copies of keys, and half of a snapshot."""
    for left in home.glob(f"{DRILL}*"):
        destroy(left)
    for left in home.glob("snapshot-*"):
        shutil.rmtree(left)


def destroy(folder: Path) -> None:
    """Remove a drill's folder; keys in it are overwritten first."""
    for key in folder.rglob("*.key"):
        erase(key)
    shutil.rmtree(folder)
