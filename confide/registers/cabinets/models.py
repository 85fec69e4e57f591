"""Where it stands, how it is locked, who holds a key, and how the last walk went."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, IDENTITY, NOTHING_PERSONAL
from confide.door.fields import Day, Number, Sealed, Text, YesNo


class Cabinet(Facts):
    """One cabinet."""

    place = Text(
        _("Where is it?"),
        holds=NOTHING_PERSONAL,
        max_length=100,
        help_text=_("House, office and cabinet, such as Harrow Road, staff office, grey cabinet."),
    )
    cabinet_locks = YesNo(_("Does the cabinet lock?"), holds=NOTHING_PERSONAL)
    office_locks = YesNo(_("Does the office lock?"), holds=NOTHING_PERSONAL)
    key_holders = Text(
        _("Who holds a key?"),
        holds=IDENTITY,
        in_clear="1.2b",
        max_length=500,
        help_text=_("User names of colleagues, with commas between them. As few as will do."),
    )
    walked_on = Day(_("Last walked past"), holds=NOTHING_PERSONAL, blank=True)
    seen = Number(_("What was there"), holds=NOTHING_PERSONAL, blank=True)
    missing = Number(_("What was not"), holds=NOTHING_PERSONAL, blank=True)

    surplus = Sealed(
        _("Was anything in it that is not on the list?"),
        holds=CONFIDENTIAL,
        lines=3,
        blank=True,
        help_text=_("Say what it is, and record it as paper afterwards."),
    )
