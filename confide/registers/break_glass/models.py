"""Why the glass was broken, and how that was judged."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, IDENTITY, NOTHING_PERSONAL
from confide.door.fields import Moment, Sealed, Text


class BreakGlass(Facts):
    """One time that the glass was broken for one person. It is sealed under that person's key."""

    whose = models.UUIDField(editable=False)
    reference = Text(
        _("Their reference"),
        holds=NOTHING_PERSONAL,
        max_length=20,
        blank=True,
        help_text=_("Such as P-00012. Leave it empty if you do not know it, and give name and date of birth."),
    )
    ended_at = Moment(_("Ended early"), holds=NOTHING_PERSONAL, blank=True)

    full_name = Sealed(_("Or their full name"), holds=IDENTITY, blank=True, max_length=200)
    born_on = Sealed(_("and their date of birth"), holds=IDENTITY, day=True, blank=True)
    reason = Sealed(
        _("Why must you see this now, and why can their team not be asked?"),
        holds=CONFIDENTIAL,
        lines=4,
        help_text=_("The Managing Director reads this today."),
    )
    judgement = Sealed(_("What you found, and your reasons"), holds=CONFIDENTIAL, lines=4, blank=True)

    def seal_holder(self) -> uuid.UUID:
        return uuid.UUID(str(self.whose))

    def subject(self) -> uuid.UUID | None:
        return self.seal_holder()
