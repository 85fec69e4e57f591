"""The tables of monitoring: its dated facts, and the signs that were found.

- A sign is seen by whoever reviews it and by those who look after all registers; never by whom it is about, nor by
  their line manager.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain import signals
from confide.domain.holding import NOTHING_PERSONAL
from confide.domain.reading import Reader
from confide.door.fields import Code, Day, Moment, Number, Text
from confide.door.versions import Row

KINDS = (
    (signals.OWN_FILE, _("Opened their own file")),
    (signals.COLLEAGUE, _("Opened a colleague's file")),
    (signals.NAMESAKE, _("Opened the file of somebody with their surname")),
    (signals.LEFT_TEAM, _("Opened a file of a team they have left")),
    (signals.BULK, _("Opened far more files than they usually do")),
    (signals.ODD_HOURS, _("Opened files at hours they hardly ever work")),
    (signals.MISSES, _("Guessed at names or references")),
    (signals.NOT_JUSTIFIED, _("Broke the glass without justification")),
)
OUTCOMES = (
    (signals.EXPLAINED, _("Explained")),
    ("training", _("Training")),
    ("discipline", _("To discipline")),
    ("breach", _("A breach")),
)
APPROVED, ENDED, NOTICE, OFF, ON = "approved", "ended", "notice", "off", "on"


class Watching(Row):
    """One dated fact about the monitoring: approved, ended, notice given to somebody, a kind switched off or on."""

    what = Text(_("What"), holds=NOTHING_PERSONAL, max_length=20)
    kind = Code(_("Sign"), holds=NOTHING_PERSONAL, choices=KINDS, blank=True)
    staff = models.ForeignKey("people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issue = Number(_("Version"), holds=NOTHING_PERSONAL, blank=True)
    on = Day(_("On"), holds=NOTHING_PERSONAL)
    recorded_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    recorded_at = Moment(_("Recorded"), holds=NOTHING_PERSONAL)

    def __str__(self) -> str:
        return f"{self.what} {self.on}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return models.Q() if reader.governance else models.Q(staff=None) | models.Q(staff=reader.id)


class Signal(Row):
    """One sign about one member of staff, and what its review came to. It holds numbers and references only."""

    kind = Code(_("Sign"), holds=NOTHING_PERSONAL, choices=KINDS)
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey("people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = Text(_("Key"), holds=NOTHING_PERSONAL, unique=True)
    at = Moment(_("When"), holds=NOTHING_PERSONAL)
    facts = models.JSONField(default=dict)
    matter = Text(_("Review"), holds=NOTHING_PERSONAL, max_length=20, blank=True)
    outcome = Code(_("Outcome"), holds=NOTHING_PERSONAL, choices=OUTCOMES, blank=True)

    class Meta(Row.Meta):
        indexes = (models.Index(fields=("matter",), name="signs_by_review"),)

    def __str__(self) -> str:
        return self.key

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        others = models.Q() if reader.governance else models.Q(reviewer=reader.id)
        staff: Any = cls._meta.get_field("staff").related_model
        concerned = staff.objects.filter(models.Q(pk=reader.id) | models.Q(line_manager=reader.id))
        return others & ~models.Q(staff__in=concerned.values("pk"))
