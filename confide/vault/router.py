"""Sends the key store to a database of its own, so that it is backed up, restored and destroyed apart from the records."""

from typing import Any

KEYS = "keys"
"""The alias of the database that holds the key store."""


class KeysRouter:
    """Models of the vault live in `keys`, everything else in `default`; neither refers to the other."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == "vault" else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == "vault" else None

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        return (first._meta.app_label == "vault") == (second._meta.app_label == "vault")

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return (app_label == "vault") == (db == KEYS)
