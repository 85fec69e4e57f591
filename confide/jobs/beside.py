"""What goes on beside the web: the same work again and again, in a thread of its own, until the site stops.

- Whatever happens in one turn, the next one comes: a thread that ends is missed by nobody until it is too late.
- What went wrong is in the log by its kind only; a message or a traceback could quote what was read.
"""

import logging
import threading
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)


def repeat(
    work: Callable[[], object], stop: threading.Event, every: float, *, name: str, first: float | None = None
) -> None:
    """Do `work` every so many seconds until `stop` is set, and close what it opened. `first` is the first wait."""
    wait = every if first is None else first
    while not stop.wait(wait):
        wait = every
        _survive(work, name)
        _survive(connections.close_all, name)


def _survive(work: Callable[[], object], name: str) -> None:
    try:
        work()
    except Exception as fault:  # noqa: BLE001 - whatever it was, what is due next must still be done
        logger.critical("%s: a turn was cut off (%s); the next one comes", name, type(fault).__name__)
