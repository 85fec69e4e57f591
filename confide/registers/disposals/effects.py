"""What each step does: collects the holdings, asks the office, and in the end destroys keys, rows and paper.

- A key that was destroyed stays so, whatever becomes of the step: taken again, it finishes what was begun.
- Everything that can be wrong with the step is looked at before the first key goes.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.clock import end_of
from confide.domain.refusal import Refused
from confide.domain.retention import Kind
from confide.door import shredding
from confide.door.retention import schedule
from confide.records.forgetting import staff_behind
from confide.records.happening import add_event
from confide.records.holdings import WHOLE, Ending, keepers, let_go
from confide.records.keeping import KEPT_LONGER, Due, lines_of, postpone, strike
from confide.records.shredded import check_shredded
from confide.registers.disposals.checking import check, lines_asked, paper_due
from confide.registers.disposals.models import DisposalItem
from confide.registers.disposals.rules import APPROVES


def review(taking: Taking) -> None:
    """Collect what is looked at. It is seen by whoever brought it, by information governance and by the office."""
    case, facts = taking.case, taking.facts
    case.team = None
    lines = lines_asked(facts.which)
    until = [paper_due(facts, timezone.localdate(taking.at))[1]] if not lines else []
    for line in lines:
        if line.from_on is None or line.by_on is None:
            raise ValidationError(
                {"which": _("This waits for something that is not recorded: {line}").format(line=line)}
            )
        _item(taking, line).save()
        until.append(line.by_on)
    taking.due(end_of(min(until)))
    taking.data |= {"holdings": [line.held_as for line in lines], "paper": facts.paper_files or 0}


def keep_longer(taking: Taking) -> None:
    """Keep it until a day on which somebody looks at it again. What the law says must go by a day cannot be kept."""
    on, today = taking.facts.review_on, timezone.localdate(taking.at)
    latest = today + timedelta(days=schedule().days_between_reviews)
    if on is None or not today < on <= latest:
        raise ValidationError({"review_on": _("Choose a day to come, a year from now at the latest.")})
    for line in lines_of({item.holding for item in _items(taking)}):
        if line.kind == Kind.MAX:
            raise Refused("The law allows no longer than this for {which}.", ("2.8j",), which=str(line))
        if line.person is not None:
            held_as = "" if line.held_as == WHOLE else line.held_as
            add_event(line.person, KEPT_LONGER, on=on, actor=taking.actor, at=taking.at, held_as=held_as)
        postpone(line, on, schedule().days_to_destroy)
    taking.due(None)


def propose(taking: Taking) -> None:
    """Ask the office: somebody else has to agree."""
    check(taking.facts, _items(taking), taking.at)
    taking.office(APPROVES)


def approve(taking: Taking) -> None:
    """Agree, as somebody other than the one who proposed. The ledger says beforehand what is about to go."""
    items = _items(taking)
    check(taking.facts, items, taking.at)
    taking.data["to_be_shredded"] = [
        shredding.tombstone(holder, retention) for item in items for holder, retention in _keys(item)
    ]
    taking.office("")


def refuse(taking: Taking) -> None:
    """Back to whoever brought it."""
    taking.office("")


def destroy(taking: Taking) -> None:
    """Destroy keys and rows, and say what became of the paper."""
    items = _items(taking)
    check(taking.facts, items, taking.at)
    if has_paper(taking, items):
        # The rule that keeps the whole of somebody's record says nothing of what is on its paper.
        whole = any(item.held_as == WHOLE for item in items)
        codes = None if whole else [item.rule for item in items] or [taking.facts.rule]
        check_shredded(taking.facts, codes, taking.actor, taking.at)
    taking.facts.full_clean(exclude=["case"], validate_unique=False)
    ending = Ending(taking.at, taking.case.reference, taking.actor)
    ended = [end for item in items for end in _destroy(item, ending)]
    taking.facts.destroyed_at = taking.at
    taking.facts.erased_on = _erased_on(ended)
    taking.data |= {"shredded": [end.tombstone for end in ended], "erased_on": str(taking.facts.erased_on or "")}
    taking.due(None)


def withdraw(taking: Taking) -> None:
    """Nothing is destroyed; it stays on the list."""
    taking.due(None)


def _item(taking: Taking, line: Due) -> DisposalItem:
    facts = {name: getattr(line, name) for name in ("reference", "held_as", "rule", "counts", "by_on", "holder")}
    return DisposalItem(case=taking.case, due_on=line.from_on, **facts)


def _items(taking: Taking) -> list[DisposalItem]:
    return list(DisposalItem.objects.filter(case=taking.case))


def _keys(item: DisposalItem) -> list[tuple[Any, str]]:
    """Every key that goes with a holding; with everything about somebody the key of their pseudonym too."""
    if item.held_as != WHOLE:
        return [(item.holder, item.held_as)]
    staff = staff_behind(item.holder)
    holders = dict.fromkeys(each for each in (item.holder, staff) if each)
    return [(holder, retention) for holder in holders for retention in shredding.holdings_of(holder)]


def _destroy(item: DisposalItem, ending: Ending) -> list[shredding.Destroyed]:
    at = ending.at
    ended = [each for holder, retention in _keys(item) for each in shredding.destroy(holder, [retention], at=at)]
    gone = let_go(item.holder, item.held_as, ending)
    item.counts = {**item.counts, **{name: count for name, count in gone.items() if count and name in item.counts}}
    item.keys, item.destroyed_at, item.erased_on = len(ended), at, _erased_on(ended)
    item.save()
    strike(item.holder, item.held_as)
    return ended


def _erased_on(ended: list[shredding.Destroyed]) -> date | None:
    known = [end.erased_from for end in ended if end.erased_from is not None]
    return timezone.localdate(max(known)) if known else None


def has_paper(taking: Taking, items: list[DisposalItem]) -> bool:
    """Whether somebody has to shred something."""
    on_paper = {keeper.name for keeper in keepers() if keeper.on_paper}
    return bool(taking.facts.paper_files) or any(item.counts.keys() & on_paper for item in items)
