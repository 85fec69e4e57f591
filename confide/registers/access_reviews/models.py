"""Whose access is reviewed, why, what they said and what was found."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Day, Sealed, user_name
from confide.people.choosing import everybody


class AccessReview(Facts):
    """One review. It is sealed under the key of the member of staff, who does not see it."""

    who = user_name(_("Whose access?"), there_are=everybody)
    heard_on = Day(_("When were they heard?"), holds=NOTHING_PERSONAL, blank=True)

    why = Sealed(_("What is this about?"), holds=CONFIDENTIAL, lines=4, blank=True)
    their_words = Sealed(
        _("What they said"),
        holds=CONFIDENTIAL,
        lines=6,
        blank=True,
        help_text=_("In their own words. Show them what you wrote."),
    )
    findings = Sealed(_("What you found, and your reasons"), holds=CONFIDENTIAL, lines=6, blank=True)
