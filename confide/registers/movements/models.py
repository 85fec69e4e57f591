"""What is said about somebody who joins, moves or leaves. Names and titles of staff are in clear (1.2b)."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, IDENTITY, NOTHING_PERSONAL
from confide.door.fields import Code, Day, Moment, Sealed, Text, YesNo
from confide.people import choosing
from confide.people.handover import Choices
from confide.registers.movements.rules import JOIN, LEAVE, MOVE

KINDS = ((JOIN, _("Somebody joins")), (MOVE, _("Somebody moves")), (LEAVE, _("Somebody leaves")))


class Movement(Facts):
    """One joiner, mover or leaver."""

    kind = Code(_("What happens?"), holds=NOTHING_PERSONAL, choices=KINDS)
    who = Text(
        _("User name"),
        holds=IDENTITY,
        in_clear="1.2b",
        help_text=_("Of somebody who joins, the one they will have: small letters, digits, dots and dashes."),
    )
    name = Text(_("Name"), holds=IDENTITY, in_clear="1.2b", blank=True)
    job_title = Text(_("Job title"), holds=IDENTITY, in_clear="1.2b", blank=True)
    role = Code(_("Role"), holds=NOTHING_PERSONAL, vocabulary="role", blank=True)
    team_name = Text(_("Team"), holds=NOTHING_PERSONAL, blank=True, there_are=choosing.teams)
    manages = YesNo(_("Do they manage this team?"), holds=NOTHING_PERSONAL, blank=True)
    manager = Text(_("Line manager"), holds=IDENTITY, in_clear="1.2b", blank=True, there_are=choosing.colleagues)
    from_on = Day(_("From which day?"), holds=NOTHING_PERSONAL, blank=True)
    leaves_at = Moment(
        _("When do they leave?"),
        holds=NOTHING_PERSONAL,
        blank=True,
        help_text=_("To the minute: from then on nothing opens for them, wherever they are signed in."),
    )
    of_what = Code(_("What is taken over?"), holds=NOTHING_PERSONAL, choices=Choices(), blank=True)
    successor = Text(_("By whom?"), holds=IDENTITY, in_clear="1.2b", blank=True, there_are=choosing.colleagues)

    reason = Sealed(_("Why?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why_not = Sealed(_("Why is it not arranged?"), holds=CONFIDENTIAL, lines=3, blank=True)
