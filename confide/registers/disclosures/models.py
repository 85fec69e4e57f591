"""The facts of a disclosure: what was asked and decided, sealed; what can be counted, in clear."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, IDENTITY, NOTHING_PERSONAL
from confide.door.fields import Code, Codes, Moment, Sealed, Text, YesNo

DIFFERENCES = (
    ("should_not_have_gone", _("this should never have gone")),
    ("more_than_decided", _("more went than was decided")),
    ("more_than_allowed", _("more went than the policy would have let go then")),
    ("no_longer_allowed", _("by what was on record by then it could not go any more")),
    ("before_decided", _("it went before it was decided")),
    ("person_not_told", _("the person was not told before it went")),
    ("another_recipient", _("it went to somebody else")),
    ("less_secure_channel", _("it went by a less secure channel")),
    ("not_told_in_confidence", _("the recipient was not told that it is in confidence")),
    ("not_accepted", _("the recipient did not accept that it is in confidence")),
    ("post_not_marked", _("the post was not marked for the addressee")),
)


class Disclosure(Facts):
    """One question whether something may be shared, its answer, and what became of it."""

    retention = "disclosure"

    initiated_by = Code(_("how it began"), vocabulary="initiated_by", holds=NOTHING_PERSONAL, blank=True)
    action = Code(_("what is asked"), vocabulary="action", holds=NOTHING_PERSONAL, blank=True)
    requester_kind = Code(_("kind of asker"), vocabulary="requester", holds=NOTHING_PERSONAL, blank=True)
    recipient_kind = Code(_("kind of recipient"), vocabulary="requester", holds=NOTHING_PERSONAL, blank=True)
    purpose = Code(_("purpose"), vocabulary="purpose", holds=NOTHING_PERSONAL, blank=True)
    asked_categories = Codes(_("asked for"), vocabulary="category", holds=NOTHING_PERSONAL, blank=True)
    risk_level = Code(_("risk"), vocabulary="risk_level", holds=NOTHING_PERSONAL, blank=True)

    risk_to = Code(_("who is at risk"), vocabulary="risk_to", holds=NOTHING_PERSONAL, blank=True)
    telling = Code(_("when the person is told"), vocabulary="tell_subject", holds=NOTHING_PERSONAL, blank=True)
    outcome = Code(_("answer"), vocabulary="outcome", holds=NOTHING_PERSONAL, blank=True)
    release = Codes(_("to release"), vocabulary="category", holds=NOTHING_PERSONAL, blank=True)
    bundle = Text(_("policy in force"), holds=NOTHING_PERSONAL, blank=True)
    decided_at = Moment(_("judged as of"), holds=NOTHING_PERSONAL, blank=True)

    requester_name = Sealed(_("who asked"), holds=IDENTITY, blank=True)
    recipient_name = Sealed(_("who would receive it"), holds=IDENTITY, blank=True)
    sent_to = Sealed(_("whom it went to"), holds=IDENTITY, blank=True)
    tracking_number = Sealed(_("tracking number"), holds=IDENTITY, blank=True)

    answers = Sealed(_("what was answered"), holds=CONFIDENTIAL, json=True, blank=True)
    situation = Sealed(_("the situation"), holds=CONFIDENTIAL, json=True, blank=True)
    decision = Sealed(_("the decision proposed"), holds=CONFIDENTIAL, json=True, blank=True)
    basis = Sealed(_("legal basis confirmed"), holds=CONFIDENTIAL, json=True, blank=True)
    reasons = Sealed(_("reasons"), holds=CONFIDENTIAL, lines=4, blank=True)
    office_question = Sealed(_("question for the office"), holds=CONFIDENTIAL, lines=4, blank=True)
    office_reasons = Sealed(_("the office's reasons"), holds=CONFIDENTIAL, lines=4, blank=True)
    sent = Sealed(_("what went"), holds=CONFIDENTIAL, json=True, blank=True)
    answer = Sealed(_("what was answered to the asker"), holds=CONFIDENTIAL, lines=4, blank=True)
    silence_reason = Sealed(_("why nobody was answered"), holds=CONFIDENTIAL, lines=4, blank=True)

    taken_up_at = Moment(_("taken up by the office"), holds=NOTHING_PERSONAL, blank=True)
    sent_categories = Codes(_("what went"), vocabulary="category", holds=NOTHING_PERSONAL, blank=True)
    sent_at = Moment(_("when it went"), holds=NOTHING_PERSONAL, blank=True)
    sent_channel = Code(_("how it went"), vocabulary="channel", holds=NOTHING_PERSONAL, blank=True)
    marked = YesNo(_("marked for the addressee"), holds=NOTHING_PERSONAL, blank=True)
    told_in_confidence = YesNo(_("told that it is in confidence"), holds=NOTHING_PERSONAL, blank=True)
    accepted = YesNo(_("accepted"), holds=NOTHING_PERSONAL, blank=True)
    sent_as_decided = YesNo(_("sent as decided"), holds=NOTHING_PERSONAL, blank=True)
    differences = Codes(_("differs from the decision"), choices=DIFFERENCES, holds=NOTHING_PERSONAL, blank=True)
    answered_how = Code(_("how the asker was answered"), vocabulary="channel", holds=NOTHING_PERSONAL, blank=True)
    answered_at = Moment(_("when the asker was answered"), holds=NOTHING_PERSONAL, blank=True)
