"""Somebody pulls the plug: the same act again and again, killed at each moment at which something reaches a disk.

- Run in a process of its own: `python -m tests.keeping.dying`. A line of JSON for each death, with what stands then.
- Every act is done in a child that counts what it says to a database, each commit and each flush of a file; at its
  number it is killed. The next child goes on from what the dead one left, as whoever switches it on again would.
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.db import connections

from tests.concurrency.dying import _Doomed

MOST = 4_000


class Doomed(_Doomed):
    """Counts flushes of files too."""

    def watch(self) -> None:
        super().watch()
        flush = os.fsync

        def flushed(descriptor: int) -> None:
            self._one_less()
            flush(descriptor)
            self._one_less()

        os.fsync = flushed


def main() -> None:
    told = json.loads(sys.stdin.readline())
    django.setup()
    acts = importlib.import_module("tests.keeping.acts")
    does = getattr(acts, told["act"])
    for point in range(1, MOST, told["step"]):
        killed = _in_a_child(lambda point=point: _doomed(point, lambda: does(**told["with"])))
        stands = _answered(getattr(acts, told["look"]))
        sys.stdout.write(json.dumps({"point": point, "killed": killed, "stands": stands}) + "\n")
        sys.stdout.flush()
        if not killed:
            break


def _doomed(point: int, does: Callable[[], Any]) -> None:
    Doomed(point).watch()
    does()


def _in_a_child(does: Callable[[], Any]) -> bool:
    """Whether the child was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        does()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("it failed by itself")
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _answered(look: Callable[[], Any]) -> Any:
    """What a child sees, so that nothing of it stays in this process."""
    reading, writing = os.pipe()

    def tell() -> None:
        os.write(writing, json.dumps(look()).encode())

    _in_a_child(tell)
    os.close(writing)
    with os.fdopen(reading) as file:
        return json.loads(file.read())


if __name__ == "__main__":
    main()
