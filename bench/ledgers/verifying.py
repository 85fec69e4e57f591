"""Verification, bodies hashed again, beside the least there is: reading every body and hashing it."""

import statistics
from hashlib import sha256
from typing import Any

from django.db import connection

from bench.ledgers.filling import fill, seconds
from confide.ledger.models import Checkpoint, Leaf
from confide.ledger.notes import open_note
from confide.ledger.setup import the_log
from confide.ledger.signing import verifiers
from confide.ledger.verify import verify

ROUNDS = 3
LEAST = "SELECT e.body FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id ORDER BY l.position"


def everything(entries: int) -> dict[str, Any]:
    """Both, turn about. Processor time is ours alone: on PostgreSQL the server has its own."""
    fill(max(0, entries - Leaf.objects.count()))
    count, checkpoints = Leaf.objects.count(), Checkpoint.objects.count()
    rounds = [(seconds(_least), seconds(_whole)) for _ in range(ROUNDS)]
    least, whole = ([statistics.median(part) for part in zip(*side, strict=True)] for side in zip(*rounds, strict=True))
    note, known = Checkpoint.objects.order_by("size").first(), verifiers(the_log().origin)
    assert note is not None
    signed, _ = seconds(lambda: [open_note(note.note, known) for _ in range(200)])
    return {
        "entries": count,
        "checkpoints": checkpoints,
        "entries a second": round(count / whole[0]),
        "entries a second of processor time": round(count / whole[1]),
        "least, entries a second": round(count / least[0]),
        "one checkpoint and its two signatures, microseconds": round(signed / 200 * 1e6),
        "ratio": round(whole[1] / least[1], 2),
    }


def _least() -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LEAST)
        while rows := cursor.fetchmany(4_096):
            for (body,) in rows:
                sha256(b"\x00" + body).digest()


def _whole() -> None:
    found = verify()
    assert found.ok, found.faults[:3]
