"""A collation: everything that is held about one person, gathered for those who have to answer for it.

- Where it found something is kept, never what it says: a table, a row, and in which form the person is named there.
- The sweep goes through one table after the other in small steps, and goes on where it stopped.
- It is seen by those whose job it is to look after all records, and by nobody else.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.domain.reading import Reader
from confide.domain.sought import Form
from confide.door.fields import Code, Moment, Number, Text
from confide.door.versions import Row
from confide.people.models import Person, Staff

INDEX, NOTED, SWEEP = "index", "noted", "sweep"
HOW = (
    (NOTED, _("Noted by whoever wrote it")),
    (INDEX, _("Named there")),
    (SWEEP, _("Found by reading through everything")),
)
FORMS = {
    Form.NUMBER: _("By a number or reference"),
    Form.NAME: _("By name"),
    Form.NEARLY: _("By a name spelt nearly like theirs"),
    Form.INITIAL: _("By initial and surname"),
    Form.TITLE: _("By title and surname"),
    Form.SURNAME: _("By surname alone"),
}


class Collation(Row):
    """One gathering of what is held about somebody, as far as it has come."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="collations")
    begun_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    begun_at = Moment(_("Begun"), holds=NOTHING_PERSONAL)
    table = Text(_("Table that is read"), holds=NOTHING_PERSONAL, blank=True, max_length=100)
    after = models.UUIDField(null=True, editable=False)
    swept = Number(_("Read through"), holds=NOTHING_PERSONAL, default=0)
    total = Number(_("To read through"), holds=NOTHING_PERSONAL, default=0)
    finished_at = Moment(_("Finished"), holds=NOTHING_PERSONAL, blank=True)

    class Meta(Row.Meta):
        indexes = (models.Index(fields=("finished_at", "begun_at"), name="collations_to_do"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.begun_at}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return models.Q() if reader.governance else models.Q(pk__in=[])

    @property
    def percent(self) -> int:
        """How far it has come."""
        return 100 if self.finished_at else min(99, 100 * self.swept // max(self.total, 1))


class Collated(Row):
    """One place in what is held about others, or about nobody, where the person may be named."""

    collation = models.ForeignKey(Collation, on_delete=models.CASCADE, related_name="places")
    table = Text(_("Table"), holds=NOTHING_PERSONAL, max_length=100)
    row = models.UUIDField(editable=False)
    holder = models.UUIDField(editable=False)
    """Whose key seals it."""
    how = Code(_("How it was found"), holds=CONFIDENTIAL, choices=HOW)
    form = Number(_("In which form"), holds=CONFIDENTIAL, blank=True)

    class Meta(Row.Meta):
        constraints = (
            models.UniqueConstraint(fields=("collation", "table", "row"), name="a_place_is_found_once_a_collation"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.how}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return models.Q() if reader.governance else models.Q(pk__in=[])
