"""What may be typed: the form fields that every declared field uses, each refusing what nobody can mean to type.

- A character that cannot be shown, a text that is too long, a day that does not exist and a code that is on no list
  are each answered beside the field, in words that say what to do.
- The browser is not told a limit: it would cut what is pasted without a word.
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
Choices = Callable[[], Iterable[tuple[str, Label]]]

WHITE = frozenset("\t\n\r")
# They turn what follows around, so that it reads as something else than it is.
OVERRIDES = frozenset("\u202d\u202e")
YEARS = range(1900, 2200)
FEW = 7
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
NO_SUCH_DAY = _("There is no such day. Write it like 24/11/2026.")
NO_SUCH_MOMENT = _("There is no such day or time. Write it like 24/11/2026 14:30.")
NOT_ON_THE_LIST = _("Choose from the list; what was sent is not on it.")
GONE_FROM_THE_LIST = _("Choose from the list. What was sent is not on it, or not any more.")
CANNOT_BE_SHOWN = _("Remove the characters that cannot be shown; type the text again rather than pasting it.")


def legible(text: str) -> None:
    """Raise ValidationError for characters that no keyboard types into a text."""
    unseen = (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in WHITE for letter in text)
    if any(unseen) or OVERRIDES & set(text):
        raise ValidationError(CANNOT_BE_SHOWN)


def likely(value: date) -> None:
    """Raise ValidationError for a day or moment in a year that nobody means."""
    if value.year not in YEARS:
        raise ValidationError(_("Nobody can mean this year. Check it."))


def no_longer_than(longest: int) -> Callable[[str], None]:
    """A validator for texts of at most `longest` characters."""

    def check(text: str) -> None:
        if len(text) > longest:
            raise ValidationError(
                _("Shorten this to %(longest)s characters; it has %(length)s."),
                params={"longest": longest, "length": len(text)},
            )

    return check


class Words(forms.CharField):
    """One or several lines of text."""

    def __init__(self, *, longest: int, lines: int = 1, **options: Any) -> None:
        one = forms.TextInput(attrs={"autocomplete": "off"})
        options.setdefault("widget", one if lines == 1 else forms.Textarea(attrs={"rows": max(lines, 3)}))
        options.setdefault("validators", [legible, no_longer_than(longest)])
        super().__init__(**options)
        # Ours says the same about more characters, and in words that help.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]


class LocalMoment(forms.DateTimeField):
    """A day and a time as the clock on the wall shows them, also where it was kept as text with its zone."""

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field; a browser empties one that holds a zone."""
        return super().prepare_value(_kept(value) if isinstance(value, str) else value)


def _kept(text: str) -> datetime | str:
    """The moment that a text with a zone was kept for; what somebody typed stays as it was typed."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if found.tzinfo is None else found


def day(**options: Any) -> forms.DateField:
    """A day, however people write one."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    messages = {"invalid": NO_SUCH_DAY}
    return forms.DateField(input_formats=DAYS, widget=widget, error_messages=messages, validators=[likely], **options)


def moment(**options: Any) -> forms.DateTimeField:
    """A day and a time."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    messages = {"invalid": NO_SUCH_MOMENT}
    return LocalMoment(input_formats=MOMENTS, widget=widget, error_messages=messages, validators=[likely], **options)


def one_of(choices: Choices, **options: Any) -> forms.ChoiceField:
    """One code of a list: radio buttons for a few, a list that opens for more. Nothing is chosen beforehand."""
    listed = list(choices())
    few = len(listed) <= FEW
    if not few or not options.get("required", True):
        listed = [("", _("Not said") if few else ""), *listed]
    widget = forms.RadioSelect() if few else forms.Select()
    return forms.ChoiceField(
        choices=listed, widget=widget, error_messages={"invalid_choice": NOT_ON_THE_LIST}, **options
    )


def one_there_is(choices: Choices, **options: Any) -> forms.ChoiceField:
    """One of those that there are now, however many: always a list that opens, since there may be more tomorrow."""
    listed = [("", ""), *choices()]
    return forms.ChoiceField(
        choices=listed, widget=forms.Select(), error_messages={"invalid_choice": GONE_FROM_THE_LIST}, **options
    )


def several_of(choices: Choices, **options: Any) -> forms.MultipleChoiceField:
    """Any number of codes of a list."""
    messages = {"invalid_choice": NOT_ON_THE_LIST, "invalid_list": NOT_ON_THE_LIST}
    return forms.MultipleChoiceField(
        choices=list(choices()), widget=forms.CheckboxSelectMultiple(), error_messages=messages, **options
    )


def yes_or_no(**options: Any) -> forms.TypedChoiceField:
    """Yes or no, with neither chosen beforehand."""
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda typed: typed == "yes",
        empty_value=None,
        widget=forms.RadioSelect(),
        error_messages={"invalid_choice": NOT_ON_THE_LIST},
        **options,
    )
