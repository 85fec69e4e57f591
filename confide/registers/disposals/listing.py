"""The lines of the list of what is due, in words: whose, why, from when until when, how much, and what stops it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases.keeping import seen_of
from confide.domain.retention import BORN, RECORDED
from confide.door.retention import rules, schedule
from confide.records.holdings import WHOLE, bars, keepers
from confide.records.keeping import EVENTS, Due
from confide.registers.disposals.models import DisposalItem
from confide.web import words

NOW, LATE, SOON, WAITS = "now", "late", "soon", "waits"
STATES = (NOW, LATE, SOON, WAITS)
AHEAD = timedelta(days=90)


def lines(state: str, today: date) -> QuerySet[Due]:
    """The lines in one state that the reader sees, the most urgent first."""
    which = {
        NOW: Q(from_on__lte=today),
        LATE: Q(by_on__lt=today),
        SOON: Q(from_on__gt=today, from_on__lte=today + AHEAD),
        WAITS: Q(from_on=None),
    }[state]
    rows = Due.objects.filter(which).select_related("person", "staff")
    return rows.order_by("by_on", "person__reference", "held_as")


def tabs(chosen: str, today: date) -> list[dict[str, Any]]:
    """The states there are, each with how many lines it has."""
    titles = {NOW: _("Due now"), LATE: _("Late"), SOON: _("Due within 90 days"), WAITS: _("Waits for something")}
    return [
        {"state": state, "title": titles[state], "count": lines(state, today).count(), "current": state == chosen}
        for state in STATES
    ]


def rows(found: Iterable[Due], today: date) -> list[dict[str, Any]]:
    """Lines in words."""
    listed = list(found)
    stopped, in_force = bars([line.holding for line in listed]), rules(today)
    seen = set(seen_of(bar for each in stopped.values() for bar in each))
    return [
        {
            "line": line,
            "chosen_as": line.reference if line.held_as == WHOLE else f"{line.reference} {line.held_as}",
            "held_as": held(line.held_as),
            "rule": f"{line.rule}: {_(in_force[line.rule].record)}",
            "why": why(line),
            "how_many": how_many(line.counts),
            "late": line.by_on is not None and line.by_on < today,
            "may_go": line.from_on is not None and line.from_on <= today and line.holding not in stopped,
            "stopped": sorted(
                {bar.reference if bar.reference in seen else _("Kept for now") for bar in stopped.get(line.holding, [])}
            ),
        }
        for line in listed
    ]


def why(line: Due) -> str:
    """From what its period runs, or for what it waits."""
    labels = dict(EVENTS)
    if line.waits_for:
        return _("Not known yet: {what}").format(what=", ".join(_(labels.get(each, each)) for each in line.waits_for))
    if line.kept_until:
        return _("Kept longer, with a reason, until {day}").format(day=date_format(line.kept_until, "j F Y"))
    if line.start == BORN:
        return _("Runs from when they were born")
    said = schedule().triggers[line.start].label
    if line.start == RECORDED:
        return _("Recorded in {when}").format(when=line.held_as.partition("/")[2])
    if line.start_on is None:
        return _(said)
    return _("{what} on {day}").format(what=_(said), day=date_format(line.start_on, "j F Y"))


def held(held_as: str) -> str:
    """As what something is held, in words."""
    return _("Everything") if held_as == WHOLE else held_as


def how_many(counts: Mapping[str, int]) -> str:
    """How much there is of what."""
    labels = {keeper.name: str(keeper.label) for keeper in keepers()}
    labels |= {str(model._meta.model_name): str(model._meta.verbose_name_plural) for model in apps.get_models()}
    named = {name: labels.get(name, name) for name in counts}
    said = [f"{named[name][:1].upper()}{named[name][1:]}: {count}" for name, count in sorted(counts.items()) if count]
    return ", ".join(said) or words.NONE


def items(found: Iterable[DisposalItem], today: date) -> list[dict[str, Any]]:
    """The holdings of a case in words."""
    in_force = rules(today)
    return [
        {
            "item": item,
            "rule": f"{item.rule}: {_(in_force[item.rule].record)}" if item.rule in in_force else item.rule,
            "held_as": held(item.held_as),
            "how_many": how_many(item.counts),
        }
        for item in found
    ]
