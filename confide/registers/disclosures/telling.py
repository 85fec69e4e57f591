"""How answers are shown again: on the page that checks them, and beside the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.registers.disclosures import questions, words
from confide.registers.disclosures.fields import TRI
from confide.registers.disclosures.questions import Question
from confide.registers.disclosures.setting import Setting

# Shown by something else on the same page, or only a means of finding.
SAID_BY_THE_NEXT = frozenset({"about"})
NOT_SHOWN = frozenset({"look_for"})


@dataclass(frozen=True, slots=True)
class Row:
    """One question, what was answered, and where it can be changed."""

    label: Any
    value: str
    question: str


def answered(setting: Setting) -> Iterator[Row]:
    """Everything that was answered, without asking what still matters."""
    for question in questions.QUESTIONS:
        if question.applies(setting) and question.code not in SAID_BY_THE_NEXT:
            yield from _of(question, setting)


def rows(setting: Setting) -> Iterator[Row]:
    """Every question that was put and still counts, in order, also where it was left empty."""
    for question in questions.put(setting):
        yield next(_of(question, setting), Row(question.short, _("Not answered"), question.slug))


def _of(question: Question, setting: Setting) -> Iterator[Row]:
    given = setting.answers.get(question.code)
    if given is not None and (value := "\n".join(_values(question, given, setting))):
        yield Row(question.short, value, question.slug)


def _values(question: Question, given: Mapping[str, Any], setting: Setting) -> Iterator[str]:
    form = question.form(setting=setting)
    for name, field in form.fields.items():
        value = given.get(name)
        if name in NOT_SHOWN or value in (None, "", [], False):
            continue
        # An answer of one word says nothing without its question.
        alone = getattr(field, "choices", None) == list(TRI)
        yield f"{field.label} {said(field, value, setting)}" if alone else said(field, value, setting)


def said(field: forms.Field, value: Any, setting: Setting) -> str:
    """One answer in words."""
    if isinstance(field, forms.BooleanField):
        return str(field.label)
    if setting.person is not None and value == str(setting.person.pk):
        return words.person(setting.person)
    if isinstance(field, forms.ChoiceField):
        names = dict(_flat(field.choices))
        several = value if isinstance(value, list) else [value]
        return "; ".join(str(names.get(code, code)) for code in several)
    if isinstance(field, forms.DateTimeField):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")
    if isinstance(field, forms.DateField):
        return date_format(date.fromisoformat(value), "j F Y")
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(code), label


def kept(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What a form understood, as plain JSON."""
    return {name: _plain(value) for name, value in cleaned.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
