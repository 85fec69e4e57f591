"""The assessment of the monitoring, its notice, and what was last switched."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Codes, Day, Number, Sealed
from confide.people.monitoring import KINDS


class Monitoring(Facts):
    """One assessment and everything done under it."""

    assessment_version = Number(_("Version of the assessment"), holds=NOTHING_PERSONAL)
    assessed_on = Day(_("When was it finished?"), holds=NOTHING_PERSONAL)
    notice_version = Number(_("Version of the notice"), holds=NOTHING_PERSONAL, blank=True)
    notice_on = Day(_("When did staff have it?"), holds=NOTHING_PERSONAL, blank=True)
    signs = Codes(_("Which signs?"), holds=NOTHING_PERSONAL, choices=KINDS, blank=True)

    assessment = Sealed(
        _("What the monitoring is for, what it risks, and how that is met"), holds=CONFIDENTIAL, lines=6
    )
    how_given = Sealed(_("How were they told?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why = Sealed(_("Why?"), holds=CONFIDENTIAL, lines=3, blank=True)
