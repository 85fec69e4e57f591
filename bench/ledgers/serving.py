"""200 pages a second, each of them an entry, with a writer and the integrator beside them; and when receipts come."""

import multiprocessing
import threading
import time
from typing import Any

from django.db import OperationalError, connection, transaction

from bench.ledgers.filling import AT, write
from bench.ledgers.writing import PAGE, Context
from confide.ledger.integrate import integrate, run_forever
from confide.ledger.models import Checkpoint, Entry, Leaf, Log

READERS, PAGES_A_SECOND, WRITES_A_SECOND, SECONDS = 4, 200, 20, 15.0


class Day:
    """What happens while it runs."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.end = time.monotonic() + SECONDS
        self.views: list[float] = []
        self.writes: list[float] = []
        self.locked: list[str] = []
        self.committed: dict[int, float] = {}
        self.receipts: list[float] = []

    def paced(self, a_second: float, does: Any, took: list[float]) -> None:
        """Do it so often, and note how long each took; who is late does not wait."""
        due = time.monotonic()
        try:
            while due < self.end and time.monotonic() < self.end:
                time.sleep(max(0.0, due - time.monotonic()))
                began = time.perf_counter()
                try:
                    does()
                except OperationalError as error:
                    self.locked.append(str(error))
                took.append((time.perf_counter() - began) * 1e3)
                due += 1 / a_second
        finally:
            connection.close()

    def view(self) -> None:
        """Five reads, one entry that says what was opened, and the page."""
        log, newest = Log.objects.get(), Checkpoint.objects.order_by("-size").first()
        rows = list(Entry.objects.order_by("-id")[:20])
        about = Entry.objects.filter(about="DI-000001").first()
        Leaf.objects.order_by("-position").first()
        with transaction.atomic():
            write()
        PAGE.render(Context({"rows": rows, "log": log, "newest": newest, "about": about}))

    def note(self) -> None:
        """One write, whose receipt is waited for."""
        with transaction.atomic():
            write("DI-00002")
            number = Entry.objects.order_by("-id").values_list("id", flat=True)[0]
        self.committed[number] = time.monotonic()

    def watch(self) -> None:
        """Note when a checkpoint covers what was written."""
        try:
            while time.monotonic() < self.end + 3:
                open_still = list(self.committed)
                if open_still:
                    for number in Leaf.objects.filter(entry_id__in=open_still).values_list("entry_id", flat=True):
                        self.receipts.append((time.monotonic() - self.committed.pop(number)) * 1e3)
                time.sleep(0.01)
        finally:
            connection.close()


def pages() -> dict[str, Any]:
    """Run it; milliseconds, and how often somebody was locked out."""
    # What earlier measures left in the queue is none of what is measured here.
    integrate(at=AT)
    connection.close()
    # The integrator is a process of its own, as it is where people are served.
    fork = multiprocessing.get_context("fork")
    stop = fork.Event()
    integrator = fork.Process(target=run_forever, args=(stop,))
    integrator.start()
    day = Day()
    threads = [
        *(
            threading.Thread(target=day.paced, args=(PAGES_A_SECOND / READERS, day.view, day.views))
            for _ in range(READERS)
        ),
        threading.Thread(target=day.paced, args=(WRITES_A_SECOND, day.note, day.writes)),
        threading.Thread(target=day.watch),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    integrator.join()
    return {
        "pages asked for, a second": PAGES_A_SECOND,
        "pages served, a second": round(len(day.views) / SECONDS),
        "page, p95, ms": _p95(day.views),
        "write, p95, ms": _p95(day.writes),
        "locked out": len(day.locked),
        "receipts": len(day.receipts),
        "receipt, p95, ms": _p95(day.receipts),
        "without a receipt": len(day.committed),
    }


def _p95(took: list[float]) -> float:
    return round(sorted(took)[int(len(took) * 0.95)], 1) if took else -1.0
