"""What waits gets its place once, in order, under one signature, whoever integrates and whenever they are stopped."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from confide.domain.chain import verify_consistency
from confide.ledger import integrate as integration
from confide.ledger import verify as verification
from confide.ledger.ed25519 import verifying_key
from confide.ledger.errors import LedgerDamaged, NotSealedYet
from confide.ledger.integrate import integrate, run_forever
from confide.ledger.models import Checkpoint, Entry, Leaf, Pending, Tile
from confide.ledger.notes import check_proof, parse_head
from confide.ledger.prove import prove
from confide.ledger.setup import begin, public_keys, the_log
from confide.ledger.tiles import signed_tree
from confide.ledger.verify import verify
from tests.ledger.conftest import AT, record

pytestmark = pytest.mark.postgres


@pytest.mark.django_db
def test_nothing_waits_nothing_is_signed(ledger):
    ledger()
    assert integrate(at=AT) is None
    assert not Checkpoint.objects.exists()
    assert verify().ok


@pytest.mark.django_db
def test_every_entry_gets_one_place_in_the_order_of_its_number(ledger):
    entries = ledger(300, 1, 260)
    assert list(Leaf.objects.order_by("position").values_list("entry_id", flat=True)) == [entry.id for entry in entries]
    assert not Pending.objects.exists()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [300, 301, 561]
    assert set(Tile.objects.values_list("level", "number")) == {(0, 0), (0, 1), (0, 2), (1, 0)}


@pytest.mark.django_db
def test_what_is_more_than_a_batch_is_integrated_all_the_same(ledger, monkeypatch):
    monkeypatch.setattr(integration, "BATCH", 100)
    ledger(250)
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [100, 200, 250]
    assert verify().ok


@pytest.mark.django_db
def test_an_entry_that_commits_late_comes_later_and_is_not_lost(ledger):
    entries = ledger(waiting=5)
    late = entries[1]
    Pending.objects.filter(entry_id=late.id).delete()
    integrate(at=AT)
    Pending.objects.create(entry_id=late.id)
    integrate(at=AT)
    places = list(Leaf.objects.order_by("position").values_list("entry_id", flat=True))
    assert places == [entries[0].id, *(entry.id for entry in entries[2:]), late.id]
    assert verify().ok


@pytest.mark.django_db
def test_each_checkpoint_says_when_it_was_signed_and_continues_the_one_before(ledger):
    ledger(3, 4)
    tree, newest = signed_tree(the_log())
    assert newest.at == AT.replace(microsecond=0) + timedelta(days=1)
    roots = [
        parse_head(note.rpartition("\n\n")[0] + "\n").root
        for note in Checkpoint.objects.order_by("size").values_list("note", flat=True)
    ]
    verify_consistency(3, 7, tree.consistency(3), *roots)


@pytest.mark.django_db
def test_every_entry_can_be_proved_to_somebody_who_has_only_the_public_key(ledger):
    entries = ledger(2, 255, 20, waiting=1)
    known = [verifying_key(text) for text in public_keys()]
    for position in (0, 1, 2, 200, 256, 276):
        entry = Entry.objects.get(id=entries[position].id)
        text = prove(entry.id)
        leaf = Leaf.objects.get(position=position)
        told, head, signed = check_proof(text, bytes(leaf.hash), known)
        assert (told, head.size, head.origin) == (position, 277, the_log().origin)
        assert len(signed.signers) == 2
        assert len(text) < 2_000
    with pytest.raises(NotSealedYet):
        prove(entries[-1].id)
    with pytest.raises(Entry.DoesNotExist):
        prove(entries[-1].id + 1)


@pytest.mark.django_db
def test_an_entry_that_was_changed_cannot_be_proved(ledger, tampering):
    entries = ledger(5)
    with tampering() as run:
        run("UPDATE ledger_entry SET body = %s WHERE id = %s", b"{}", entries[2].id)
        with pytest.raises(LedgerDamaged):
            prove(entries[2].id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_tile SET data = %s WHERE level = 0",
        "DELETE FROM ledger_tile",
        "DELETE FROM ledger_checkpoint WHERE size = 7",
        "UPDATE ledger_checkpoint SET note = replace(note, 'demo', 'live')",
        "UPDATE ledger_leaf SET position = 7 WHERE position = 2",
    ],
)
def test_a_tree_that_does_not_continue_what_was_signed_is_never_signed(change, ledger, tampering):
    ledger(3, 4, waiting=2)
    with tampering() as run:
        run(change, *([bytes(32 * 7)] if "%s" in change else []))
        with pytest.raises(LedgerDamaged), transaction.atomic():
            integrate(at=AT)
        assert Pending.objects.count() == 2


class StoppedHere(Exception):
    """Stands for a process that dies."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["signed_tree", "_store", "_sign"])
def test_an_integrator_that_dies_leaves_nothing_half_done(step, ledger, monkeypatch):
    ledger(3, waiting=4)
    whole = getattr(integration, step)

    def die(*arguments):
        whole(*arguments)
        raise StoppedHere

    monkeypatch.setattr(integration, step, die)
    with pytest.raises(StoppedHere):
        integrate(at=AT)
    monkeypatch.undo()
    found = verify()
    assert (found.ok, found.entries, found.pending) == (True, 3, 4)
    integrate(at=AT)
    found = verify()
    assert (found.ok, found.entries, found.pending) == (True, 7, 0)


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_several_integrators_lose_nothing_and_double_nothing():
    begin("demo", AT)
    stop, errors = threading.Event(), []

    def write(start: int) -> None:
        try:
            for number in range(15):
                try:
                    with transaction.atomic():
                        record(start + number)
                        if number % 5 == 4:
                            raise StoppedHere
                except StoppedHere:
                    continue
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(100 * number,)) for number in range(4)]
    integrators = [threading.Thread(target=run_forever, args=(stop, 0.01, lambda: AT)) for _ in range(2)]
    for thread in (*writers, *integrators):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in integrators:
        thread.join()
    assert not errors
    found = verify()
    assert (found.ok, found.entries, found.pending) == (True, 48, 0)
    assert Entry.objects.count() == 48


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_is_damaged_stops_the_integrator_with_a_word_in_the_log(ledger, caplog):
    ledger(2, waiting=1)
    Tile.objects.all().delete()
    with caplog.at_level(logging.CRITICAL):
        run_forever(threading.Event(), 0.0, lambda: AT + timedelta(days=30))
    assert "nothing more is signed" in caplog.text
    assert Pending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ledger_in_use_is_verified_as_it_was_at_one_moment_and_keeps_nobody_waiting(ledger, monkeypatch):
    ledger(3, waiting=1)
    outcome = []

    def write_and_integrate() -> None:
        record(50)
        outcome.append(integrate(at=AT).size)
        connection.close()

    from_elsewhere = threading.Thread(target=write_and_integrate)
    whole = verification._check_leaves

    def interrupted(*arguments):
        from_elsewhere.start()
        from_elsewhere.join()
        return whole(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(verification, "_check_leaves", interrupted)
        found = verify()
    assert outcome == [5]
    assert (found.ok, found.entries, found.pending) == (True, 3, 1)
    assert verify().entries == 5


@pytest.mark.django_db
def test_a_clock_that_goes_back_is_told_of_once_and_stops_nobody(ledger, caplog):
    ledger(2)
    earlier = AT - timedelta(days=3)
    with caplog.at_level(logging.WARNING):
        for number in (7, 8):
            record(number, at=earlier)
            assert integrate(at=earlier).at == earlier.replace(microsecond=0)
    assert caplog.text.count("behind the last checkpoint") == 1
    assert verify().ok
