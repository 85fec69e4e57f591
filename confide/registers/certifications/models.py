"""Whose people it is about, for which quarter, and what was said of each."""

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Number, Sealed, Text, user_name
from confide.people.choosing import colleagues


class Certification(Facts):
    """One line manager's people in one quarter."""

    quarter = Text(_("Quarter"), holds=NOTHING_PERSONAL, max_length=10, help_text=_("Such as 2026-Q4."))
    who = user_name(_("Line manager"), there_are=colleagues, help_text=_("Whoever answers."))
    chased = Number(_("Chased so often"), holds=NOTHING_PERSONAL, blank=True)

    answers = Sealed(_("What was said of each"), holds=CONFIDENTIAL, json=True, blank=True)
