"""A ledger to measure: many entries, made by the functions of the product but written in bulk."""

import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from confide.domain.chain import leaf_hash
from confide.ledger.append import append, canonical, stamp
from confide.ledger.integrate import integrate
from confide.ledger.macs import mac_under
from confide.ledger.models import Entry, Pending
from confide.ledger.signing import mac_key

AT = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 2_000
WHO = "p-00000000000000000001"
TOLD = {"outcome": "share", "bundle": "a" * 64, "opened": [str(uuid.UUID(int=number)) for number in range(3)]}


def write(about: str = "DI-00001") -> None:
    """One entry in the open transaction, as a decision leaves it."""
    append("disclosure:decide", at=AT, actor=WHO, about=about, clauses=("1.2", "2.3f"), subjects=(WHO,), data=TOLD)


def fill(count: int) -> None:
    """So many entries more, integrated."""
    mac = mac_under(mac_key())
    for start in range(0, count, AT_ONCE):
        entries = [_entry(number, mac) for number in range(start, min(start + AT_ONCE, count))]
        with transaction.atomic():
            Entry.objects.bulk_create(entries)
            Pending.objects.bulk_create(Pending(entry_id=entry.id) for entry in entries)
        integrate(at=AT)


def _entry(number: int, mac: Callable[[bytes], bytes]) -> Entry:
    at, about, event = AT + timedelta(microseconds=number), f"DI-{number:06}", "disclosure:decide"
    told: dict[str, Any] = {"event": event, "at": stamp(at), "actor": WHO, "about": about, "subjects": [WHO]}
    body = canonical(told | {"clauses": ["1.2", "2.3f"], "data": TOLD, "v": 1, "nonce": os.urandom(16).hex()})
    return Entry(body=body, event=event, about=about, mac=mac(leaf_hash(body)))


def seconds(call: Callable[[], object]) -> tuple[float, float]:
    """How long a call took by the clock, and of the processor time of this process and those that it began."""
    began, used = time.perf_counter(), _used()
    call()
    return time.perf_counter() - began, _used() - used


def _used() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
