"""PostgreSQL whose triggers step aside while a test's rows are thrown away, and only then."""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations


class Operations(DatabaseOperations):
    def sql_flush(self, *args: Any, **kwargs: Any) -> list[str]:
        statements = super().sql_flush(*args, **kwargs)
        aside, back = (f"SET session_replication_role = {role}" for role in ("replica", "origin"))
        return [aside, *statements, back] if statements else []


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
