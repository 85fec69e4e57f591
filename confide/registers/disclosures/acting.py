"""The forms of the steps that need only words: decide, refer, approve, refuse, withdraw, answer.

- A decision either way carries its reasons. Not sharing can always be decided.
- Sharing is not decided without confirming the legal basis that is proposed for each category.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures.fields import choose, lines, moment, tick

HOW_ANSWERED = (
    ("phone", _("By telephone")),
    ("in_person", _("In person")),
    ("secure_email", _("By secure email")),
    ("post", _("By letter")),
)
CONFIRM = _("I have read the legal basis proposed for each category, and confirm it")
SHORTEST_NAME = 3


class StepForm(forms.Form):
    """What one step asks. `names` are names of the person concerned that an opened page knows."""

    def __init__(self, data: Any = None, *, names: tuple[str, ...] = (), initial: Any = None) -> None:
        self.names = names
        super().__init__(data, initial=initial or {})


class DecideToShare(StepForm):
    reasons = lines(
        _("Why do you decide to share?"),
        missing=_("Enter your reasons: you have to be able to explain and justify the decision"),
        hint=_("The decision is yours. What is proposed here supports it."),
    )
    confirmed = tick(CONFIRM, missing=_("Confirm the legal basis, or ask again with changed facts"))


class DecideNotToShare(StepForm):
    reasons = lines(
        _("Why do you decide not to share?"),
        missing=_("Enter your reasons: a decision not to share is recorded like any other"),
        hint=_("The duty to share can matter as much as the duty to protect confidentiality."),
    )


class Refer(StepForm):
    office_question = lines(
        _("What do you want to ask?"),
        missing=_("Enter your question"),
        hint=_("Describe the matter without naming the person. The name can be opened later if it is needed."),
        rows=6,
    )
    named = tick(_("It cannot be asked without the name"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("named") and mentions(given.get("office_question", ""), self.names):
            self.add_error(
                "office_question", _("Leave the person's name out, or tick that it cannot be asked without.")
            )
        return given


class TakeUp(StepForm):
    pass


class Approve(StepForm):
    office_reasons = lines(_("Why do you approve it?"), missing=_("Enter your reasons"))
    confirmed = tick(CONFIRM, missing=_("Confirm the legal basis, or refuse"))


class Refuse(StepForm):
    office_reasons = lines(_("Why do you refuse it?"), missing=_("Enter your reasons"))


class Withdraw(StepForm):
    reasons = lines(_("Why is it withdrawn?"), missing=_("Enter why it is withdrawn"), rows=3)


class AnswerTheAsker(StepForm):
    answered_how = choose(_("How did you answer?"), HOW_ANSWERED, missing=_("Choose how you answered"))
    answered_at = moment(_("When did you answer?"), missing=_("Enter when you answered"))
    answer = lines(_("What did you say?"), missing=_("Enter what you said, in short"), rows=3)


class KeepSilent(StepForm):
    silence_reason = lines(
        _("Why is nobody answered?"),
        missing=_("Enter why nobody is answered"),
        hint=_("For instance: nobody asked, or even an answer would tell them something."),
        rows=3,
    )


FORMS: Mapping[str, type[StepForm]] = {
    "decide_to_share": DecideToShare,
    "decide_not_to_share": DecideNotToShare,
    "refer": Refer,
    "take_up": TakeUp,
    "approve": Approve,
    "refuse": Refuse,
    "withdraw": Withdraw,
    "answer_the_asker": AnswerTheAsker,
    "keep_silent": KeepSilent,
}


def mentions(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text holds any part of any of the names, as a word."""
    parts = {part.casefold() for name in names for part in re.split(r"\W+", name) if len(part) >= SHORTEST_NAME}
    return bool(parts & {word.casefold() for word in re.findall(r"\w+", text)})
