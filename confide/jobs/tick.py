"""The tick: what has to be looked at from time to time, each part idempotent and none kept from its turn by another.

- Deadlines and days are rows that are read; nothing is queued. Running it twice does nothing twice.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from confide.jobs import misuse

log = logging.getLogger(__name__)
PARTS: Mapping[str, Callable[[datetime], int]] = {"misuse": misuse.look}


def tick(at: datetime) -> dict[str, int]:
    """Do every part once. Returns how much each found to do."""
    return {name: part(at) for name, part in PARTS.items()}


def run_forever(stop: threading.Event, every: float) -> None:
    """Tick until told to stop. What fails is tried again with the next tick."""
    while not stop.wait(every):
        try:
            tick(timezone.now())
        except DatabaseError:
            log.exception("The tick could not be finished and is tried again.")
        finally:
            close_old_connections()
