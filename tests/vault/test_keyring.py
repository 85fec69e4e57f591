"""A key is on the disk before anybody seals with it, is opened once for a page, and is not held for long."""

import sqlite3
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from confide.vault import keyring
from confide.vault.errors import KeyStoreError, NoKey, Shredded
from confide.vault.keyring import KeyRing, data_key, prefetch, provide
from confide.vault.models import DataKey, Epoch
from confide.vault.pseudonyms import pseudonym
from confide.vault.router import KEYS
from confide.vault.shredding import shred
from tests.vault.conftest import AT

pytestmark = pytest.mark.postgres


@pytest.mark.django_db
def test_a_holding_has_one_key_and_keeps_it(own_keys):
    holder = uuid.uuid4()
    key = data_key(holder, "care", create=True, at=AT)
    own_keys.clear()
    assert data_key(holder, "care", create=False, at=AT) == key
    assert data_key(holder, "payroll", create=True, at=AT).secret != key.secret
    assert data_key(uuid.uuid4(), "care", create=True, at=AT).secret != key.secret
    assert (len(key.secret), key.holder, key.retention) == (32, holder, "care")
    assert key.secret not in [bytes(wrapped) for wrapped in DataKey.objects.values_list("wrapped", flat=True)]


@pytest.mark.django_db
def test_without_leave_to_make_one_there_is_no_key():
    with pytest.raises(NoKey):
        data_key(uuid.uuid4(), "care", create=False, at=AT)
    assert not DataKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_key_is_on_the_disk_before_the_row_that_uses_it():
    """Whoever dies between key and row leaves a key too many, never a row too many."""
    holder = uuid.uuid4()

    class DiesHere(Exception):
        pass

    with pytest.raises(DiesHere), transaction.atomic():
        key = data_key(holder, "care", create=True, at=AT)
        if connections[KEYS].vendor == "sqlite":
            with sqlite3.connect(connections[KEYS].settings_dict["NAME"]) as other:
                assert other.execute("SELECT count(*) FROM vault_datakey").fetchone() == (1,)
        raise DiesHere
    keyring.ring().clear()
    assert data_key(holder, "care", create=False, at=AT) == key


@pytest.mark.django_db(transaction=True)
def test_a_key_is_never_made_inside_a_transaction_that_could_take_it_back():
    with transaction.atomic(using=KEYS), pytest.raises(RuntimeError):
        data_key(uuid.uuid4(), "care", create=True, at=AT)
    assert not DataKey.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL syncs by its own setting")
def test_the_key_store_syncs_every_commit_and_forgets_what_it_deletes():
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    with connections[KEYS].cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


@pytest.mark.django_db
def test_a_page_of_fifty_is_one_query_and_fifty_unwraps_and_none_when_warm(own_keys, django_assert_num_queries):
    pairs = [(uuid.uuid4(), "care") for _ in range(50)]
    provide(pairs, at=AT)
    own_keys.clear()
    before = own_keys.unwraps
    with django_assert_num_queries(1, using=KEYS):
        prefetch([*pairs, *pairs])
    assert own_keys.unwraps - before == 50
    with django_assert_num_queries(0, using=KEYS):
        prefetch(pairs)
        for holder, retention in pairs:
            data_key(holder, retention, create=False, at=AT)
    assert own_keys.unwraps - before == 50


@pytest.mark.django_db
def test_prefetching_opens_what_was_asked_for_and_nothing_else(own_keys):
    one, other = uuid.uuid4(), uuid.uuid4()
    provide([(one, "care"), (one, "payroll"), (other, "care"), (other, "payroll")], at=AT)
    own_keys.clear()
    prefetch([(one, "care"), (other, "payroll"), (uuid.uuid4(), "care")])
    assert {own_keys.get((holder, kind)) is not None for holder, kind in [(one, "care"), (other, "payroll")]} == {True}
    assert len(own_keys) == 2


@pytest.mark.django_db
def test_many_keys_are_made_in_one_transaction_and_known_ones_kept(own_keys, django_assert_max_num_queries):
    holder = uuid.uuid4()
    known = data_key(holder, "care", create=True, at=AT)
    pairs = [(holder, "care"), *((uuid.uuid4(), "care") for _ in range(40))]
    own_keys.clear()
    with django_assert_max_num_queries(50, using=KEYS):
        provide(pairs, at=AT)
    assert DataKey.objects.count() == 41
    assert data_key(holder, "care", create=False, at=AT) == known


@pytest.mark.django_db
def test_a_key_is_held_for_five_minutes_and_ten_thousand_at_most(own_keys):
    holder, now = uuid.uuid4(), [1_000.0]
    data_key(holder, "care", create=True, at=AT)
    row = DataKey.objects.get()
    ring = KeyRing(clock=lambda: now[0])
    ring.open(row)
    now[0] += 299.9
    assert ring.get((holder, "care")) is not None
    now[0] += 0.2
    assert ring.get((holder, "care")) is None
    assert len(ring) == 0
    small = KeyRing(capacity=2)
    rows = []
    for name in ("a", "b", "c"):
        row.retention = name
        rows.append(small.open(row))
        small.get((holder, "a"))
    assert [small.get((holder, name)) is not None for name in ("a", "b", "c")] == [True, False, True]
    assert KeyRing()._capacity == 10_000


@pytest.mark.django_db(transaction=True)
def test_those_who_make_the_same_key_at_once_get_the_same_one():
    holder, found, barrier = uuid.uuid4(), [], threading.Barrier(4)

    def ask() -> None:
        try:
            barrier.wait()
            keyring.ring().clear()
            found.append(data_key(holder, "care", create=True, at=AT).secret)
        finally:
            connections[KEYS].close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert DataKey.objects.count() == 1


@pytest.mark.django_db
def test_a_wrapped_key_that_is_damaged_or_belongs_to_another_epoch_is_an_error_and_not_a_key(own_keys):
    holder = uuid.uuid4()
    data_key(holder, "care", create=True, at=AT)
    row = DataKey.objects.get()
    for place in range(len(bytes(row.wrapped))):
        damaged = bytearray(bytes(row.wrapped))
        damaged[place] ^= 1
        row.wrapped = bytes(damaged)
        with pytest.raises(KeyStoreError):
            own_keys.open(row)
        damaged[place] ^= 1
        row.wrapped = bytes(damaged)
    from_elsewhere = Epoch.objects.create(created_at=AT + timedelta(days=1))
    row.epoch = from_elsewhere
    with pytest.raises(KeyStoreError):
        own_keys.open(row)


@pytest.mark.django_db
def test_a_pseudonym_is_stable_and_tells_nothing_and_ends_with_its_key(own_keys, django_assert_num_queries):
    holder, other = uuid.uuid4(), uuid.uuid4()
    name = pseudonym(holder, at=AT)
    assert name.startswith("p-")
    assert len(name) == 22
    assert set(name[2:]) <= set("0123456789abcdef")
    assert holder.hex[:8] not in name
    with django_assert_num_queries(0, using=KEYS):
        assert pseudonym(holder, at=AT + timedelta(days=900)) == name
    assert pseudonym(other, at=AT) != name
    own_keys.clear()
    assert pseudonym(holder, at=AT) == name
    shred(holder, "pseudonym", at=AT)
    with pytest.raises(Shredded):
        pseudonym(holder, at=AT)
    assert pseudonym(other, at=AT)
