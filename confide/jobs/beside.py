"""What goes on beside the web: the same work again and again, in a thread of its own, until the site stops."""

import threading
from collections.abc import Callable

from django.db import connections


def repeat(work: Callable[[], object], stop: threading.Event, every: float) -> None:
    """Do `work` every so many seconds until `stop` is set, and close what it opened. It minds its own faults."""
    while not stop.wait(every):
        try:
            work()
        finally:
            connections.close_all()
