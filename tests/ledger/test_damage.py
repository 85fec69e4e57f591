"""A damaged database file is reported as altered, page by page, and never as a traceback."""

from pathlib import Path

import pytest
from django.db import connection

from confide.ledger.verify import verify


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in one file of ours")
def test_any_damaged_page_of_the_file_is_reported(ledger):
    ledger(60, 20, waiting=2)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT name, rootpage FROM sqlite_master WHERE tbl_name LIKE 'ledger_%' AND rootpage > 0")
        roots = dict(cursor.fetchall())
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    whole = path.read_bytes()
    pages = sorted({1, *roots.values(), *range(len(whole) // 4096 - 12, len(whole) // 4096 + 1)})
    found = {}
    try:
        for page in pages:
            for junk in (b"\xff" * 4096, b"confide " * 512):
                start = (page - 1) * 4096
                path.write_bytes(whole[:start] + junk + whole[start + 4096 :])
                found[page] = verify().faults
                connection.close()
                for rest in ("-wal", "-shm"):
                    path.with_name(path.name + rest).unlink(missing_ok=True)
    finally:
        connection.close()
        path.write_bytes(whole)
    for table in ("ledger_entry", "ledger_leaf", "ledger_tile", "ledger_checkpoint", "ledger_log", "ledger_pending"):
        faults = found[roots[table]]
        assert faults, table
        assert faults[0].what in {"altered", "removed", "truncated", "checkpoint"}, table
    assert found[1]
    assert verify().ok
