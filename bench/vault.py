"""How fast the vault makes keys, wraps them again and opens a page: SQLite, in its own folder.

Each line is one measure; nothing here is asserted.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
import os
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

from confide.vault import keyring
from confide.vault.epochs import rotate
from confide.vault.sealing import seal, unseal

AT = datetime(2026, 1, 1, tzinfo=UTC)


def timed(name: str, count: int, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{name:45} {count / took:>12,.0f} /s {took / count * 1e6:>12,.1f} us each")


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


if __name__ == "__main__":
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    vault()
