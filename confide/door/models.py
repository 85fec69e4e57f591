"""The door's own tables: sealed snapshots that names are looked up in, and whom each opening was about.

- A snapshot holds many rows' words in one piece. It has one generation at a time, with a key of its own; what changed
  since is sealed beside it, part by part. One that was replaced is remembered until its key is destroyed.
- Looks repeat what entries of the ledger say, in the same transaction. They hold pseudonyms only: when the key of
  one is destroyed, its rows name nobody.
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


class Look(models.Model):
    """One entry of the ledger that concerned one person, as part of one matter where it was part of one."""

    id = models.BigAutoField(primary_key=True)
    entry = models.BigIntegerField()
    subject = models.CharField(max_length=22, blank=True)
    actor = models.CharField(max_length=22)
    matter = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("subject", "-entry"), name="looks_at_somebody"),
            models.Index(fields=("at",), name="looks_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.entry}"
