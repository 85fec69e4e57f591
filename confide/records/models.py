"""What we hold about people: for now the consents, as the events they are.

- A consent event is added and never changed or removed, here or in the database.
- What was asked and what was explained is sealed; what a decision has to compare is codes.
"""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Code, Codes, Day, Moment, Sealed
from confide.door.reading import WayBarred
from confide.people.models import DesignatedOther, OfPerson, Staff


class ConsentEvent(OfPerson):
    """One thing that happened to a consent: given, withheld, withdrawn, lapsed, or why it was not asked for."""

    designated_other = models.ForeignKey(DesignatedOther, null=True, blank=True, on_delete=models.PROTECT)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = Code(_("What happened"), holds=CONFIDENTIAL, vocabulary="consent_state")
    form = Code(_("Form"), holds=CONFIDENTIAL, vocabulary="consent_form")
    given_by = Code(_("By whom"), holds=CONFIDENTIAL, vocabulary="consent_by")
    covers = Codes(_("Information that it covers"), holds=CONFIDENTIAL, vocabulary="category", blank=True)
    recipients = Codes(_("Who may receive it"), holds=CONFIDENTIAL, vocabulary="requester", blank=True)
    purposes = Codes(_("What for"), holds=CONFIDENTIAL, vocabulary="purpose", blank=True)
    explained = Code(_("What, why and the consequences were explained"), holds=CONFIDENTIAL, vocabulary="answer")
    discussed_on = Day(_("Discussed on"), holds=NOTHING_PERSONAL, blank=True)
    discussed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = Code(_("Capacity to decide this"), holds=CONFIDENTIAL, vocabulary="capacity")
    expires_on = Day(_("Ends on, as agreed with the person"), holds=NOTHING_PERSONAL, blank=True)
    occurred_at = Moment(_("When it happened"), holds=NOTHING_PERSONAL)
    recorded_at = Moment(_("Recorded"), holds=NOTHING_PERSONAL)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    explanation = Sealed(
        _("What was explained: what, why and the consequences"), holds=CONFIDENTIAL, lines=5, blank=True
    )
    evidence = Sealed(_("Evidence"), holds=CONFIDENTIAL, lines=3, blank=True)

    class Meta(OfPerson.Meta):
        indexes = (models.Index(fields=("person", "-occurred_at"), name="consents_of_a_person"),)

    def save(self, *args: Any, **options: Any) -> None:
        """Write it once."""
        if not self._state.adding:
            raise WayBarred("A consent event is never changed; what changes is recorded as another event.")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refused."""
        raise WayBarred("A consent event is never removed.")
