"""What goes on beside the web for searching: collations are carried on.

- One step at a time, so that stopping never waits for long; what was begun goes on at the next start.
- What fails is said in the log, without a word of what was read, and tried again.
"""

import logging
import threading

from django.utils import timezone

from confide.jobs.beside import repeat
from confide.records import collating

EVERY = 0.5
"""Seconds between two looks for somebody to gather for."""

logger = logging.getLogger(__name__)


def turn(stop: threading.Event) -> None:
    """Carry on every collation that is not finished. What goes wrong is in the log, and is tried again."""
    for collation in collating.unfinished():
        try:
            while not stop.is_set() and collating.advance(collation, at=timezone.now()):
                pass
        except Exception as wrong:  # noqa: BLE001 - whatever it was, the others are carried on
            # A traceback could hold what was read.
            logger.warning("Reading through records stopped and is tried again: %s", type(wrong).__name__)


def run_forever(stop: threading.Event, every: float = EVERY) -> None:
    """Take turns until stopped."""
    repeat(lambda: turn(stop), stop, every, name="reading through")
