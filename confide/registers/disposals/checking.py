"""Whether what somebody wants destroyed may be destroyed now: its day has come, nothing stops it, nothing was added."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.keeping import kept
from confide.domain import retention
from confide.domain.refusal import Refused
from confide.door.retention import rules, schedule
from confide.records.held import holders
from confide.records.holdings import WHOLE, bars
from confide.records.keeping import Due, lines_of
from confide.registers.disposals.models import Disposal, DisposalItem
from confide.registers.disposals.rules import WrongLine, asked, is_due, spoken

TOO_EARLY = "It is not due yet: {which}. It may go from the day that its rule comes to."
GREW = "Something was added since it was looked at: {which}. Review it again."


def lines_asked(typed: str) -> list[Due]:
    """The lines of the list that were typed, as far as the reader sees them. Raises ValidationError."""
    try:
        wanted = asked(typed, WHOLE)
    except WrongLine as wrong:
        raise ValidationError({"which": _("Nothing is due as this: {line}").format(line=wrong)}) from None
    references = {each.reference for each in wanted}
    seen = Due.objects.filter(Q(person__reference__in=references) | Q(person=None)).select_related("person", "staff")
    found = {(line.reference, line.held_as): line for line in seen}
    missing = [each for each in wanted if (each.reference, each.held_as) not in found]
    if missing:
        line = spoken([(each.reference, each.held_as) for each in missing], WHOLE)
        raise ValidationError({"which": _("Nothing is due as this: {line}").format(line=line)})
    return [found[each.reference, each.held_as] for each in wanted]


def paper_due(facts: Disposal, on: date) -> tuple[date, date]:
    """From when until when paper about nobody in particular is destroyed. Raises ValidationError."""
    if not facts.rule or facts.made_on is None or not facts.paper_files:
        raise ValidationError(
            {"which": _("Say what is due; or, for paper about nobody in particular, answer the rest.")}
        )
    rule = rules(on)[facts.rule]
    known = {event: facts.made_on for keep in rule.keep for event in keep.events()}
    found = retention.due(rule, retention.Happened(known), schedule().calendar)
    if isinstance(found, retention.Waiting):
        raise ValidationError({"rule": _("Nothing follows from the day alone under this rule.")})
    return found.window(schedule().days_to_destroy)


def check(facts: Disposal, items: Sequence[DisposalItem], at: datetime) -> None:
    """Raises Refused with the sentence that says why not, unless all of it may be destroyed now."""
    today = timezone.localdate(at)
    if not items and is_due(paper_due(facts, today)[0], today):
        raise Refused(TOO_EARLY, ("2.8j",), which=facts.rule)
    lines = {line.holding: line for line in lines_of({item.holding for item in items})}
    early = [item for item in items if _early(lines.get(item.holding), today)]
    if early:
        raise Refused(TOO_EARLY, ("2.8j",), which=_spoken(early))
    stopped = bars([item.holding for item in items])
    if stopped:
        first = [item for item in items if item.holding in stopped]
        raise kept((bar for found in stopped.values() for bar in found), _spoken(first))
    _nothing_added(items)


def _early(line: Due | None, today: date) -> str:
    return is_due(line.from_on if line else None, today)


def _nothing_added(items: Sequence[DisposalItem]) -> None:
    now = holders([item.holder for item in items])
    grown = [item for item in items if _more(now[item.holder].counts(item.held_as), item.counts)]
    if grown:
        raise Refused(GREW, ("2.8j",), which=_spoken(grown))


def _more(now: dict[str, int], then: dict[str, int]) -> bool:
    return any(count > then.get(name, 0) for name, count in now.items())


def _spoken(items: Sequence[DisposalItem]) -> str:
    return spoken([(item.reference, item.held_as) for item in items], WHOLE)
