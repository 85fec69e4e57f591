"""Serving the site on this computer: web threads, and beside them those that integrate the ledger and tick.

- Both start in the worker process, since threads do not survive the fork.
- Stopping waits for them, so that nothing is left pending that need not be.
"""

import socket
import threading
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from confide.jobs import tick
from confide.ledger.integrate import run_forever

THREADS = 8
EVERY = 0.5
"""Seconds between two looks for entries to integrate."""
TICK_EVERY = 300.0
"""Seconds between two ticks."""


class Site(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """The site under gunicorn: one process, several threads."""

    def __init__(self, port: int) -> None:
        self.port, self.stop = port, threading.Event()
        super().__init__()

    def load_config(self) -> None:
        """One worker, because the embedded database has one writer anyway."""
        settings: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self.begin,
            "worker_exit": self.end,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """The application that answers."""
        return get_wsgi_application()

    def begin(self, _worker: object) -> None:
        """Start integrating beside the web."""
        self.integrator = threading.Thread(target=run_forever, args=(self.stop, EVERY), name="ledger integrator")
        self.integrator.start()
        self.ticking = threading.Thread(target=tick.run_forever, args=(self.stop, TICK_EVERY), name="tick")
        self.ticking.start()

    def end(self, _arbiter: object, _worker: object) -> None:
        """Let the integrator finish what it is doing."""
        self.stop.set()
        self.integrator.join(timeout=10)
        self.ticking.join(timeout=10)


def is_taken(port: int) -> bool:
    """Whether something answers on this port of this computer already."""
    with socket.socket() as asking:
        asking.settimeout(0.5)
        return asking.connect_ex(("127.0.0.1", port)) == 0


def serve(port: int) -> int:
    """Serve until stopped. Returns the exit status."""
    Site(port).run()
    return 0
