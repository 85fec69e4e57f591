"""Serving the site: web threads, and beside them those that integrate, tick, keep it, ask witnesses and read through.

- All start in the worker process, since threads do not survive the fork.
- Stopping waits for the first two, so that nothing is left pending that need not be.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from confide.jobs import sweeping, tick, witnesses_asked
from confide.jobs.keeping import tick as keeping
from confide.ledger.integrate import run_forever

THREADS = 8


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate, and its private key."""

    certificate: Path
    key: Path


class Site(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """The site under gunicorn: one process, several threads."""

    def __init__(self, port: int, host: str, tls: Tls | None, ready: Callable[[], None]) -> None:
        # An IPv6 address has colons of its own.
        self.bind, self.tls, self.stop = f"[{host}]:{port}" if ":" in host else f"{host}:{port}", tls, threading.Event()
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        """One worker, because the embedded database has one writer anyway."""
        settings: dict[str, Any] = {
            "bind": self.bind,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: self.ready(),
            "post_worker_init": self.begin,
            "worker_exit": self.end,
        }
        if self.tls:
            settings |= {"certfile": str(self.tls.certificate), "keyfile": str(self.tls.key)}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """The application that answers."""
        return get_wsgi_application()

    def begin(self, _worker: object) -> None:
        """Start what goes on beside the web."""
        self.beside = [
            threading.Thread(target=run_forever, args=(self.stop,), name="ledger integrator"),
            threading.Thread(target=tick.run_forever, args=(self.stop,), name="tick"),
        ]
        # A backup or a witness far away must keep nobody from stopping: what is cut off there is taken up again.
        self.apart = [
            threading.Thread(target=keeping.run_forever, args=(self.stop,), name="keeping", daemon=True),
            threading.Thread(target=witnesses_asked.run_forever, args=(self.stop,), name="witnesses", daemon=True),
            threading.Thread(target=sweeping.run_forever, args=(self.stop,), name="reading through", daemon=True),
        ]
        for thread in (*self.beside, *self.apart):
            thread.start()

    def end(self, _arbiter: object, _worker: object) -> None:
        """Let those finish that lose something otherwise."""
        self.stop.set()
        for thread in self.beside:
            thread.join(timeout=10)


def is_taken(port: int) -> bool:
    """Whether something answers on this port of this computer already."""
    with socket.socket() as asking:
        asking.settimeout(0.5)
        return asking.connect_ex(("127.0.0.1", port)) == 0


def serve(
    port: int, *, host: str = "127.0.0.1", tls: Tls | None = None, ready: Callable[[], None] = lambda: None
) -> int:
    """Serve until stopped; `ready` is called once it listens. Returns the exit status."""
    Site(port, host, tls, ready).run()
    return 0
