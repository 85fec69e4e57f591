"""What is held, why, and until when it is looked at again."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Code, Codes, Day, Sealed, Text
from confide.door.retention import words_of_rules

KINDS = (
    ("claim", _("A claim, or one that we expect")),
    ("complaint", _("A complaint")),
    ("inquiry", _("A public inquiry")),
    ("investigation", _("An investigation by the police or a regulator")),
    ("other", _("Something else")),
)


class LegalHold(Facts):
    """One hold."""

    kind = Code(_("Why must it be kept?"), holds=CONFIDENTIAL, choices=KINDS)
    who = Text(
        _("Whose information?"),
        holds=NOTHING_PERSONAL,
        blank=True,
        max_length=20,
        help_text=_("The reference of the person, such as P-00012. Leave it empty where it is everybody's."),
    )
    covers = Codes(
        _("Which records?"),
        holds=NOTHING_PERSONAL,
        choices=words_of_rules(),
        blank=True,
        help_text=_("Leave it empty where it is everything."),
    )
    review_on = Day(_("When is it looked at again?"), holds=NOTHING_PERSONAL)

    reason = Sealed(_("What is it about?"), holds=CONFIDENTIAL, lines=4)
    why_lifted = Sealed(_("Why is it over?"), holds=CONFIDENTIAL, lines=3, blank=True)
