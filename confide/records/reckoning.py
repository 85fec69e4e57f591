"""Works out the list of what is due anew: from what is held, from what happened and from the rules of the day.

- It can be run at any time and as often as one likes: what has not changed is neither opened nor written again.
- A date of birth or of death is opened only where everything else that a rule waits for is known.
- What is held about somebody as a whole is kept as long as the longest of its parts.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from confide.domain import holding_class, retention
from confide.domain.retention import BORN, DIED, RECORDED, SUPPORT_ENDED, Kind, Reckoned, Rule, Waiting
from confide.domain.retention_schedule import ANYTHING
from confide.door.reading import system
from confide.door.retention import rule_for, rules, schedule
from confide.people import clockwork
from confide.records.held import Holder, holders, open_dates
from confide.records.holdings import WHOLE
from confide.records.keeping import KEPT_LONGER, Due

IDENTITY = "identity"
DATES = frozenset({BORN, DIED})
Dates = Mapping[str, date]


@dataclass(slots=True)
class Reckoning:
    """One run: the rules of the day, and what came out."""

    at: datetime
    in_force: Mapping[str, Rule]
    fingerprint: str
    found: list[Due] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)


def reckon(at: datetime, only: Collection[UUID] | None = None) -> int:
    """Work out what is due, for everybody or for those asked for. Returns how many lines changed."""
    with system("reckon how long things are kept"):
        in_force = rules(timezone.localdate(at))
        run = Reckoning(at, in_force, hashlib.sha256(repr(sorted(in_force.items())).encode()).hexdigest())
        everybody = holders(only)
        known = _known(only)
        changed = {
            key: holder
            for key, holder in everybody.items()
            if _inputs(known.get(key, {})) != holder.digest(run.fingerprint)
        }
        opened = open_dates([holder for holder in changed.values() if _needs_dates(holder, run)], at)
        for key, holder in changed.items():
            run.found += _lines(holder, opened.get(key, {}), run)
        _write(run, known, everybody)
    return len(run.found) + len(run.gone)


def _known(only: Collection[UUID] | None) -> dict[UUID, dict[str, Due]]:
    rows = Due.objects.all() if only is None else Due.objects.filter(holder__in=only)
    known: dict[UUID, dict[str, Due]] = {}
    for row in rows:
        known.setdefault(row.holder, {})[row.held_as] = row
    return known


def _inputs(lines: Mapping[str, Due]) -> str:
    """What the lines of somebody were reckoned from; empty where they were reckoned from different things."""
    seen = {line.inputs for line in lines.values()}
    return seen.pop() if len(seen) == 1 else ""


def _lines(holder: Holder, dates: Dates, run: Reckoning) -> Iterator[Due]:
    parts = {held_as: _part(holder, held_as, dates, run) for held_as in holder.held if held_as != WHOLE}
    whole = [*parts.values(), *_whole(holder, dates, run)]
    inputs = holder.digest(run.fingerprint)
    for held_as, reckoned in {**parts, WHOLE: retention.longest(whole)}.items():
        yield _line(holder, held_as, reckoned, inputs, run)


def _part(holder: Holder, held_as: str, dates: Dates, run: Reckoning) -> Reckoned:
    """The day of one holding, with what its rule joins it to."""
    code = holding_class.read(held_as).code
    joined = {run.in_force[code].joined} - {"", ANYTHING}
    codes = {code, *joined, *_for_children({code, *joined}, holder, dates, run)}
    return retention.longest([_by_rule(run.in_force[each], holder, held_as, dates) for each in sorted(codes)])


def _whole(holder: Holder, dates: Dates, run: Reckoning) -> Iterator[Reckoned]:
    """The days that count for everything about somebody, besides those of its parts."""
    code = rule_for(IDENTITY, holder.kind)
    for each in sorted({code, *_for_children({code}, holder, dates, run)}):
        yield _by_rule(run.in_force[each], holder, WHOLE, dates)
    for also, on in holder.also:
        rule = run.in_force[also]
        started = {event: on for keep in rule.keep for event in keep.events()}
        yield retention.due(rule, retention.Happened(started), schedule().calendar)


def _for_children(codes: Collection[str], holder: Holder, dates: Dates, run: Reckoning) -> set[str]:
    """The rules that count as well where somebody was under 18 when support ended, or is today."""
    if BORN not in dates:
        return set()
    until = dict(holder.of(WHOLE)).get(SUPPORT_ENDED, timezone.localdate(run.at))
    if until >= retention.birthday(dates[BORN], retention.ADULT):
        return set()
    return {child for code, child in schedule().children.items() if code in codes}


def _by_rule(rule: Rule, holder: Holder, held_as: str, dates: Dates) -> Reckoned:
    history = [*holder.of(held_as), *dates.items()]
    if recorded := _recorded(held_as, rule.kind):
        history.append((RECORDED, recorded))
    circumstances = {event for event, _ in history if event in schedule().circumstances}
    known = retention.happened(history, schedule().ends)
    return retention.due(rule, known, schedule().calendar, circumstances)


def _recorded(held_as: str, kind: Kind) -> date | None:
    """The day that a bucket counts from: its first for what must be gone by a day, otherwise its last."""
    if held_as == WHOLE:
        return None
    of = holding_class.read(held_as)
    return of.first if kind is Kind.MAX else of.last


def _needs_dates(holder: Holder, run: Reckoning) -> bool:
    """Whether a date of birth or death would change a day that is known otherwise."""
    found = [_part(holder, held_as, {}, run) for held_as in holder.held if held_as != WHOLE]
    for reckoned in [*found, *_whole(holder, {}, run)]:
        known = not isinstance(reckoned, Waiting) or set(reckoned.events) <= DATES
        codes = {reckoned.code, schedule().children.get(reckoned.code, reckoned.code)}
        if known and any(keep.events() & DATES for code in codes for keep in run.in_force[code].keep):
            return True
    return False


def _line(holder: Holder, held_as: str, reckoned: Reckoned, inputs: str, run: Reckoning) -> Due:
    line = Due(holder=holder.key, person=holder.person, held_as=held_as, rule=reckoned.code, inputs=inputs)
    line.staff = None if holder.person else holder.staff
    line.kind, line.counts = run.in_force[reckoned.code].kind, holder.counts(held_as)
    line.reckoned_at = run.at
    if isinstance(reckoned, Waiting):
        line.waits_for = list(reckoned.events)
        return line
    line.start, line.start_on = reckoned.start, None if reckoned.start in DATES else reckoned.start_on
    line.from_on, line.by_on = reckoned.window(schedule().days_to_destroy)
    if reckoned.by_birth:
        line.from_on, line.by_on = (date(day.year, 12, 31) for day in (line.from_on, line.by_on))
    kept = dict(holder.of(held_as)).get(KEPT_LONGER)
    if kept is not None and reckoned.kind is not Kind.MAX and kept > line.from_on:
        line.kept_until = line.from_on = kept
        line.by_on = kept + (reckoned.window(schedule().days_to_destroy)[1] - reckoned.on)
    return line


def _write(run: Reckoning, known: Mapping[UUID, Mapping[str, Due]], everybody: Mapping[UUID, Holder]) -> None:
    """Replace the lines that changed, and remove those of holdings that are not there any more."""
    fresh = {line.holder for line in run.found}
    run.gone = [
        row.pk for key, lines in known.items() for row in lines.values() if key in fresh or key not in everybody
    ]
    with transaction.atomic():
        Due.objects.filter(pk__in=run.gone).delete()
        for line in run.found:
            line.save(force_insert=True)


clockwork.add("what is due to be destroyed", reckon, rests=timedelta(hours=1))
