"""The words for the steps of a disclosure: on the button, and once it is done."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: Mapping[str, str | Promise] = {
    "open": _("Ask whether something may be shared"),
    "decide_to_share": _("Decide to share"),
    "decide_not_to_share": _("Decide not to share"),
    "refer": _("Refer it to the office that decides"),
    "ask_again": _("Ask again with changed facts"),
    "take_up": _("Take it up"),
    "approve": _("Approve"),
    "refuse": _("Refuse"),
    "withdraw": _("Withdraw"),
    "carry_out": _("Record what went"),
    "answer_the_asker": _("Record the answer"),
    "keep_silent": _("Keep silent"),
    "share_in_emergency": _("Share in an emergency"),
    "complete_the_record": _("Complete the record"),
    "record_afterwards": _("Record it afterwards"),
}
DONE: Mapping[str, str | Promise] = {
    "open": _("Asked. Nothing has been shared yet: you decide."),
    "ask_again": _("Asked again. The answer below is the new one."),
    "decide_to_share": _("You decided to share. Record what went once it has gone."),
    "decide_not_to_share": _("You decided not to share. Record how the person asking was answered."),
    "refer": _("It has been referred. Share nothing until it is decided."),
    "take_up": _("You have taken it up."),
    "approve": _("Approved. Whoever asked can go on now."),
    "refuse": _("Refused. Whoever asked can see why."),
    "withdraw": _("Withdrawn."),
    "carry_out": _("Recorded. The case is closed."),
    "answer_the_asker": _("Recorded. The case is closed."),
    "keep_silent": _("Recorded. The case is closed."),
    "share_in_emergency": _("Tell them now. Complete the record within 24 hours."),
    "complete_the_record": _("The record is complete."),
    "record_afterwards": _("Recorded."),
}
