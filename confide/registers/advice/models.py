"""What is asked, of whom, and what the answer is."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Code, Sealed, YesNo
from confide.registers.advice.rules import DOUBT, LINE_MANAGER, MANAGING_DIRECTOR, POLICY_QUERY

KINDS = (
    (DOUBT, _("I am in doubt about something I was asked or saw")),
    (POLICY_QUERY, _("I have a question about the policy")),
)
ASKED_OF = ((LINE_MANAGER, _("My line manager")), (MANAGING_DIRECTOR, _("The Managing Director")))


class Advice(Facts):
    """One question and its answer."""

    kind = Code(_("What is it?"), holds=NOTHING_PERSONAL, choices=KINDS)
    asked_of = Code(_("Who do you ask?"), holds=NOTHING_PERSONAL, choices=ASKED_OF)
    names_somebody = YesNo(_("Can it only be asked by naming somebody?"), holds=NOTHING_PERSONAL, blank=True)

    question = Sealed(
        _("Your question"),
        holds=CONFIDENTIAL,
        lines=6,
        help_text=_("Describe the matter without saying whom it is about."),
    )
    answer = Sealed(_("The answer"), holds=CONFIDENTIAL, lines=6, blank=True)
