"""Sends the key store to a database of its own: backed up, restored and destroyed apart from the records."""

from typing import Any

from django.db.models import Model

KEYS = "keys"
"""The alias of the database that holds the key store."""


class KeysRouter:
    """Models of the vault live in `keys`, everything else in `default`; neither refers to the other."""

    def db_for_read(self, model: type[Model], **_: Any) -> str | None:
        """The key store for its own models; no opinion on others."""
        return KEYS if _in_vault(model) else None

    def db_for_write(self, model: type[Model], **_: Any) -> str | None:
        """The key store for its own models; no opinion on others."""
        return KEYS if _in_vault(model) else None

    def allow_relation(self, first: Model, second: Model, **_: Any) -> bool:
        """Only within one of the two databases."""
        # The signed-in user comes wrapped in a lazy object, whose own type is no model.
        return _in_vault(first) == _in_vault(second)

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """The vault's tables in the key store and no others there."""
        return (app_label == "vault") == (db == KEYS)


def _in_vault(model: type[Model] | Model) -> bool:
    return model._meta.app_label == "vault"
