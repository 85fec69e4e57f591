"""The kinds of form field the questions are made of, each refusing what nobody can mean to type.

- Nothing is ticked beforehand.
- A day that does not exist, a control character and a text that is too long are each answered beside the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.door import typed
from confide.door.typed import Label

Choices = Iterable[Any] | Callable[[], Iterable[Any]]

LINE = 200
LINES = 5_000
CLOCKS_DIFFER_BY = timedelta(minutes=5)

NOT_KNOWN = _("Choose yes, no, or that you do not know yet.")
TRI = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know yet")))


def line(label: Label, *, missing: Label = "", hint: Label = "") -> forms.CharField:
    """One line of text; needed where `missing` says what to enter."""
    return _text(label, 1, missing, hint)


def lines(label: Label, *, missing: Label = "", hint: Label = "", rows: int = 4) -> forms.CharField:
    """Several lines of text; needed where `missing` says what to enter."""
    return _text(label, rows, missing, hint)


def _text(label: Label, rows: int, missing: Label, hint: Label) -> forms.CharField:
    return typed.Words(
        longest=LINE if rows == 1 else LINES,
        lines=rows,
        label=label,
        required=bool(missing),
        help_text=hint,
        error_messages={"required": missing},
    )


def choose(label: Label, choices: Choices, *, missing: Label = "", hint: Label = "") -> forms.ChoiceField:
    """One of a few, as radio buttons."""
    return _choice(forms.ChoiceField, forms.RadioSelect(), label, choices, missing, hint)


def pick(label: Label, choices: Choices, *, missing: Label = "", hint: Label = "") -> forms.ChoiceField:
    """One of many, as a list that opens."""
    return _choice(forms.ChoiceField, forms.Select(), label, choices, missing, hint)


def tick_all(label: Label, choices: Choices, *, missing: Label = "", hint: Label = "") -> forms.MultipleChoiceField:
    """Any of several; nothing is ticked beforehand."""
    return _choice(forms.MultipleChoiceField, forms.CheckboxSelectMultiple(), label, choices, missing, hint)


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Offer these choices in a field of a form, instead of the ones it was declared with."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def _choice(
    kind: type[forms.ChoiceField],
    widget: forms.Widget,
    label: Label,
    choices: Choices,
    *said: Label,
) -> Any:
    options = _options(label, *said)
    options["error_messages"] |= {"invalid_choice": typed.NOT_ON_THE_LIST, "invalid_list": typed.NOT_ON_THE_LIST}
    return kind(choices=choices, widget=widget, **options)


def _options(label: Label, missing: Label, hint: Label) -> dict[str, Any]:
    """What every field is told: needed where there are words for its being missing."""
    return {"label": label, "required": bool(missing), "help_text": hint, "error_messages": {"required": missing}}


def tri(label: Label, *, hint: Label = "", missing: Label = NOT_KNOWN) -> forms.ChoiceField:
    """Yes, no, or not known yet: a question that may stay open, and is then asked again by the decision."""
    return choose(label, TRI, missing=missing, hint=hint)


def tick(label: Label, *, missing: Label = "", hint: Label = "") -> forms.BooleanField:
    """One box; it has to be ticked where `missing` says why."""
    return forms.BooleanField(**_options(label, missing, hint))


def day(label: Label, *, missing: Label = "", hint: Label = "") -> forms.DateField:
    """A day that has been; one that is yet to come cannot be known."""
    options = _options(label, missing, hint)
    options["error_messages"]["invalid"] = typed.NO_SUCH_DAY
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(input_formats=typed.DAYS, widget=widget, validators=[_not_a_day_to_come], **options)


def moment(label: Label, *, missing: Label = "", hint: Label = "") -> forms.DateTimeField:
    """A day and a time that have been, as the clock on the wall showed them."""
    options = _options(label, missing, hint)
    options["error_messages"]["invalid"] = typed.NO_SUCH_MOMENT
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    validators = [_not_a_moment_to_come]
    return typed.LocalMoment(input_formats=typed.MOMENTS, widget=widget, validators=validators, **options)


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
