"""What is typed when a consent is recorded; the event that decisions read is written from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, IDENTITY, NOTHING_PERSONAL
from confide.door.fields import Code, Codes, Day, Sealed

PROOFS = (
    ("registered_lpa", _("Registered lasting power of attorney, with its code")),
    ("sealed_order", _("Sealed order of the court")),
    ("birth_certificate", _("Birth certificate")),
    ("responsibility_agreement", _("Parental responsibility agreement or order")),
    ("care_order", _("Care order")),
    ("grant", _("Grant of probate or letters of administration")),
)


class Consent(Facts):
    """One consent, or why there is none."""

    state = Code(_("What is the answer?"), holds=CONFIDENTIAL, vocabulary="consent_state")
    covers = Codes(_("Which information?"), holds=CONFIDENTIAL, vocabulary="category", blank=True)
    recipients = Codes(_("Who may receive it?"), holds=CONFIDENTIAL, vocabulary="requester", blank=True)
    purposes = Codes(_("What for?"), holds=CONFIDENTIAL, vocabulary="purpose", blank=True)
    form = Code(_("How was it given?"), holds=CONFIDENTIAL, vocabulary="consent_form", default="none")
    given_by = Code(_("Who gave it?"), holds=CONFIDENTIAL, vocabulary="consent_by", default="nobody")
    capacity = Code(_("Can they decide this now?"), holds=CONFIDENTIAL, vocabulary="capacity", default="unknown")
    explained = Code(
        _("Were what, why and the likely consequences explained?"),
        holds=CONFIDENTIAL,
        vocabulary="answer",
        default="unknown",
    )
    discussed_on = Day(_("When did you talk about it?"), holds=NOTHING_PERSONAL, blank=True)
    expires_on = Day(_("Does it end on a day that was agreed?"), holds=NOTHING_PERSONAL, blank=True)
    authority = Code(
        _("What lets somebody else decide for them?"), holds=CONFIDENTIAL, vocabulary="designated_other", blank=True
    )
    proof = Code(_("Which proof did you see?"), holds=NOTHING_PERSONAL, choices=PROOFS, blank=True)
    proof_seen_on = Day(_("When did you see it?"), holds=NOTHING_PERSONAL, blank=True)
    event = models.UUIDField(null=True, editable=False)

    explanation = Sealed(_("What did you explain?"), holds=CONFIDENTIAL, lines=5, blank=True)
    other_name = Sealed(_("Who decides for them?"), holds=IDENTITY, blank=True)
    evidence = Sealed(_("Where is the evidence?"), holds=CONFIDENTIAL, lines=2, blank=True)
