"""What is shredded stays shredded: no key is given out, no byte of it is left, and no interruption is forgotten."""

import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from confide.vault import keyring, shredding
from confide.vault.epochs import rotate
from confide.vault.errors import Shredded
from confide.vault.keyring import data_key, prefetch, provide
from confide.vault.models import DataKey, Epoch, Shredding
from confide.vault.router import KEYS
from confide.vault.shredding import resume, shred
from tests.vault.conftest import AT

pytestmark = pytest.mark.postgres
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in files of ours")


class DiesHere(Exception):
    """Stands for a process that dies."""


def left_in_files(needle: bytes) -> list[str]:
    """The files of the key store that hold these bytes."""
    path = Path(connections[KEYS].settings_dict["NAME"])
    files = [file for file in (path, *path.parent.glob(f"{path.name}-*")) if file.is_file()]
    return [file.name for file in files if needle in file.read_bytes()]


@pytest.mark.django_db(transaction=True)
@ON_SQLITE
def test_no_byte_of_a_shredded_key_is_left_in_the_files_of_the_store():
    holder = uuid.uuid4()
    provide([(uuid.uuid4(), "care") for _ in range(200)], at=AT)
    data_key(holder, "care", create=True, at=AT)
    first = bytes(DataKey.objects.get(holder=holder).wrapped)
    assert left_in_files(first)
    rotate(AT + timedelta(days=7))
    second = bytes(DataKey.objects.get(holder=holder).wrapped)
    assert left_in_files(second)
    done = shred(holder, "care", at=AT + timedelta(days=8))
    assert done.secured_at == AT + timedelta(days=8)
    for wrapped in (first, second):
        for start in range(0, 40, 10):
            assert left_in_files(wrapped[start : start + 10]) == []
    assert DataKey.objects.count() == 200


@pytest.mark.django_db
def test_a_shredded_holding_never_has_a_key_again(own_keys):
    holder, other = uuid.uuid4(), uuid.uuid4()
    provide([(holder, "care"), (holder, "payroll"), (other, "care")], at=AT)
    shred(holder, "care", at=AT)
    own_keys.clear()
    for create in (True, False):
        with pytest.raises(Shredded):
            data_key(holder, "care", create=create, at=AT)
    provide([(holder, "care")], at=AT)
    prefetch([(holder, "care")])
    assert own_keys.get((holder, "care")) is None
    assert data_key(holder, "payroll", create=False, at=AT)
    assert data_key(other, "care", create=False, at=AT)


@pytest.mark.django_db
def test_shredding_takes_effect_at_once_although_the_key_is_held(own_keys):
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    shred(holder, "care", at=AT)
    with pytest.raises(Shredded):
        data_key(holder, "care", create=False, at=AT)


@pytest.mark.django_db
def test_from_the_moment_it_is_meant_nobody_is_given_the_key(own_keys):
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    Shredding.objects.create(holder=holder, retention="care", intended_at=AT)
    own_keys.clear()
    assert DataKey.objects.count() == 1
    for create in (True, False):
        with pytest.raises(Shredded):
            data_key(holder, "care", create=create, at=AT)
    prefetch([(holder, "care")])
    assert len(own_keys) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["_destroy", "secure"])
@pytest.mark.parametrize("before", [True, False])
def test_a_shredding_that_died_at_any_step_is_finished(step, before, monkeypatch, own_keys):
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    whole = getattr(shredding, step)

    def die(*arguments):
        if not before:
            whole(*arguments)
        raise DiesHere

    monkeypatch.setattr(shredding, step, die)
    with pytest.raises(DiesHere):
        shred(holder, "care", at=AT)
    monkeypatch.setattr(shredding, step, whole)
    own_keys.clear()
    with pytest.raises(Shredded):
        data_key(holder, "care", create=True, at=AT)
    assert resume(at=AT + timedelta(hours=1)) == 1
    done = Shredding.objects.get()
    assert done.intended_at == AT
    assert done.destroyed_at is not None
    assert done.secured_at == AT + timedelta(hours=1)
    assert not DataKey.objects.exists()
    assert resume(at=AT) == 0


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_made_while_its_holding_is_shredded_does_not_survive(own_keys):
    for _ in range(10):
        holder, barrier = uuid.uuid4(), threading.Barrier(4)

        def ask(holder=holder, barrier=barrier) -> None:
            barrier.wait()
            try:
                data_key(holder, "care", create=True, at=AT)
            except Shredded:
                pass
            finally:
                connections[KEYS].close()

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        barrier.wait()
        shred(holder, "care", at=AT)
        for thread in threads:
            thread.join()
        assert not DataKey.objects.filter(holder=holder).exists()
        with pytest.raises(Shredded):
            data_key(holder, "care", create=True, at=AT)


@pytest.mark.django_db(transaction=True)
def test_even_the_first_key_of_all_is_made_under_an_epoch_that_a_shredding_sees(own_keys, monkeypatch):
    hold, seen = keyring._hold, []

    def look(epoch: Epoch) -> None:
        seen.append(Epoch.objects.filter(id=epoch.id).exists())
        connections[KEYS].close()

    def held(epoch: Epoch) -> None:
        hold(epoch)
        other = threading.Thread(target=look, args=(epoch,))
        other.start()
        other.join()

    monkeypatch.setattr(keyring, "_hold", held)
    assert not Epoch.objects.exists()
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    assert seen == [True]


@pytest.mark.django_db
def test_a_key_whose_row_was_read_before_it_was_shredded_is_not_given_out_after(own_keys):
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    row = DataKey.objects.get()
    shred(holder, "care", at=AT)
    with pytest.raises(Shredded):
        own_keys.open(row)


@pytest.mark.django_db
def test_shredding_twice_changes_nothing_and_what_was_never_there_can_be_shredded():
    holder = uuid.uuid4()
    one = shred(holder, "care", at=AT)
    again = shred(holder, "care", at=AT + timedelta(days=1))
    assert (one.id, again.destroyed_at, Shredding.objects.count()) == (again.id, AT, 1)
    assert one.erased_from is None


@pytest.mark.django_db
def test_inside_somebody_elses_transaction_nothing_is_claimed_about_the_files():
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    assert shred(holder, "care", at=AT).secured_at is None


@pytest.mark.django_db
def test_it_says_from_when_no_backup_can_bring_it_back():
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    rotate(AT + timedelta(days=7))
    assert shred(holder, "care", at=AT + timedelta(days=9)).erased_from == AT + timedelta(days=7 + 35)
