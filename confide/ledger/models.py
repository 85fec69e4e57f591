"""The ledger's tables: what was recorded, where it stands in the log, and what was signed over it.

- `Entry.body` is the entry; every other column is derived from it and recomputed when the ledger is verified, so there
  are only those that something is found by.
- Rows are only ever added, but for `Pending` (a queue) and the last `Tile` of each level (which grows).
- Nothing here names a person: actors and subjects are pseudonyms whose key can be destroyed.
"""

import json
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Number(models.BigIntegerField):  # type: ignore[type-arg] # generic for mypy only
    """A number that a row is found by: on SQLite the row's own, where a BIGINT would be kept in an index beside it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """What the database calls it; 64 bits in both."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Entry(models.Model):
    """One thing that happened, as canonical JSON (RFC 8785)."""

    id = models.BigAutoField(primary_key=True)
    body = models.BinaryField()
    event = models.CharField(max_length=100)
    about = models.CharField(max_length=200, db_index=True)
    mac = models.BinaryField()

    class Meta:
        verbose_name_plural = "entries"

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the body says; nothing where it cannot be read any more, which is for verification to report."""
        try:
            found = json.loads(bytes(self.body))
        except (ValueError, TypeError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def at(self) -> datetime | None:
        """When it happened; None where the body cannot be read any more."""
        try:
            return datetime.fromisoformat(self.said["at"])
        except (KeyError, TypeError, ValueError):
            return None


class Pending(models.Model):
    """An entry that waits for its place in the log."""

    # No foreign key: it is verified, and to look up once more what was just written would cost every writer.
    entry_id = Number(primary_key=True)

    class Meta:
        verbose_name_plural = "pending"


class Leaf(models.Model):
    """The place of an entry in the log (from 0) and its leaf hash."""

    position = Number(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        verbose_name_plural = "leaves"


class Tile(models.Model):
    """Up to 256 hashes of one level of the tree (C2SP tlog-tiles)."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    data = models.BinaryField()


class Checkpoint(models.Model):
    """A signed statement of the log's size and root (C2SP tlog-checkpoint); `at` is in whole seconds, as signed."""

    size = Number(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()


class Cosignature(models.Model):
    """A witness's signature under a checkpoint (C2SP tlog-cosignature), and the time it gives."""

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField(db_index=True)
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("size", "witness"), name="a_witness_signs_a_checkpoint_once"),)


class Log(models.Model):
    """Which log this is: one row for its beginning, and one more for each time it was restored from a backup.

    `origin` holds kind, time and what was continued, so none of the other columns changes alone.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    origin = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    # The checkpoint that was restored, and its size: the first entries of this log are those of the one before it.
    begins_at = models.BigIntegerField(default=0)
    continues = models.TextField(default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=("demo", "live")), name="a_log_is_demo_or_live"),
        )
