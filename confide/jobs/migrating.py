"""The tables of this version: the key store has the vault's and no others, so only those are ever looked at there."""

from collections.abc import Mapping

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from confide.vault.router import KEYS

DATABASES = ("default", KEYS)
VAULT = "vault"


def migrate() -> None:
    """Bring both databases to the tables of this version."""
    call_command("migrate", database="default", verbosity=0)
    call_command("migrate", VAULT, database=KEYS, verbosity=0)


def waiting(alias: str) -> int:
    """How many changes to the tables of a database have not been made yet."""
    executor = MigrationExecutor(connections[alias])
    wanted = [(app, name) for app, name in executor.loader.graph.leaf_nodes() if app == VAULT or alias != KEYS]
    return len(executor.migration_plan(wanted))


def migrate_to(alias: str, migrations: Mapping[str, str]) -> None:
    """Make the tables of an empty database as they were when each app's newest migration was the one named."""
    executor = MigrationExecutor(connections[alias])
    executor.migrate([(app, name) for app, name in migrations.items() if app == VAULT or alias != KEYS])
