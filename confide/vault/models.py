"""The key store: data keys, wrapped by epoch keys that live outside any database.

- No row here opens anything without the epoch's key file, and no key file without the row.
- A shredding stays for ever: it is what tells a key that was destroyed from one that never was.
"""

import uuid

from django.db import models


class Epoch(models.Model):
    """One epoch key: wraps data keys until it has a successor; `destroyed_at` is set before its file goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)


class DataKey(models.Model):
    """The one key for what is held about `holder` under one retention class, wrapped (AES-KWP, 40 bytes)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.UUIDField()
    retention = models.CharField(max_length=100)
    wrapped = models.BinaryField()
    epoch = models.ForeignKey(Epoch, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("holder", "retention"), name="one_key_for_each_holding"),)


class Shredding(models.Model):
    """The destruction of one data key: intended, then done, then no longer in the files of the key store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.UUIDField()
    retention = models.CharField(max_length=100)
    intended_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    secured_at = models.DateTimeField(null=True)
    # From then on no backup of the key store brings the words back: the end of the last epoch that wrapped the key.
    erased_from = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("holder", "retention"), name="a_holding_is_shredded_once"),
            models.CheckConstraint(
                condition=models.Q(secured_at__isnull=True) | models.Q(destroyed_at__isnull=False),
                name="secured_only_after_it_is_destroyed",
            ),
        )
