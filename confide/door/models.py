"""The door's own table: whom each opening was about, so that whoever it was about can be told.

- It repeats what the entries say, in the same transaction, and can be compared with them.
- It holds pseudonyms only. Once somebody's pseudonym key is destroyed, their rows name nobody.
"""

from django.db import models


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
