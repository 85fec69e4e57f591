"""Epoch keys change weekly, go after 35 days, and never while anything depends on them."""

import json
import shutil
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from django.db import connections

from confide.vault import epochs
from confide.vault.epochs import destroy_due, rotate
from confide.vault.errors import KeyStoreError
from confide.vault.keyring import data_key, provide
from confide.vault.models import DataKey, Epoch
from confide.vault.provider import FileProvider, provider
from confide.vault.router import KEYS
from confide.vault.sealing import seal, unseal
from tests.vault.conftest import AT

pytestmark = pytest.mark.postgres
DAY = timedelta(days=1)
VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger" / "aead" / "testvectors_v1"
third_party = pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")


def files(settings) -> set[str]:
    return {path.stem for path in (settings.CONFIDE_KEYS / "epochs").glob("*.key")}


@pytest.mark.django_db
def test_a_new_epoch_each_week_wraps_every_key_again_and_changes_none(own_keys):
    pairs = [(uuid.uuid4(), "care") for _ in range(5)]
    provide(pairs, at=AT)
    before = {pair: own_keys.get(pair) for pair in pairs}
    assert rotate(AT + 6 * DAY).made is None
    done = rotate(AT + 7 * DAY)
    assert (done.made is not None, done.rewrapped) == (True, 5)
    assert set(DataKey.objects.values_list("epoch_id", flat=True)) == {done.made}
    own_keys.clear()
    assert {pair: data_key(*pair, create=False, at=AT) for pair in pairs} == before


@pytest.mark.django_db
def test_an_epoch_is_destroyed_after_35_days_and_not_before(settings):
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    (first,) = files(settings)
    for week in range(1, 5):
        rotate(AT + week * 7 * DAY)
    assert destroy_due(AT + 35 * DAY - timedelta(seconds=1)) == ()
    assert first in files(settings)
    assert destroy_due(AT + 35 * DAY) == (uuid.UUID(first),)
    assert first not in files(settings)
    assert Epoch.objects.get(id=first).destroyed_at == AT + 35 * DAY
    assert destroy_due(AT + 35 * DAY) == ()


@pytest.mark.django_db
def test_after_a_long_downtime_nothing_is_destroyed_before_it_was_rotated(settings, own_keys):
    holder = uuid.uuid4()
    key = data_key(holder, "care", create=True, at=AT)
    late = AT + 400 * DAY
    assert destroy_due(late) == ()
    rotate(late)
    assert len(destroy_due(late)) == 1
    own_keys.clear()
    assert data_key(holder, "care", create=False, at=late) == key


@pytest.mark.django_db
def test_an_epoch_that_still_wraps_a_key_is_kept(settings):
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    Epoch.objects.create(id=provider().new_epoch(), created_at=AT + 40 * DAY)
    assert destroy_due(AT + 50 * DAY) == ()
    assert len(files(settings)) == 2


@pytest.mark.django_db
def test_nothing_is_destroyed_while_the_successor_cannot_be_read_back(settings):
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    (first,) = files(settings)
    made = rotate(AT + 7 * DAY).made
    successor = settings.CONFIDE_KEYS / "epochs" / f"{made}.key"
    kept = successor.read_bytes()
    for damage in (bytes(32), kept[:31], b""):
        successor.write_bytes(damage)
        with pytest.raises(KeyStoreError):
            destroy_due(AT + 40 * DAY)
    successor.unlink()
    with pytest.raises(KeyStoreError):
        destroy_due(AT + 40 * DAY)
    assert first in files(settings)
    assert Epoch.objects.get(id=first).destroyed_at is None


@pytest.mark.django_db
def test_a_rotation_that_dies_half_way_is_finished_by_the_next(monkeypatch, own_keys):
    pairs = [(uuid.uuid4(), "care") for _ in range(6)]
    provide(pairs, at=AT)
    before = {pair: own_keys.get(pair) for pair in pairs}
    monkeypatch.setattr(epochs, "BATCH", 2)
    whole, batches = epochs._write, []

    class DiesHere(Exception):
        pass

    def die(cursor, epoch, wrapped):
        batches.append(len(wrapped))
        whole(cursor, epoch, wrapped)
        if len(batches) == 2:
            raise DiesHere

    monkeypatch.setattr(epochs, "_write", die)
    with pytest.raises(DiesHere):
        rotate(AT + 7 * DAY)
    assert len(set(DataKey.objects.values_list("epoch_id", flat=True))) == 2
    monkeypatch.setattr(epochs, "_write", whole)
    own_keys.clear()
    assert {pair: data_key(*pair, create=False, at=AT) for pair in pairs} == before
    assert rotate(AT + 7 * DAY) == epochs.Rotation(None, 4)
    own_keys.clear()
    assert {pair: data_key(*pair, create=False, at=AT) for pair in pairs} == before


@pytest.mark.django_db
def test_a_key_that_does_not_read_back_undoes_the_rotation(monkeypatch):
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    epoch = DataKey.objects.get().epoch_id
    monkeypatch.setattr(epochs, "_write", lambda cursor, epoch, wrapped: None)
    with pytest.raises(KeyStoreError, match="Nothing was changed"):
        rotate(AT + 7 * DAY)
    assert DataKey.objects.get().epoch_id == epoch


@pytest.mark.django_db
def test_a_destruction_that_died_before_the_file_went_is_finished_by_the_next(settings):
    data_key(uuid.uuid4(), "care", create=True, at=AT)
    (first,) = files(settings)
    rotate(AT + 7 * DAY)
    Epoch.objects.filter(id=first).update(destroyed_at=AT + 35 * DAY)
    destroy_due(AT + 36 * DAY)
    assert first not in files(settings)


@pytest.mark.django_db
def test_an_old_backup_opens_nothing_once_its_epoch_is_destroyed(settings, own_keys, tmp_path):
    """The whole promise of shredding: a hoarded copy of the key store is worth nothing 35 days later."""
    holder = uuid.uuid4()
    place = {"table": "t", "row": holder, "field": "f", "version": 1}
    key = data_key(holder, "care", create=True, at=AT)
    envelope = seal(b"in confidence", key, **place)
    hoarded = DataKey.objects.get()
    shutil.copytree(settings.CONFIDE_KEYS / "epochs", tmp_path / "own backup of the files, 35 days")
    own_keys.clear()
    assert unseal(envelope, own_keys.open(hoarded), **place) == b"in confidence"
    for week in range(1, 6):
        rotate(AT + week * 7 * DAY)
        destroy_due(AT + week * 7 * DAY)
    own_keys.clear()
    with pytest.raises(KeyStoreError):
        own_keys.open(hoarded)


def test_an_epoch_key_that_others_may_read_is_refused(tmp_path):
    folder = tmp_path / "epochs"
    keys = FileProvider(folder)
    epoch = keys.new_epoch()
    path = folder / f"{epoch}.key"
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    wrapped = keys.wrap(epoch, bytes(32))
    for mode in (0o640, 0o604, 0o620, 0o601):
        path.chmod(mode)
        for use in (lambda: keys.wrap(epoch, bytes(32)), lambda: keys.unwrap(epoch, wrapped)):
            with pytest.raises(KeyStoreError, match="chmod 600"):
                use()
    path.chmod(0o600)
    folder.chmod(0o750)
    for use in (lambda: FileProvider(folder).unwrap(epoch, wrapped), lambda: FileProvider(folder).new_epoch()):
        with pytest.raises(KeyStoreError, match="chmod 700"):
            use()
    folder.chmod(0o700)
    assert keys.unwrap(epoch, wrapped) == bytes(32)


def test_a_destroyed_epoch_stops_working_at_once_in_every_process(tmp_path):
    here, elsewhere = FileProvider(tmp_path / "epochs"), FileProvider(tmp_path / "epochs")
    epoch = here.new_epoch()
    wrapped = elsewhere.wrap(epoch, bytes(32))
    here.destroy_epoch(epoch)
    here.destroy_epoch(epoch)
    with pytest.raises(KeyStoreError):
        elsewhere.unwrap(epoch, wrapped)


def test_keys_beside_the_records_are_refused(settings):
    settings.CONFIDE_DATA = settings.CONFIDE_KEYS.parent
    with pytest.raises(KeyStoreError, match="inside the data folder"):
        provider()


@third_party
def test_our_key_wrap_is_the_one_that_others_test(tmp_path):
    groups = json.loads((VECTORS / "aes_kwp_test.json").read_text())["testGroups"]
    tests = [case for group in groups if group["keySize"] == 256 for case in group["tests"]]
    keys = FileProvider(tmp_path / "epochs")
    epoch, judged = keys.new_epoch(), 0
    for case in tests:
        (tmp_path / "epochs" / f"{epoch}.key").write_bytes(bytes.fromhex(case["key"]))
        keys.forget()
        wrapped, message = bytes.fromhex(case["ct"]), bytes.fromhex(case["msg"])
        try:
            opened = keys.unwrap(epoch, wrapped)
        except (KeyStoreError, ValueError):
            opened = None
        assert (opened == message) == (case["result"] in {"valid", "acceptable"}), case["tcId"]
        if case["result"] == "valid":
            assert (
                keys.wrap(epoch, message) == wrapped == aes_key_wrap_with_padding(bytes.fromhex(case["key"]), message)
            )
        judged += 1
    assert judged >= 80


def test_the_key_store_is_a_database_of_its_own():
    assert connections[KEYS].settings_dict["NAME"] != connections["default"].settings_dict["NAME"]
