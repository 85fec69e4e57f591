"""Twelve writers with a flush of 2 ms: entries that wait for their place, beside entries chained in the transaction."""

import multiprocessing
import secrets
import time
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from bench.ledgers.filling import AT, TOLD, WHO, write
from confide.domain.chain import leaf_hash, node_hash
from confide.ledger.append import canonical, stamp

WRITERS, SECONDS, ROUNDS = 12, 4.0, 3


def beside_a_chain() -> dict[str, Any]:
    """Both, turn about; writes a second."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_head (id int PRIMARY KEY, hash bytea NOT NULL)")
        cursor.execute("CREATE TABLE bench_chain (id bigserial PRIMARY KEY, body bytea, hash bytea)")
        cursor.execute("INSERT INTO bench_head VALUES (1, '')")
    connection.close()
    rounds = [(_pace(_chained), _pace(write)) for _ in range(ROUNDS)]
    chained, waiting = (sorted(side)[ROUNDS // 2] for side in zip(*rounds, strict=True))
    told = {"chained, a second": round(chained), "waiting, a second": round(waiting)}
    # As a cost, so that more is worse like everywhere else.
    return {**told, "times the pace": round(waiting / chained, 2), "ratio": round(chained / waiting, 3)}


def _pace(does: Any) -> float:
    """How many writes a second all of them make together."""
    processes = multiprocessing.get_context("fork")
    gate, done = processes.Barrier(WRITERS), processes.Queue()
    writers = [processes.Process(target=_write, args=(does, gate, done)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    total = sum(done.get(timeout=120) for _ in writers)
    for writer in writers:
        writer.join()
    return total / SECONDS


def _write(does: Any, gate: Any, done: Any) -> None:
    with connection.cursor() as cursor:
        # A flush takes 2 ms, whoever shares it.
        cursor.execute("SET commit_delay = 2000")
        cursor.execute("SET commit_siblings = 0")
    gate.wait()
    end, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        with transaction.atomic():
            Session.objects.create(session_key=secrets.token_hex(16), session_data="x" * 300, expire_date=AT)
            does()
        number += 1
    connection.close()
    done.put(number)


def _chained() -> None:
    """The same entry, with the hash of the one before in it: everybody waits for whoever holds the head."""
    told: dict[str, Any] = {"event": "disclosure:decide", "at": stamp(AT), "actor": WHO, "about": "DI-00001"}
    told |= {"clauses": ["1.2", "2.3f"], "subjects": [WHO], "data": TOLD, "v": 1, "nonce": secrets.token_hex(16)}
    leaf = leaf_hash(body := canonical(told))
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM bench_head WHERE id = 1 FOR UPDATE")
        head = node_hash(bytes(cursor.fetchone()[0]), leaf)
        cursor.execute("INSERT INTO bench_chain (body, hash) VALUES (%s, %s)", [body, head])
        cursor.execute("UPDATE bench_head SET hash = %s WHERE id = 1", [head])
