"""How long wrapping every data key again takes, and what somebody who reads and writes meanwhile feels of it.

- Both sides in one run: a reader and a writer alone, then the same two while 100,000 keys move to a new epoch.
- Aim: at most 2 s for 100,000 keys, and nobody is stopped: no error, and the writer never waits for the whole of it.

Run it as `python bench/epochs.py [KEYS]`.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ["CONFIDE_HOME"] = tempfile.mkdtemp(prefix="confide-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confide.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from confide.vault.epochs import rotate
from confide.vault.keyring import KeyRing, provide
from confide.vault.models import DataKey, Epoch
from confide.vault.router import KEYS

RESULTS = Path(__file__).parent / "results" / "epochs.json"
AT = datetime(2026, 1, 1, tzinfo=UTC)
NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
ROUNDS = 5


def beside(work: Callable[[], float]) -> dict[str, Any]:
    """Do something while another process reads keys and makes them; how long each act of its took."""
    known = list(DataKey.objects.values_list("holder", flat=True)[:200])
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    stop, (ours, theirs) = fork.Event(), fork.Pipe()
    other = fork.Process(target=_others, args=(stop, theirs, known))
    other.start()
    seconds = work()
    stop.set()
    took = ours.recv()
    other.join()
    return {"seconds": seconds, **{name: sorted(times) for name, times in took.items()}}


def _others(stop: Any, back: Any, known: list[uuid.UUID]) -> None:
    """One thread reads keys and another makes them, until they are told to stop."""
    took: dict[str, list[float]] = {"read": [], "write": []}
    ring = KeyRing()

    def again(name: str, act: Callable[[int], object]) -> None:
        turn = 0
        while not stop.is_set():
            began = time.perf_counter()
            act(turn)
            took[name].append(time.perf_counter() - began)
            turn += 1
            time.sleep(0.002)
        connections.close_all()

    def read(turn: int) -> object:
        row = DataKey.objects.get(holder=known[turn % len(known)])
        return ring.open(row)

    def write(_turn: int) -> object:
        return provide([(uuid.uuid4(), "care")], at=AT)

    threads = [threading.Thread(target=again, args=pair) for pair in (("read", read), ("write", write))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    back.send(took)


def rotation(week: int) -> Callable[[], float]:
    def work() -> float:
        began = time.perf_counter()
        done = rotate(AT + timedelta(days=7 * week))
        assert done.rewrapped >= NUMBER
        return time.perf_counter() - began

    return work


def nothing(seconds: float) -> Callable[[], float]:
    def work() -> float:
        time.sleep(seconds)
        return seconds

    return work


def at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    call_command("migrate", database=KEYS, verbosity=0)
    for start in range(0, NUMBER, 10_000):
        provide([(uuid.uuid4(), "care") for _ in range(min(10_000, NUMBER - start))], at=AT)
    rounds = []
    for week in range(1, ROUNDS + 1):
        busy = beside(rotation(week))
        rounds.append((beside(nothing(busy["seconds"])), busy))
    told: dict[str, Any] = {"keys": NUMBER, "rotation of all keys, s": middle(busy["seconds"] for _, busy in rounds)}
    for name in ("read", "write"):
        alone, busy = (
            middle(at(side[place][name], 0.5) for side in rounds) for side, place in ((rounds, 0), (rounds, 1))
        )
        worst = max(busy_one[name][-1] for _, busy_one in rounds)
        told[f"{name} beside a rotation"] = {
            "alone, median ms": round(alone * 1e3, 2),
            "beside, median ms": round(busy * 1e3, 2),
            "ratio": round(busy / alone, 2),
            "beside, p95 ms": round(middle(at(one[name], 0.95) for _, one in rounds) * 1e3, 2),
            "beside, longest ms": round(worst * 1e3, 1),
        }
    told["epochs"] = Epoch.objects.count()
    print(json.dumps(told, indent=1))
    RESULTS.write_text(json.dumps({"where": where(), **told}, indent=1) + "\n", encoding="utf-8")


def middle(values: Any) -> float:
    return round(statistics.median(values), 4)


def where() -> dict[str, Any]:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {"commit": commit.stdout.strip(), "python": platform.python_version(), "cores": os.cpu_count()}


if __name__ == "__main__":
    main()
