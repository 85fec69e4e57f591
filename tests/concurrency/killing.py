"""Twelve write, two integrate, and one after the other is killed at random and takes up its work again.

- Run in a process of its own: `python -m tests.concurrency.killing FILE SECONDS SEED`. Whatever was committed is then
  written to FILE, one reference a line; how often somebody was killed goes to standard output.
- Where the databases are is in the environment, because those of a test run have names of their own.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import OperationalError, transaction

from tests.concurrency.dying import DATABASES

THREADS = 4
BETWEEN = 0.3


def main() -> None:
    """Let them work for so many seconds."""
    file, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    for name, database in json.loads(os.environ[DATABASES]).items():
        settings.DATABASES[name]["NAME"] = database
    django.setup()
    chance, turn, killed = random.Random(seed), 0, 0
    does = {name: _writer(name, file) for name in ("web-1", "web-2", "worker")}
    does |= {"integrator-1": _integrator, "integrator-2": _integrator}
    at_work = {name: _begin(does[name], turn) for name in does}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0, 2 * BETWEEN))
        name, turn = chance.choice(sorted(at_work)), turn + 1
        _kill(at_work[name])
        killed += 1
        at_work[name] = _begin(does[name], turn)
    for process in at_work.values():
        _kill(process)
    sys.stdout.write(f"{killed}\n")


def _begin(does: Callable[[int], None], turn: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            does(turn)
        finally:
            os._exit(1)
    return child


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("somebody stopped by themselves")


def _writer(name: str, file: Path) -> Callable[[int], None]:
    def write(turn: int) -> None:
        threads = [threading.Thread(target=_write, args=(f"{name}.{turn}.{number}", file)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return write


def _write(name: str, file: Path) -> None:
    from confide.ledger.append import append  # noqa: PLC0415 - its models exist once Django is set up

    told, number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 0
    while True:
        number += 1
        about = f"{name}.{number}"
        try:
            with transaction.atomic():
                append("test:write", at=datetime.now(UTC), actor="system:test", about=about)
        except OperationalError:
            # Twelve at once on one file: whoever waited too long was told, and says so by leaving it out.
            continue
        os.write(told, f"{about}\n".encode())


def _integrator(_turn: int) -> None:
    from confide.ledger.integrate import run_forever  # noqa: PLC0415 - its models exist once Django is set up

    run_forever(threading.Event(), 0.02)


if __name__ == "__main__":
    main()
