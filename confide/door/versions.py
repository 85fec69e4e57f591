"""Rows that know who may see them, and that are never written over unseen.

- Default and base manager are the scoped one; a model says with `visible_to` who may see which of its rows.
- Saving a row that somebody else saved meanwhile is Stale; every save makes the next version.
"""

import uuid
from typing import Any, ClassVar, Self

from django.db import models

from confide.domain.reading import Reader
from confide.domain.refusal import Stale
from confide.door.reading import ScopedManager


def as_uuid(value: uuid.UUID | str) -> uuid.UUID:
    """A key as what it is. Making one anew costs more than opening a row, so one that is right stays as it is."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


class Row(models.Model):
    """The base of every table whose rows are not for everybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row as its next version. Raises Stale."""
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "version"}
        # Said outright, because Django would first try to change a new row whose key is known.
        options["force_insert" if self._state.adding else "force_update"] = True
        self.version += 1
        try:
            super().save(*args, **options)
        except BaseException:
            self.version -= 1
            raise

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        """Which rows a reader may see. Nobody sees any until the model says otherwise."""
        return models.Q(pk__in=[])

    def _do_update(self, base_qs: Any, *args: Any, **options: Any) -> Any:
        """Called by Django's save: update only the version that this row was read in."""
        updated = super()._do_update(base_qs.filter(version=self.version - 1), *args, **options)
        if not updated and not self._state.adding:
            raise Stale
        return updated
