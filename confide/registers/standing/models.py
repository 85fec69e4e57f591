"""What is typed about somebody's standing last; the rows that decisions read are written from it."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Code, Day, Number, Sealed, YesNo, user_name
from confide.people.choosing import colleagues
from confide.people.standing import REQUIRED_AGREEMENT

FORMS = (("paper", _("On paper")), ("electronic", _("Electronically")))


class Standing(Facts):
    """The standing of one member of staff, as last recorded."""

    who = user_name(
        _("Who is it about?"),
        blank=True,
        there_are=colleagues,
        help_text=_("Leave it empty if it is about yourself."),
    )
    agreement_version = Number(
        _("Version of the agreement"),
        holds=NOTHING_PERSONAL,
        blank=True,
        help_text=format_lazy(
            _("It stands at the foot of what was signed; {version} is in force."), version=REQUIRED_AGREEMENT
        ),
    )
    agreement_form = Code(_("How was it signed?"), holds=NOTHING_PERSONAL, choices=FORMS, blank=True)
    inducted_on = Day(_("When was the induction finished?"), holds=NOTHING_PERSONAL, blank=True)
    trained_on = Day(_("When was the training finished?"), holds=NOTHING_PERSONAL, blank=True)
    competence_shown = YesNo(_("Did they show that they can do it?"), holds=NOTHING_PERSONAL, blank=True)
    go_on_until = Day(_("Until when may they go on?"), holds=NOTHING_PERSONAL, blank=True)

    evidence = Sealed(_("How did they show it, and to whom?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why_go_on = Sealed(_("Why can the training not be done first?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why_allowed = Sealed(_("Your reasons"), holds=CONFIDENTIAL, lines=3, blank=True)
