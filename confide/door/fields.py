"""Declarations: every field of a record says what it is called and what it holds.

- Clear fields are ordinary columns; migrations see Django's own fields, so a new label is no migration.
- Free text in clear holds nothing personal. Where the policy allows it (names of staff), `in_clear` names the clause.
- `Sealed` fields have no column of their own: `door.rows` keeps those of one holding together in one sealed document.
- Every declaration has `label`, `holds` and `formfield()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import IDENTITY, IN_CLEAR, Holding
from confide.door import policy, typed
from confide.door.typed import Choices, Label

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
else:
    AnyField = models.Field

Listed = Iterable[tuple[str, Label]]


class Declared(AnyField):
    """What every clear declaration adds to Django's field."""

    plain: ClassVar[type[models.Field[Any, Any]]]

    def __init__(self, label: Label, *, holds: Holding, in_clear: str = "", **options: Any) -> None:
        self.label, self.holds, self.in_clear = label, holds, in_clear
        super().__init__(verbose_name=cast("Any", label), **options)

    def deconstruct(self) -> Any:
        """For migrations: Django's own field, without the words."""
        name, _path, args, options = super().deconstruct()
        for words in ("verbose_name", "help_text", "validators"):
            options.pop(words, None)
        return name, f"django.db.models.{self.plain.__name__}", args, options

    def clone(self) -> Any:
        """Migrations work on copies; theirs are Django's own fields."""
        _name, _path, args, options = self.deconstruct()
        return self.plain(*args, **options)

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """Refuse a declaration that does not say what it holds, or holds personal words in clear."""
        found = list(super().check(**options))
        if not isinstance(self.holds, Holding):
            found.append(checks.Error(f"{self} does not say what it holds.", obj=self, id="door.E001"))
        elif isinstance(self, Text) and self.holds not in IN_CLEAR and not self.in_clear:
            found.append(checks.Error(f"{self} holds personal words and is not sealed.", obj=self, id="door.E002"))
        return found

    def options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What every form field gets: label, hint, and whether an answer is needed."""
        return {"label": self.label, "help_text": self.help_text, "required": not self.blank, **given}


class Text(Declared, models.CharField):  # type: ignore[type-arg] # generic for mypy only
    """A short text in clear; typed, or chosen from those that `there_are` when the form is shown.

    What was chosen once stays as it is where it is on no list any more.
    """

    plain = models.CharField

    def __init__(
        self, label: Label, *, holds: Holding, max_length: int = 200, there_are: Choices | None = None, **options: Any
    ) -> None:
        options.setdefault("validators", [typed.legible])
        self.there_are = there_are
        super().__init__(label, holds=holds, max_length=max_length, **options)

    def formfield(self, **given: Any) -> Any:
        """A line of text, or a list that opens."""
        if self.there_are is not None:
            return typed.one_there_is(self.there_are, **self.options(given))
        return typed.Words(longest=self.max_length or 200, **self.options(given))


def user_name(label: Label, **options: Any) -> Text:
    """Who of the staff is meant, by user name: it stands in clear, as their names do (1.2b)."""
    return Text(label, holds=IDENTITY, in_clear="1.2b", **options)


def _listed(vocabulary: str, choices: Listed) -> Choices:
    return (lambda: policy.codes(vocabulary)) if vocabulary else (lambda: choices)


def _known(vocabulary: str, choices: Listed) -> Callable[[], AbstractSet[str]]:
    return (lambda: policy.known(vocabulary)) if vocabulary else (lambda: dict(choices).keys())


class Code(Declared, models.CharField):  # type: ignore[type-arg] # generic for mypy only
    """One code of a list: of the policy's vocabulary, or of `choices` where the list is the register's own."""

    plain = models.CharField

    def __init__(
        self, label: Label, *, holds: Holding, vocabulary: str = "", choices: Listed = (), **options: Any
    ) -> None:
        # The list is not given to Django's field, so a new code is no migration.
        self.codes, self.known = _listed(vocabulary, choices), _known(vocabulary, choices)
        super().__init__(label, holds=holds, max_length=60, **options)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse a code that is not on the list."""
        super().validate(value, model_instance)
        if value not in ("", None) and value not in self.known():
            raise ValidationError(typed.NOT_ON_THE_LIST)

    def words(self, value: str) -> Label:
        """What a code means, in words; the code itself where it is not on the list any more."""
        return dict(self.codes()).get(value, value)

    def formfield(self, **given: Any) -> Any:
        """Radio buttons, or a list that opens."""
        return typed.one_of(self.codes, **self.options(given))


class Codes(Declared, models.JSONField):
    """Any number of codes of a list."""

    plain = models.JSONField

    def __init__(
        self, label: Label, *, holds: Holding, vocabulary: str = "", choices: Listed = (), **options: Any
    ) -> None:
        self.codes, self.known = _listed(vocabulary, choices), _known(vocabulary, choices)
        options.setdefault("default", list)
        super().__init__(label, holds=holds, **options)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Refuse what is no list, and codes that are not on the list."""
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(value) <= self.known():
            raise ValidationError(typed.NOT_ON_THE_LIST)

    def words(self, value: Iterable[str]) -> list[Label]:
        """What the codes mean, in words."""
        listed = dict(self.codes())
        return [listed.get(code, code) for code in value]

    def formfield(self, **given: Any) -> Any:
        """Boxes to tick."""
        return typed.several_of(self.codes, **self.options(given))


class Day(Declared, models.DateField):  # type: ignore[type-arg] # generic for mypy only
    """A day; empty where it may be left blank."""

    plain = models.DateField

    def __init__(self, label: Label, *, holds: Holding, **options: Any) -> None:
        options.setdefault("null", options.get("blank", False))
        super().__init__(label, holds=holds, **options)

    def formfield(self, **given: Any) -> Any:
        """A day, however people write one."""
        return typed.day(**self.options(given))


class Moment(Declared, models.DateTimeField):  # type: ignore[type-arg] # generic for mypy only
    """A point in time; empty where it may be left blank."""

    plain = models.DateTimeField

    def __init__(self, label: Label, *, holds: Holding, **options: Any) -> None:
        options.setdefault("null", options.get("blank", False))
        super().__init__(label, holds=holds, **options)

    def formfield(self, **given: Any) -> Any:
        """A day and a time."""
        return typed.moment(**self.options(given))


class YesNo(Declared, models.BooleanField):  # type: ignore[type-arg] # generic for mypy only
    """Yes or no; empty (not said) where it may be left blank."""

    plain = models.BooleanField

    def __init__(self, label: Label, *, holds: Holding, **options: Any) -> None:
        options.setdefault("null", options.get("blank", False))
        super().__init__(label, holds=holds, **options)

    def formfield(self, **given: Any) -> Any:
        """Two radio buttons."""
        return typed.yes_or_no(**self.options(given))


class Number(Declared, models.IntegerField):  # type: ignore[type-arg] # generic for mypy only
    """A whole number from 0; empty where it may be left blank."""

    plain = models.PositiveIntegerField

    def __init__(self, label: Label, *, holds: Holding, **options: Any) -> None:
        options.setdefault("null", options.get("blank", False))
        super().__init__(label, holds=holds, **options)

    def get_internal_type(self) -> str:
        """Stored as Django stores counts."""
        return "PositiveIntegerField"

    def formfield(self, **given: Any) -> Any:
        """A whole number."""
        return forms.IntegerField(min_value=0, **self.options(given))


class Sealed:
    """Words (or, with `json` or `day`, something else) that exist in the database as ciphertext only."""

    def __init__(
        self,
        label: Label,
        *,
        holds: Holding,
        lines: int = 1,
        json: bool = False,
        day: bool = False,
        blank: bool = False,
        max_length: int = 10_000,
        help_text: Label = "",
    ) -> None:
        if not isinstance(holds, Holding):
            raise TypeError(f"A sealed field says what it holds: {label}")
        self.label, self.holds, self.lines, self.help_text = label, holds, lines, help_text
        self.json, self.day, self.blank, self.max_length = json, day, blank, max_length
        self.name = ""
        self.column = f"sealed_{holds.value}"
        """The column of the document that it is kept in."""

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        """Join the model: one column for all sealed fields of one holding, and a place on the row for the value."""
        self.name = name
        sealed: dict[str, Sealed] = {**getattr(model, "sealed", {}), name: self}
        if not any(field.column == self.column for field in getattr(model, "sealed", {}).values()):
            models.BinaryField(null=True, editable=False).contribute_to_class(model, self.column)
        model.sealed = sealed  # type: ignore[attr-defined] # rows have it, models do not
        setattr(model, name, self)

    def __get__(self, row: Any, model: Any = None) -> Any:
        return self if row is None else row.shown(self)

    def __set__(self, row: Any, value: Any) -> None:
        row.stage(self, value)

    def clean(self, value: Any) -> Any:
        """The value as it is kept. Raises ValidationError for what may not be typed here."""
        if value in (None, "", [], {}):
            if not self.blank:
                raise ValidationError(_("This is needed."))
            return value
        if self.json:
            return value
        if self.day:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        if not isinstance(value, str):
            raise ValidationError(_("This is no text."))
        typed.legible(value)
        typed.no_longer_than(self.max_length)(value)
        return value

    def plain(self, value: Any) -> Any:
        """The value as part of a document."""
        return value.isoformat() if isinstance(value, date) else value

    def value(self, plain: Any) -> Any:
        """The value from a part of a document."""
        return date.fromisoformat(plain) if self.day and plain else plain

    def formfield(self, **given: Any) -> forms.Field:
        """A form field for what may be typed here."""
        options = {"label": self.label, "help_text": self.help_text, "required": not self.blank, **given}
        if self.json:
            return forms.JSONField(**options)
        if self.day:
            return typed.day(**options)
        return typed.Words(longest=self.max_length, lines=self.lines, **options)


def declared(model: type[models.Model]) -> dict[str, Declared | Sealed]:
    """Every declared field of a model by name, clear ones first, each kind in the order of its declaration."""
    clear = {field.name: field for field in model._meta.fields if isinstance(field, Declared)}
    return {**clear, **cast("dict[str, Sealed]", getattr(model, "sealed", {}))}
