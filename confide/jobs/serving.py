"""Serving the site on this computer: web threads, and beside them those that integrate the ledger and read through.

- They start in the worker process, since threads do not survive the fork.
- Stopping waits for them, so that nothing is left pending that need not be.
"""

import socket
import threading
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from confide.jobs import sweeping
from confide.ledger.integrate import run_forever

THREADS = 8
EVERY = 0.5
"""Seconds between two looks for entries to integrate."""


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
        """Start what goes on beside the web."""
        work = {"ledger integrator": run_forever, "reading through": sweeping.run_forever}
        self.beside = [threading.Thread(target=job, args=(self.stop, EVERY), name=name) for name, job in work.items()]
        for thread in self.beside:
            thread.start()

    def end(self, _arbiter: object, _worker: object) -> None:
        """Let it finish what it is doing."""
        self.stop.set()
        for thread in self.beside:
            thread.join(timeout=10)


def is_taken(port: int) -> bool:
    """Whether something answers on this port of this computer already."""
    with socket.socket() as asking:
        asking.settimeout(0.5)
        return asking.connect_ex(("127.0.0.1", port)) == 0


def serve(port: int) -> int:
    """Serve until stopped. Returns the exit status."""
    Site(port).run()
    return 0
