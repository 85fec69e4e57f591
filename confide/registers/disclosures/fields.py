"""The kinds of form field the questions are made of, each refusing what nobody can mean to type.

- Nothing is ticked beforehand.
- A day or a moment that does not exist, a control character and a text that is too long are each answered beside the field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Choices = Iterable[Any] | Callable[[], Iterable[Any]]

LINE = 200
LINES = 5_000
CLOCKS_DIFFER_BY = timedelta(minutes=5)
WHITE = frozenset("\t\n\r")

TRI = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know yet")))


def without_control_characters(text: str) -> None:
    """Raise ValidationError for characters that no keyboard types into a text."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in WHITE for letter in text):
        raise ValidationError(
            _("Remove the characters that cannot be shown; type the text again rather than pasting it.")
        )


def line(label: Words, *, missing: Words = "", hint: Words = "") -> forms.CharField:
    """One line of text; needed where `missing` says what to enter."""
    return _text(label, LINE, forms.TextInput(attrs={"autocomplete": "off"}), missing, hint)


def lines(label: Words, *, missing: Words = "", hint: Words = "", rows: int = 4) -> forms.CharField:
    """Several lines of text; needed where `missing` says what to enter."""
    return _text(label, LINES, forms.Textarea(attrs={"rows": rows}), missing, hint)


def _text(label: Words, longest: int, widget: forms.Widget, missing: Words, hint: Words) -> forms.CharField:
    # The browser is not told the limit: it would cut what is pasted without a word.
    field = forms.CharField(
        label=label,
        required=bool(missing),
        help_text=hint,
        widget=widget,
        validators=[without_control_characters, _no_longer_than(longest)],
        error_messages={
            "required": missing,
            "null_characters_not_allowed": _(
                "Remove the characters that cannot be shown; type the text again rather than pasting it."
            ),
        },
    )
    field.validators = [v for v in field.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]
    return field


def _no_longer_than(longest: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if len(text) > longest:
            raise ValidationError(
                _("Shorten this to %(longest)s characters; it has %(length)s."),
                params={"longest": longest, "length": len(text)},
            )

    return check


def choose(label: Words, choices: Choices, *, missing: Words = "", hint: Words = "") -> forms.ChoiceField:
    """One of a few, as radio buttons."""
    return _choice(forms.ChoiceField, forms.RadioSelect(), label, choices, missing, hint)


def pick(label: Words, choices: Choices, *, missing: Words = "", hint: Words = "") -> forms.ChoiceField:
    """One of many, as a list that opens."""
    return _choice(forms.ChoiceField, forms.Select(), label, choices, missing, hint)


def tick_all(label: Words, choices: Choices, *, missing: Words = "", hint: Words = "") -> forms.MultipleChoiceField:
    """Any of several; nothing is ticked beforehand."""
    return _choice(forms.MultipleChoiceField, forms.CheckboxSelectMultiple(), label, choices, missing, hint)


def _choice(
    kind: type[forms.ChoiceField], widget: forms.Widget, label: Words, choices: Choices, missing: Words, hint: Words
) -> Any:
    odd = _("Choose from the list; what was sent is not on it.")
    messages = {"required": missing, "invalid_choice": odd, "invalid_list": odd}
    return kind(
        label=label, choices=choices, required=bool(missing), help_text=hint, widget=widget, error_messages=messages
    )


def tri(label: Words, *, hint: Words = "", missing: Words = _("Choose yes, no, or that you do not know yet.")):
    """Yes, no, or not known yet: a question that may stay open, and is then asked again by the decision."""
    return choose(label, TRI, missing=missing, hint=hint)


def tick(label: Words, *, missing: Words = "", hint: Words = "") -> forms.BooleanField:
    """One box; it has to be ticked where `missing` says why."""
    return forms.BooleanField(label=label, required=bool(missing), help_text=hint, error_messages={"required": missing})


def day(label: Words, *, missing: Words = "", hint: Words = "") -> forms.DateField:
    """A day that has been; one that is yet to come cannot be known."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        help_text=hint,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[_not_a_day_to_come],
        error_messages={
            "required": missing,
            "invalid": _("There is no such day. Write it like 24/11/2026."),
        },
    )


def moment(label: Words, *, missing: Words = "", hint: Words = "") -> forms.DateTimeField:
    """A day and a time that have been, as the clock on the wall showed them."""
    return forms.DateTimeField(
        label=label,
        required=bool(missing),
        help_text=hint,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        validators=[_not_a_moment_to_come],
        error_messages={
            "required": missing,
            "invalid": _("There is no such day or time. Write it like 24/11/2026 14:30."),
        },
    )


def _not_a_day_to_come(value: date) -> None:
    _within_a_lifetime(value)
    if value > timezone.localdate():
        raise ValidationError(_("This day is yet to come."))


def _not_a_moment_to_come(value: datetime) -> None:
    _within_a_lifetime(value.date())
    if value > timezone.now() + CLOCKS_DIFFER_BY:
        raise ValidationError(_("This moment is yet to come."))


def _within_a_lifetime(value: date) -> None:
    if value.year < 1900:
        raise ValidationError(_("This is too long ago to be meant. Check the year."))
