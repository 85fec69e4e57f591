"""The key store's database as a whole: what its connection must promise before a key is written or destroyed.

- A key that is handed out is on the disk: on SQLite the store syncs at every commit, whatever the records do.
- A key that is destroyed leaves no bytes behind: SQLite zeroes pages and truncates its log, PostgreSQL vacuums.
- Neither can be promised inside somebody else's transaction; nothing is claimed then, and `resume` finishes later.
"""

from django.db import connections

from confide.vault.router import KEYS


def harden() -> None:
    """Make the connection durable and forgetful, where the engine leaves that to us."""
    store = connections[KEYS]
    if store.vendor != "sqlite" or store.in_atomic_block:
        return
    with store.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")


def secure() -> bool:
    """Remove what deleted rows left in the store's files; False where that could not be done now."""
    store = connections[KEYS]
    if store.in_atomic_block:
        return False
    with store.cursor() as cursor:
        if store.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone()
            return not busy
        cursor.execute("VACUUM vault_datakey")
    return True
