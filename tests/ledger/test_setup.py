"""A ledger is begun once, says for ever what it is, guards its keys and its rows."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from confide.ledger.errors import NotBegun
from confide.ledger.integrate import integrate
from confide.ledger.models import Log
from confide.ledger.setup import WrongKind, begin, public_keys, the_log
from confide.ledger.verify import verify
from tests.ledger.conftest import AT, record


@pytest.mark.django_db
def test_beginning_again_changes_nothing(settings):
    log = begin("demo", AT)
    files = {path.name: path.read_bytes() for path in (settings.CONFIDE_KEYS / "ledger").iterdir()}
    again = begin("demo", AT + timedelta(days=3))
    assert (again.origin, again.created_at, Log.objects.count()) == (log.origin, AT, 1)
    assert files == {path.name: path.read_bytes() for path in (settings.CONFIDE_KEYS / "ledger").iterdir()}
    assert sorted(files) == ["mac.key", "signing.key"]


@pytest.mark.django_db
def test_a_demonstration_never_becomes_the_real_thing():
    assert "/demo/20260304T093000.123456Z/" in begin("demo", AT).origin
    with pytest.raises(WrongKind):
        begin("live", AT)


@pytest.mark.django_db
def test_keys_are_private_and_refused_where_they_are_not(settings):
    begin("demo", AT)
    folder: Path = settings.CONFIDE_KEYS / "ledger"
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("mac.key", "signing.key"):
        path = folder / name
        assert path.stat().st_mode & 0o777 == 0o600
        for mode in (0o640, 0o604, 0o620):
            path.chmod(mode)
            with pytest.raises(NotBegun, match="chmod 600"):
                begin("demo", AT)
        path.chmod(0o600)
    assert public_keys()[0].startswith(the_log().origin)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mac.key", "signing.key"])
def test_keys_that_are_gone_or_cut_short_are_never_replaced_in_silence(settings, name):
    begin("demo", AT)
    path: Path = settings.CONFIDE_KEYS / "ledger" / name
    key = path.read_bytes()
    path.write_bytes(key[:-1])
    with pytest.raises(NotBegun, match="Restore"):
        begin("demo", AT)
    path.unlink()
    with pytest.raises(NotBegun, match="Restore"):
        begin("demo", AT)
    assert not path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mac.key", "signing.key"])
def test_other_keys_do_not_pass_for_the_ones_that_signed(ledger, settings, name):
    ledger(3)
    (settings.CONFIDE_KEYS / "ledger" / name).write_bytes(os.urandom(32))
    assert verify().faults[0].what == "altered"


@pytest.mark.django_db
def test_without_a_ledger_there_is_nothing_to_verify():
    with pytest.raises(NotBegun):
        verify()
    with pytest.raises(NotBegun):
        the_log()


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_leaf", "ledger_checkpoint", "ledger_log"])
def test_a_live_ledger_is_only_ever_added_to(table):
    begin("live", AT)
    record(1)
    integrate(at=AT)
    column = {"ledger_checkpoint": "size", "ledger_leaf": "position"}.get(table, "id")
    statements = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    first = "SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1"
    for statement in statements:
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="only ever added to"):
            cursor.execute(first)
            with transaction.atomic():
                cursor.execute(statement)
    assert verify().ok
