"""A write with its entry, beside the same write without one."""

import secrets
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.template import Context, Engine

from bench.ledgers.filling import AT, fill, write
from confide.ledger.models import Checkpoint, Entry, Leaf, Log

ROUNDS, WARM = 400, 50
PAGE = Engine().from_string(
    "<table>{% for row in rows %}<tr><td>{{ row }}</td><td>{{ row.about }}</td></tr>{% endfor %}</table>"
)


def beside_doing_without() -> dict[str, Any]:
    """Both, turn about: a bare insert, and a request with five reads, an insert and a page."""
    fill(2_000)
    return {"bare insert": _interleaved(_insert), "request with five reads": _interleaved(_request)}


def _insert(ledgered: bool) -> None:
    with transaction.atomic():
        Session.objects.create(session_key=secrets.token_hex(16), session_data="x" * 300, expire_date=AT)
        if ledgered:
            write()


def _request(ledgered: bool) -> None:
    log, newest = Log.objects.get(), Checkpoint.objects.order_by("-size").first()
    rows = list(Entry.objects.order_by("-id")[:20])
    Leaf.objects.get(position=secrets.randbelow(2_000))
    about = Entry.objects.filter(about=f"DI-{secrets.randbelow(2_000):06}").first()
    PAGE.render(Context({"rows": rows, "log": log, "newest": newest, "about": about}))
    _insert(ledgered)


def _interleaved(does: Callable[[bool], None]) -> dict[str, Any]:
    for _ in range(WARM):
        does(False)
        does(True)
    rounds = [(_microseconds(does, False), _microseconds(does, True)) for _ in range(ROUNDS)]
    without, ledgered = (sorted(side) for side in zip(*rounds, strict=True))
    middle = statistics.median(without), statistics.median(ledgered)
    return {
        "without, median": round(middle[0]),
        "ledgered, median": round(middle[1]),
        "ledgered, p95": round(ledgered[int(ROUNDS * 0.95)]),
        "ratio": round(middle[1] / middle[0], 2),
    }


def _microseconds(does: Callable[[bool], None], ledgered: bool) -> float:
    began = time.perf_counter()
    does(ledgered)
    return (time.perf_counter() - began) * 1e6
