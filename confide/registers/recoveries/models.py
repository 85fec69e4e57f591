"""Who is to be let in, and how each of the two knew that it is them."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL
from confide.door.fields import Sealed, user_name
from confide.people.choosing import colleagues


class Recovery(Facts):
    """One member of staff who is let in with a code."""

    who = user_name(
        _("Who is to be let in?"),
        there_are=colleagues,
        help_text=_("You are their line manager."),
    )

    how_recognised = Sealed(
        _("How do you know that it is them?"),
        holds=CONFIDENTIAL,
        lines=3,
        help_text=_(
            "You saw them, or rang them back on a number from their staff file. A voice or a message is not enough."
        ),
    )
    how_confirmed = Sealed(_("How do you know that it is them?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why_not = Sealed(_("Why is no code given?"), holds=CONFIDENTIAL, lines=3, blank=True)
