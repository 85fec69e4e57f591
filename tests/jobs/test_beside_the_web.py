"""Whatever happens in one turn of what goes on beside the web, the next one comes, and the log says no word of it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, connections
from django.utils import timezone

from confide.jobs import sweeping, tick, witnesses_asked
from confide.jobs.beside import repeat
from confide.jobs.keeping import tick as keeping
from confide.jobs.keeping.snapshot import raw_connection
from confide.jobs.keeping.trouble import TROUBLES, sentence
from confide.ledger import integrate
from confide.ledger.errors import NotBegun
from confide.people import clockwork
from confide.records import collating
from confide.vault.errors import KeyStoreError
from tests import postgres

FAULTS = [
    psycopg.OperationalError("Quokka"),
    InterfaceError("Quokka"),
    KeyStoreError("Quokka"),
    OSError("Quokka"),
    ValueError("Quokka"),
    RuntimeError("Quokka"),
]


def failing(faults: list[Exception], stop: threading.Event) -> Callable[..., Any]:
    """Raises one after the other, and stops when there is none left."""
    left = iter(faults)

    def fails(*_given: Any, **_more: Any) -> int:
        fault = next(left, None)
        if fault is not None:
            raise fault
        stop.set()
        return 0

    return fails


def in_a_thread(work: Callable[[], object], stop: threading.Event) -> None:
    """Run it as serving does, and see that it ends because it was stopped."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=20)
    was_stopped = stop.is_set()
    stop.set()
    thread.join()
    assert was_stopped, "it ended by itself"


def test_whatever_happens_in_one_turn_the_next_one_comes_and_its_words_are_not_logged(caplog):
    stop = threading.Event()
    in_a_thread(lambda: repeat(failing(FAULTS, stop), stop, 0.0, name="this"), stop)
    assert len(caplog.records) == len(FAULTS)
    assert all(type(fault).__name__ in caplog.text for fault in FAULTS)
    assert "Quokka" not in caplog.text


def test_connections_that_cannot_even_be_closed_end_nothing(monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(connections, "close_all", failing(FAULTS, stop))
    in_a_thread(lambda: repeat(lambda: None, stop, 0.0, name="this"), stop)


@pytest.mark.parametrize(
    ("module", "inner"),
    [(keeping, "tick"), (tick, "tick"), (sweeping, "turn"), (witnesses_asked, "trusted"), (integrate, "integrate")],
    ids=["keeping", "tick", "reading through", "witnesses", "integrator"],
)
def test_each_of_them_outlives_a_database_and_a_keys_folder_that_are_away_for_a_while(
    module, inner, monkeypatch, caplog
):
    stop = threading.Event()
    monkeypatch.setattr(module, inner, failing([*FAULTS, NotBegun("It is not in the keys folder.")], stop))
    in_a_thread(lambda: module.run_forever(stop, 0.0), stop)
    assert "OperationalError" in caplog.text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_part_of_the_tick_keeps_no_other_from_its_turn_whatever_happens_to_it(fault, monkeypatch, caplog):
    def fails(_at):
        raise fault

    monkeypatch.setattr(clockwork, "works", lambda: {"this": fails, "that": lambda _at: 3})
    assert tick.tick(timezone.now()) == {"that": 3}
    assert (type(fault).__name__ in caplog.text, "Quokka" in caplog.text) == (True, False)


def test_the_tick_rests_what_was_done_and_does_at_once_what_failed(monkeypatch):
    stop, seen = threading.Event(), []

    def once(_at, last):
        seen.append(dict(last))
        if len(seen) == 2:
            raise RuntimeError
        if len(seen) == 3:
            stop.set()
        return {"this": 1}

    monkeypatch.setattr(tick, "tick", once)
    in_a_thread(lambda: tick.run_forever(stop, 0.0), stop)
    assert [set(last) for last in seen] == [set(), {"this"}, {"this"}]
    assert timezone.now() - seen[-1]["this"] < timedelta(minutes=1)


def test_a_collation_that_cannot_be_carried_on_keeps_no_other_from_its_turn(monkeypatch, caplog):
    advanced = []

    def advance(collation, *, at):
        if collation == 1:
            raise ValueError("Quokka")
        advanced.append(collation)
        return False

    monkeypatch.setattr(collating, "unfinished", lambda: [1, 2])
    monkeypatch.setattr(collating, "advance", advance)
    sweeping.turn(threading.Event())
    assert (advanced, "ValueError" in caplog.text, "Quokka" in caplog.text) == ([2], True, False)


@pytest.mark.postgres
@pytest.mark.skipif(not postgres.WANTED, reason="only PostgreSQL is dumped and restored so")
def test_a_server_that_goes_away_while_it_is_copied_is_trouble_that_has_a_sentence(db):
    with pytest.raises(TROUBLES) as gone, raw_connection("default") as raw:
        raw.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert "See that it runs" in sentence(gone.value)
    assert "terminat" not in sentence(gone.value)
