"""Ways to spoil a form that was filled in well: each says what it sends, and beside which fields it must be refused.

- Fields are judged one by one, so each way spoils all of them at once: words, codes and days.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms

CANARY = "Quokka-marmalade"
SCRIPT = f"<script>alert('{CANARY}')</script>"
NO_DAYS = (
    "31/02/2026",
    "2026-02-30",
    "0000-01-01",
    "0001-01-01",
    "99999-01-01",
    "9999-12-31",
    "١٢/11/2026",
    "soon\x00",
)
# Lone halves of a surrogate pair, as bytes that are no UTF-8.
SURROGATE = f"{CANARY} \ud800".encode("utf-8", "surrogatepass")
# How words are spoilt: what comes after the canary. PostgreSQL cannot even look for the first.
UNSEEN = ("\x00", "\x1b", "\u202e")
LONG = ("x" * 12_000, "x" * 200_000)
CODES = ("no-such-code", f"{SCRIPT}\x00")


class Spoilt(NamedTuple):
    """One way: what is sent, the fields that must be refused, and words that must come back as they were typed."""

    sent: Mapping[str, Any]
    wrong: tuple[str, ...]
    kept: tuple[str, ...] = ()


def texts(form: forms.BaseForm) -> list[str]:
    """The fields one types words into."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.CharField)]


def choices(form: forms.BaseForm) -> list[str]:
    """The fields with a list."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.ChoiceField)]


def days(form: forms.BaseForm) -> list[str]:
    """The fields for a day or a time."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.DateField | forms.DateTimeField)]


def needed(form: forms.BaseForm) -> list[str]:
    """The fields that cannot be left out."""
    return [name for name, field in form.fields.items() if field.required]


def unseen(form: forms.BaseForm, typed: Mapping[str, Any]) -> Iterator[Spoilt]:
    """What PostgreSQL cannot even look for, everywhere at once."""
    wrong = dict.fromkeys([*texts(form), *choices(form), *days(form)], f"{CANARY} \x00")
    yield Spoilt({**typed, **wrong}, tuple(wrong))


def spoilt(form: forms.BaseForm, typed: Mapping[str, Any]) -> Iterator[Spoilt]:
    """All ways."""
    rounds = [(texts(form), [*UNSEEN, *LONG]), (choices(form), CODES), (days(form), NO_DAYS)]
    for turn in range(max(len(ways) if names else 0 for names, ways in rounds)):
        words = _words(texts(form), [*UNSEEN, *LONG][turn % 5])
        codes = {name: _code(form, name, CODES[turn % 2]) for name in choices(form)}
        wrong = {**words, **codes, **dict.fromkeys(days(form), NO_DAYS[turn % len(NO_DAYS)])}
        yield Spoilt({**typed, **wrong}, tuple(wrong), tuple(words.values()) if turn % 5 > 1 else ())
    yield Spoilt({}, tuple(needed(form)))
    yield from _spoilt_by_a_code(form, typed)


def _words(names: list[str], after: str) -> dict[str, str]:
    # All of them very long would be refused as a whole, before anybody looks at a field.
    return {name: f"{CANARY} {name} {after}" for name in (names[:1] if len(after) > 100_000 else names)}


def _code(form: forms.BaseForm, name: str, code: str) -> Any:
    return [code] if isinstance(form.fields[name], forms.MultipleChoiceField) else code


def _spoilt_by_a_code(form: forms.BaseForm, typed: Mapping[str, Any]) -> Iterator[Spoilt]:
    """What need not be wrong in itself, with a code that is, so that it changes nothing."""
    code = {name: _code(form, name, CODES[0]) for name in choices(form)[:1]}
    marked = dict.fromkeys(texts(form), SCRIPT)
    twice = {name: [CANARY, value, CANARY] if isinstance(value, str) else value for name, value in typed.items()}
    yield Spoilt({**typed, **marked, **code}, tuple(code), tuple(marked.values()) if code else ())
    yield Spoilt({**twice, **dict.fromkeys(texts(form), SURROGATE), **code}, tuple(code))
