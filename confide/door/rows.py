"""Rows that keep words sealed: one sealed document for each kind of holding, bound to its row and version.

- A sealed field that was not opened shows as `[sealed]`; nothing here opens one for a reader, `door.opening` does.
- Setting a field stages it; saving seals every document of the row anew under the next version.
- A document is bound to table, row, column, key and version, so one that is moved anywhere does not open.
- Pickling a row leaves opened values behind.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from confide.domain.reading import Reader
from confide.domain.record import Information
from confide.door.fields import Sealed
from confide.door.versions import Row, as_uuid
from confide.vault.keyring import data_key, known_key
from confide.vault.sealing import digest, seal, unseal


class _SealedValue:
    """What stands where a value was not opened. It is true, so that "if there is one" is answered rightly."""

    def __str__(self) -> str:
        return gettext("[sealed]")

    def __repr__(self) -> str:
        return "SEALED"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce__(self) -> str:
        return "SEALED"


SEALED = _SealedValue()


class SealedRow(Row):
    """The base of every table with sealed fields."""

    sealed: ClassVar[dict[str, Sealed]] = {}
    NONE: ClassVar[models.Q] = models.Q(pk__in=[])
    retention: ClassVar[str] = ""
    """The retention class of the keys of the whole table; a table whose rows differ says its own with `held_under`."""
    holding_columns: ClassVar[tuple[str, str] | None] = None
    """Where the holder of its key stands as a column, and the retention class (empty where it is the table's own)."""
    sealed_why: str = ""
    """Why something on this row was not opened, in a sentence; empty before anything was asked for."""

    class Meta(Row.Meta):
        abstract = True

    def __init__(self, *args: Any, **values: Any) -> None:
        staged = {name: values.pop(name) for name in tuple(values) if name in type(self).sealed}
        self._opened: dict[str, Any] = {}
        self._staged: dict[str, Any] = {}
        super().__init__(*args, **values)
        for name, value in staged.items():
            setattr(self, name, value)

    # What each table says about itself.

    def seal_holder(self) -> uuid.UUID:
        """Whose key seals this row: the person it is about, or the case where it is about nobody in particular."""
        raise TypeError(f"{type(self).__name__} does not say whose key seals it.")

    @property
    def held_under(self) -> str:
        """The retention class that names its key, together with `seal_holder`."""
        return self.retention

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        """Which rows the key of a holding seals: with the key, their words go."""
        raise TypeError(f"{cls.__name__} does not say which of its rows a holding has.")

    def information(self) -> Information | None:
        """What kind of information about whom it is, where the policy is asked about that as well before it opens."""
        return None

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        """The policy action that opens this row, and the attributes of the matter that the policy decides by."""
        raise TypeError(f"{type(self).__name__} does not say what the policy is asked before it is opened.")

    def subject(self) -> uuid.UUID | None:
        """The person that an entry in the ledger about this row is about, if it is about one."""
        return self.seal_holder()

    def about(self) -> str:
        """The reference that the ledger names this row by; never a name."""
        return f"{self._meta.db_table}/{self.row_id}"

    def matter(self) -> str:
        """The reference of the case that the row is part of; empty where it is part of none."""
        return ""

    @property
    def row_id(self) -> uuid.UUID:
        """The id that the seal is bound to."""
        return as_uuid(self.pk)

    # What the fields call.

    def shown(self, field: Sealed) -> Any:
        """The value of a field if it was typed or opened, otherwise SEALED; empty where nothing was ever kept."""
        for known in (self._staged, self._opened):
            if field.name in known:
                return known[field.name]
        return SEALED if getattr(self, field.column) else None if field.json or field.day else ""

    def stage(self, field: Sealed, value: Any) -> None:
        """Keep a typed value until the row is saved."""
        if value is SEALED:
            raise ValueError(f"{field.name} was not opened, so it cannot be written back.")
        self._staged[field.name] = value

    # What the door calls.

    def columns_of(self, names: Iterable[str]) -> set[str]:
        """The columns that keep the named fields, as far as there is anything in them."""
        columns = {type(self).sealed[name].column for name in names}
        return {column for column in columns if getattr(self, column)}

    def unlocked(self, names: Iterable[str]) -> dict[str, Any]:
        """The named values. Only `door.opening` calls it, and hands them on once it has asked and recorded.

        Raises SealBroken, Shredded or NoKey.
        """
        columns: dict[str, dict[str, Any]] = {}
        found = {}
        for field in (type(self).sealed[name] for name in names):
            if field.column not in columns:
                columns[field.column] = self._document(field.column)
            if getattr(self, field.column):
                found[field.name] = field.value(columns[field.column].get(field.name))
        return found

    def authenticate(self) -> int:
        """Open every document and drop it; how many there are. Raises SealBroken, Shredded or NoKey."""
        return sum(1 for column in self._columns() if self._document(column))

    def show(self, values: Mapping[str, Any]) -> None:
        """Put opened values on the row. Only `door.opening` calls it."""
        self._opened.update(values)
        self.sealed_why = ""

    @property
    def is_open(self) -> bool:
        """Whether the door opened anything of this row for whoever reads."""
        return bool(self._opened)

    def forget(self) -> None:
        """Take opened values off the row again."""
        self._opened.clear()

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each sealed document, for the ledger."""
        columns = {field.column for field in type(self).sealed.values()}
        kept = {column: getattr(self, column) for column in sorted(columns)}
        return {column: digest(bytes(envelope)) for column, envelope in kept.items() if envelope}

    # Saving.

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """Check clear fields and what was typed into sealed ones."""
        errors: dict[str, Any] = {}
        left_out = set(exclude or ())
        try:
            super().clean_fields(exclude=left_out)
        except ValidationError as found:
            errors = found.update_error_dict(errors)
        for name, field in type(self).sealed.items():
            if name in left_out or (name not in self._staged and not self._state.adding):
                continue
            try:
                self._staged[name] = field.clean(self._staged.get(name))
            except (ValidationError, ValueError) as wrong:
                errors[name] = wrong if isinstance(wrong, ValidationError) else ValidationError(str(wrong))
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **options: Any) -> None:
        """Seal and write the row under its next version. Raises Stale, or Shredded where its key is gone."""
        kept = {column: getattr(self, column) for column in self._columns()}
        self._seal_all(self.version + 1)
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *kept}
        try:
            super().save(*args, **options)
        except BaseException:
            # The row in hand must stay what the database holds, or a second attempt would seal what it cannot open.
            for column, envelope in kept.items():
                setattr(self, column, envelope)
            raise
        self._opened.update(self._staged)
        self._staged.clear()

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Read the row again; what was opened or typed is gone with the old one."""
        super().refresh_from_db(*args, **options)
        self._opened.clear()
        self._staged.clear()

    def __getstate__(self) -> dict[str, Any]:
        """For pickling and copying: without a value that was opened or typed."""
        return {**super().__getstate__(), "_opened": {}, "_staged": {}}

    def _columns(self) -> list[str]:
        return sorted({field.column for field in type(self).sealed.values()})

    def _seal_all(self, version: int) -> None:
        for column in self._columns():
            fields = [field for field in type(self).sealed.values() if field.column == column]
            typed = {f.name: f.plain(self._staged[f.name]) for f in fields if f.name in self._staged}
            # Where nothing was ever said there is nothing to seal.
            if any(value not in (None, "") for value in typed.values()) or getattr(self, column):
                document = {**self._document(column), **typed}
                setattr(self, column, self._sealed(column, document, version))

    def _sealed(self, column: str, document: Mapping[str, Any], version: int) -> bytes:
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        # A key is made when it is made, whatever the time that the row itself tells of.
        key = data_key(self.seal_holder(), self.held_under, create=True, at=timezone.now())
        return seal(plain, key, table=self._meta.db_table, row=self.row_id, field=column, version=version)

    def _document(self, column: str) -> dict[str, Any]:
        """What a column holds, opened for merging. Raises SealBroken, Shredded or NoKey."""
        envelope = getattr(self, column)
        if not envelope:
            return {}
        key, table = known_key(self.seal_holder(), self.held_under), self._meta.db_table
        plain = unseal(bytes(envelope), key, table=table, row=self.row_id, field=column, version=self.version)
        opened: dict[str, Any] = json.loads(plain.decode())
        return opened
