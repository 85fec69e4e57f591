"""One at a time: whoever backs up, rotates epochs or restores holds this lock, in any process of this computer.

- A drill has a lock of its own, since it touches nothing in service and may take longer than backups can wait.
- A lock goes with the process that holds it, however that ends.
- What an earlier one left behind when it was killed is cleared away first; a drill that is at work is left alone.
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
LOCK, DRILL_LOCK = "keeping.lock", "drill.lock"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the lock. Raises Busy where somebody else holds it."""
    with _held(home / LOCK) as held:
        if not held:
            raise Busy(_("A backup, a rotation or a restoring is at work. Try again when it has finished."))
        for left in home.glob("snapshot-*"):
            shutil.rmtree(left)
        for left in left_by_drills(home):
            destroy(left)
        yield


@contextmanager
def drilling(home: Path) -> Iterator[None]:
    """Hold the lock of drills, beside whatever else is at work. Raises Busy where there is another drill."""
    with _held(home / DRILL_LOCK) as held:
        if not held:
            raise Busy(_("Another drill is at work. Try again when it has finished."))
        for left in home.glob(f"{DRILL}*"):
            destroy(left)
        yield


def left_by_drills(home: Path) -> list[Path]:
    """What a drill left behind that was killed, copies of keys among it; nothing while one is at work."""
    # Where there is nothing the lock is not even touched, so that it keeps no drill from beginning.
    if not any(home.glob(f"{DRILL}*")):
        return []
    with _held(home / DRILL_LOCK) as no_drill:
        return list(home.glob(f"{DRILL}*")) if no_drill else []


def destroy(folder: Path) -> None:
    """Remove a drill's folder; keys in it are overwritten first."""
    for key in folder.rglob("*.key"):
        erase(key)
    shutil.rmtree(folder)


@contextmanager
def _held(path: Path) -> Iterator[bool]:
    """Hold a lock for as long as this takes; False where another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
