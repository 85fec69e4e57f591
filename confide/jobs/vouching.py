"""`confide staff vouch`: takes down what one of the first people brings, on the word of the other.

- What is not given is asked for; where nobody is there to answer, it says which option to give.
- A day is written as people write days. What cannot be is refused before anything is written.
"""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.door import typed
from confide.people import founding
from confide.people.founding import Brought
from confide.people.models import Staff

Question = tuple[str, Callable[[], forms.Field]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whom, by whom, and what."""
    parser.add_argument("user_name", help=_("of whom it is said"))
    parser.add_argument("--by", required=True, metavar="USER_NAME", help=_("the other of the first two, who vouches"))
    parser.add_argument("--signed-on", metavar="DAY", help=_("when they signed the confidentiality agreement"))
    parser.add_argument("--agreement-version", metavar="NUMBER", help=_("the version of it that they signed"))
    parser.add_argument("--inducted-on", metavar="DAY", help=_("when their induction was finished"))
    parser.add_argument("--trained-on", metavar="DAY", help=_("when they showed what the training taught them"))
    parser.add_argument("--evidence", metavar="WORDS", help=_("where the evidence of these is kept; it is sealed"))


def run(options: argparse.Namespace, at: datetime) -> str:
    """Write it down; what to say then. Raises Refused or ValidationError, and then nothing was written."""
    staff, by = _somebody(options.user_name), _somebody(options.by)
    if (refused := founding.refusal(staff, by, at)) is not None:
        raise refused
    answers: dict[str, Any] = {}
    for name, (words, field) in _questions(staff).items():
        answers[name] = _answer(getattr(options, name), name, words, field(), timezone.localdate(at))
    founding.vouch(staff, by, Brought(**answers), at=at)
    return _("What {name} brings is on record, on the word of {by}.").format(name=staff.name, by=by.name)


def _questions(staff: Staff) -> dict[str, Question]:
    """What is asked, with the kind of answer that counts."""
    asked = {
        "signed_on": (_("When did {name} sign the confidentiality agreement?"), typed.day),
        "agreement_version": (_("Which version of it?"), lambda: forms.IntegerField(min_value=0, max_value=9_999)),
        "inducted_on": (_("When was the induction of {name} finished?"), typed.day),
        "trained_on": (_("When did {name} show what the training taught them?"), typed.day),
        "evidence": (_("Where is the evidence of all this kept?"), lambda: typed.Words(longest=2_000)),
    }
    return {name: (words.format(name=staff.name), field) for name, (words, field) in asked.items()}


def _answer(given: str | None, name: str, words: str, field: forms.Field, today: date) -> Any:
    """What was given, or else what is answered now; asked again as long as it makes no sense."""
    option = "--" + name.replace("_", "-")
    if given is not None:
        try:
            return _read(given, name, field, today)
        except ValidationError as wrong:
            raise ValidationError([f"{option}: {said}" for said in wrong.messages]) from None
    while True:
        try:
            return _read(input(f"{words} "), name, field, today)
        except EOFError:
            raise ValidationError(_("Nobody is there to ask. Give {option}.").format(option=option)) from None
        except ValidationError as wrong:
            print(" ".join(wrong.messages))


def _read(text: str, name: str, field: forms.Field, today: date) -> Any:
    """What was typed, if it can be. Raises ValidationError."""
    found = field.clean(text)
    if said := founding.wrong(name, found, today):
        raise ValidationError(said)
    return found


def _somebody(user_name: str) -> Staff:
    found = Staff.objects.filter(username=user_name).first()
    if found is None:
        raise ValidationError(_("Nobody here has the user name {who}.").format(who=user_name))
    return found
