"""How fast the ledger appends, integrates, verifies and proves, and the vault opens a page: SQLite, in its own folder.

Run it as `python bench/ledger.py [ENTRIES]`. Each line is one measure; nothing here is asserted.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

os.environ["CONFIDE_HOME"] = tempfile.mkdtemp(prefix="confide-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confide.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from confide.ledger.append import append
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry
from confide.ledger.prove import prove
from confide.ledger.setup import begin
from confide.ledger.verify import verify
from confide.vault import keyring
from confide.vault.epochs import rotate
from confide.vault.sealing import seal, unseal

AT = datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
DATA = {"outcome": "share", "bundle": "a" * 64, "opened": [str(uuid.UUID(int=number)) for number in range(3)]}


def timed(name: str, count: int, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{name:45} {count / took:>12,.0f} /s {took / count * 1e6:>12,.1f} us each")


def record(count: int, each: int) -> None:
    for _ in range(count // each):
        with transaction.atomic():
            for number in range(each):
                append("disclosure:decide", at=AT, actor="system:bench", about=f"DI-{number:05}", data=DATA)


def fetch() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT e.* FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id ORDER BY l.position")
        while cursor.fetchmany(4_096):
            pass


def vault() -> None:
    pairs = [(uuid.uuid4(), "care") for _ in range(5_000)]
    timed("vault: make keys, one transaction", 5_000, lambda: keyring.provide(pairs, at=AT))
    timed(
        "vault: make a key, its own commit",
        200,
        lambda: [keyring.data_key(uuid.uuid4(), "care", create=True, at=AT) for _ in range(200)],
    )
    page = [(*pair, uuid.uuid4()) for pair in pairs[:50]]
    keys = {holder: keyring.data_key(holder, kind, create=False, at=AT) for holder, kind, _ in page}
    sealed = {
        holder: seal(b"x" * 340, keys[holder], table="t", row=row, field="f", version=1) for holder, _, row in page
    }

    def open_page() -> None:
        keyring.prefetch((holder, kind) for holder, kind, _ in page)
        for holder, kind, row in page:
            key = keyring.data_key(holder, kind, create=False, at=AT)
            unseal(sealed[holder], key, table="t", row=row, field="f", version=1)

    def cold() -> None:
        for _ in range(100):
            keyring.ring().clear()
            open_page()

    timed("vault: open a page of 50, cold keys", 100, cold)
    timed("vault: open a page of 50, warm keys", 100, lambda: [open_page() for _ in range(100)])
    timed("vault: wrap a key again at rotation", 5_200, lambda: rotate(AT.replace(month=2)))


def ledger() -> None:
    timed("ledger: append, a transaction each", 500, lambda: record(500, 1))
    timed("ledger: append, 100 a transaction", ENTRIES, lambda: record(ENTRIES, 100))
    timed("ledger: integrate and sign", ENTRIES, lambda: integrate(at=AT))
    timed("ledger: fetch everything and do nothing", ENTRIES, fetch)
    timed("ledger: verify everything", ENTRIES, verify)
    ids = list(Entry.objects.order_by("-id").values_list("id", flat=True)[:100])
    timed("ledger: prove an entry", 100, lambda: [prove(entry) for entry in ids])


if __name__ == "__main__":
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    begin("demo", AT)
    vault()
    ledger()
