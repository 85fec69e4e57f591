"""The first page: has somebody asked, do you need to tell somebody, or is somebody in immediate danger?

- Each duty to tell shows its own clock: the last moment in time if what happened is known from now on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import day_of, due_at
from confide.domain.reading import Reader
from confide.door.opening import actor_of
from confide.door.policy import may, sentences
from confide.people.models import Person
from confide.registers.disclosures.fields import choose, offer
from confide.registers.disclosures.rules import RULES

WAYS: Mapping[str, str | Promise] = {
    "emergency": gettext_lazy("Somebody is in immediate danger"),
    "asked": gettext_lazy("Somebody has asked for information"),
    "lado": gettext_lazy("I need to tell the designated officer (LADO) about somebody who works with children"),
    "hirer": gettext_lazy("I need to tell a school or another client about somebody we supplied"),
    "dbs": gettext_lazy("I need to refer somebody to the Disclosure and Barring Service"),
    "other": gettext_lazy("I need to tell somebody else"),
    "afterwards": gettext_lazy("I have shared something already, and need to record it"),
}
# The period within which each has to be done, as the clock names it.
PERIODS: Mapping[str, str] = {"lado": "1_working_day", "hirer": "same_or_next_business_day"}
# Duties without a period that can be counted.
AT_ONCE: Mapping[str, str | Promise] = {
    "emergency": gettext_lazy("Now. Ring 999 first."),
    "dbs": gettext_lazy("As soon as you have the facts, and before anything else is closed."),
}


LONGEST_REFERENCE = 20


class Start(forms.Form):
    what = choose(gettext_lazy("What has happened?"), (), missing=gettext_lazy("Choose what has happened"))

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        super().__init__(data)
        offer(self, "what", [(way, _labelled(way, at)) for way in WAYS])


def begun_from(reference: str) -> Person | None:
    """Whose page it was begun from, where the reader sees them; an address may say anything."""
    plain = reference.isprintable() and len(reference) <= LONGEST_REFERENCE
    return Person.objects.filter(reference=reference).first() if plain else None


def kept_from_sharing(reader: Reader) -> list[str]:
    """Why whoever begins could share nothing but in an emergency, whatever they answer; nothing where they could."""
    own = dict.fromkeys(("opened_by", "owner", "handler"), str(reader.id))
    # Of their own team, so that only what stands in the way of everything is named.
    case = {"id": "new", "register": RULES.name, **own, "team_relation": "member", "confined": False}
    return sentences(may(f"{RULES.name}:decide_to_share", actor=actor_of(reader), case=case))


def due(way: str, at: datetime) -> datetime | None:
    """When a duty to tell has to be done that began at `at`; None where no period can be counted."""
    period = PERIODS.get(way)
    return due_at(period, at, bank_holidays(Nation.ENGLAND, day_of(at))) if period else None


def _labelled(way: str, at: datetime) -> str:
    if way in AT_ONCE:
        return _apart(WAYS[way], AT_ONCE[way])
    moment = due(way, at)
    if moment is None:
        return str(WAYS[way])
    by = date_format(timezone.localtime(moment), "l j F, H:i")
    return _apart(WAYS[way], _("By %(by)s, if it began now.") % {"by": by})


def _apart(what: str | Promise, when: str | Promise) -> str:
    return format_html('{} <span class="quiet">{}</span>', what, when)
