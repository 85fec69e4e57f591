"""Sealed snapshots: copies of many rows' words in one piece, so that a process can look them up in memory.

- A snapshot has one generation at a time, with a key of its own; what changed since is sealed beside it, part by part.
- A generation that was replaced is remembered until its key is destroyed.
"""

import uuid

from django.db import models


class Snapshot(models.Model):
    """Where a snapshot stands. Its row is locked by whoever adds to it, so parts are numbered as they are committed."""

    name = models.CharField(max_length=60, primary_key=True)
    generation = models.UUIDField(null=True)
    last = models.PositiveIntegerField(default=0)
    newest = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class SnapshotPart(models.Model):
    """One sealed part: the whole as it was when the generation began, or what changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="parts")
    generation = models.UUIDField()
    number = models.PositiveIntegerField()
    envelope = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("snapshot", "number"), name="one_part_for_each_number"),)

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.number}"


class SpentGeneration(models.Model):
    """A generation that was replaced, and whose key may not be destroyed yet."""

    generation = models.UUIDField(primary_key=True)
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.generation)
