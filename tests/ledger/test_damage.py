"""A damaged or truncated database, and a disk that is full, are reported; never as a traceback, never half written."""

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from confide.jobs.command_line import main
from confide.ledger.models import Entry, Pending
from confide.ledger.verify import verify
from confide.ledger.witness import Witness, begin, write_whole

ROOT = Path(__file__).resolve().parents[2]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in one file of ours")


@pytest.fixture
def own_file(tmp_path, monkeypatch):
    """Goes on with a copy of the database, to be damaged; that of the other tests stays as it is."""

    def copied() -> Path:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        copy = tmp_path / "damaged.sqlite3"
        shutil.copy(connection.settings_dict["NAME"], copy)
        monkeypatch.setitem(connection.settings_dict, "NAME", str(copy))
        return copy

    yield copied
    connection.close()
    # What failed is held by its own traceback until somebody collects it, and holds the file open meanwhile.
    gc.collect()


def alone(path: Path) -> None:
    """Close it, and take away what SQLite keeps beside it."""
    connection.close()
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_any_damaged_page_of_the_file_is_reported(ledger, own_file):
    ledger(60, 20, waiting=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, rootpage FROM sqlite_master WHERE tbl_name LIKE 'ledger_%' AND rootpage > 0")
        roots = dict(cursor.fetchall())
    path = own_file()
    whole = path.read_bytes()
    pages = sorted({1, *roots.values(), *range(len(whole) // 4096 - 12, len(whole) // 4096 + 1)})
    found = {}
    for page in pages:
        for junk in (b"\xff" * 4096, b"confide " * 512):
            start = (page - 1) * 4096
            path.write_bytes(whole[:start] + junk + whole[start + 4096 :])
            found[page] = verify().faults
            alone(path)
    for table in ("ledger_entry", "ledger_leaf", "ledger_tile", "ledger_checkpoint", "ledger_log", "ledger_pending"):
        faults = found[roots[table]]
        assert faults, table
        assert faults[0].what in {"altered", "removed", "truncated", "checkpoint"}, table
    assert found[1]
    path.write_bytes(whole)
    assert verify().ok


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_a_truncated_database_is_a_sentence_and_status_1(ledger, own_file, capsys):
    ledger(60, 20, waiting=2)
    path = own_file()
    whole = path.read_bytes()
    for length in (len(whole) // 2, len(whole) - 4096, len(whole) - 5000, 8192, 4096, 5000, 100):
        path.write_bytes(whole[:length])
        capsys.readouterr()
        assert main(["ledger", "verify"]) == 1, length
        told = capsys.readouterr()
        assert "OK" not in told.out
        assert "damaged" in told.out + told.err, length
        alone(path)
    path.write_bytes(whole)
    assert verify().ok


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from django.conf import settings
import django
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.db import DatabaseError, connection, transaction
from datetime import UTC, datetime
from pathlib import Path
from confide.ledger.append import append
from confide.ledger.models import Entry
from confide.jobs.command_line import main
written = Entry.objects.count()
connection.cursor().execute("PRAGMA wal_autocheckpoint=0")
wal = Path(sys.argv[1] + "-wal")
most = (wal.stat().st_size if wal.exists() else 0) + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
try:
    for number in range(10_000):
        with transaction.atomic():
            append("test:write", at=datetime.now(UTC), actor="system:test", about="X")
        written += 1
except DatabaseError:
    status = main(["ledger", "checkpoint"])
    print(written, status, flush=True)
"""


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_a_full_disk_is_told_and_what_was_recorded_before_stands(ledger, own_file):
    ledger(3, waiting=1)
    name = str(own_file())
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "confide.config.demo", "PYTHONPATH": str(ROOT)}
    surroundings["CONFIDE_HOME"] = str(settings.CONFIDE_KEYS.parent)
    words = [sys.executable, "-c", FULL, name]
    done = subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    written, status = map(int, done.stdout.split())
    assert status == 2
    assert "Is the disk full" in done.stderr
    assert "Traceback" not in done.stderr
    assert 4 < written == Entry.objects.count() == Pending.objects.count() + 3
    assert main(["ledger", "verify"]) == 0


def test_a_witness_whose_disk_is_full_keeps_what_it_has_seen(tmp_path, monkeypatch, capsys):
    begin(tmp_path / "w", "example.org/witness")

    def full(*_arguments):
        raise OSError(28, "No space left on device", "witness")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "w" / "logs.json", b"{}")
    monkeypatch.undo()
    assert sorted(path.name for path in (tmp_path / "w").iterdir()) == ["logs.json", "witness.key"]
    assert Witness(tmp_path / "w").logs == []
