"""Whether this folder may be served for real: every check says what is missing and what to do about it.

- How to add one: a function that takes a time and returns sentences, none where all is well, in `CHECKS`.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from confide.jobs.keeping.readiness import against_reading, against_serving
from confide.ledger.models import Log
from confide.people import founding
from confide.people.models import Staff
from confide.people.readers import GOVERNANCE

Check = Callable[[datetime], list[str]]


def is_real(_at: datetime) -> list[str]:
    """The folder's ledger was begun for real information."""
    log = Log.objects.first()
    if log is None:
        return [_("Nothing was set up in this folder yet. Run confide init.")]
    if log.kind != "live":
        return [_("This folder holds a demonstration and does so for ever. Choose another one with CONFIDE_HOME.")]
    return []


def has_governance(at: datetime) -> list[str]:
    """Two people look after access, since every change of it takes two."""
    there = [staff for staff in Staff.objects.filter(role__in=GOVERNANCE) if staff.works_at(at)]
    if len(there) >= 2:
        return []
    return [_("Fewer than two people of information governance or management are here. Run confide staff add.")]


def has_standing(at: datetime) -> list[str]:
    """What the first people bring is on record; without it nobody could begin or decide anything on the pages."""
    sentence = _("Nothing is on record of what {name} brings. Run confide staff vouch {who} --by {by}.")
    pairs = founding.wanting(at)
    return [sentence.format(name=staff.name, who=staff.username, by=by.username) for staff, by in pairs]


def is_looked_after(at: datetime) -> list[str]:
    """Keys, tables and clock are as they must be, and two custodians could bring it all back."""
    return [] if is_real(at) else [f"{found.said} {found.do}" for found in against_serving(at)]


CHECKS: tuple[Check, ...] = (is_real, has_governance, has_standing, is_looked_after)


def missing(at: datetime) -> list[str]:
    """Everything that keeps this folder from being served, in the order of the checks. Changes nothing."""
    # Tables of another version cannot be asked for the rest.
    waiting = [f"{found.said} {found.do}" for found in against_reading(at)]
    return waiting or [sentence for check in CHECKS for sentence in check(at)]
