"""What must hold between the files of a pack before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from confide.authority import paths
from confide.authority.faults import PackError
from confide.authority.policies import FORBID, PERMIT, Policy, every
from confide.authority.shape import BY_NAME
from confide.domain.clock import PERIODS
from confide.domain.decision import SENT

if TYPE_CHECKING:
    from confide.authority.pack import Pack

SECTION = re.compile(r"\d+\.\d+")


def check(pack: Pack) -> None:
    """Raise PackError naming the first file and policy in which something is wrong."""
    rules, duties, steps = (pack.policies.written[family] for family in ("rules", "duties", "steps"))
    _clauses(pack, (*rules, *(d for d in duties if d.note("duty")), *steps))
    _rules(pack, rules)
    _duties(pack, duties)
    for policy in pack.notes.values():
        _codes(pack, policy)
    _data(pack, {rule.id for rule in rules if rule.effect == PERMIT})


def _clauses(pack: Pack, found: Iterable[Policy]) -> None:
    sections = {clause.rstrip("abcdefghijklmnopqrstuvwxyz") for clause in pack.clauses} | pack.clauses
    every(found, lambda policy: policy.note("clause") in sections, "clauses.toml has no such @clause")


def _rules(pack: Pack, rules: tuple[Policy, ...]) -> None:
    offices, kinds = pack.vocabulary.codes("office")[1:], ("refer", "question", "anonymise")
    every(rules, lambda rule: rule.effect == FORBID or bool(rule.note("unmet")), "no @unmet")
    every(rules, lambda rule: sum(kind in rule.notes for kind in kinds) < 2, "it asks, refers and anonymises at once")
    every(rules, lambda rule: "refer" not in rule.notes or rule.note("refer") in offices, "@refer names no office")
    every(
        rules,
        lambda rule: "question" not in rule.notes or rule.note("question") in pack.questions,
        "questions.toml has no words for its @question",
    )


def _duties(pack: Pack, duties: tuple[Policy, ...]) -> None:
    told = pack.vocabulary.codes("tell_subject")
    every(duties, lambda duty: not duty.note("clock") or duty.note("clock") in PERIODS, "@clock is no known period")
    every(
        duties,
        lambda duty: not duty.note("starts") or (duty.note("starts") == SENT and bool(duty.note("clock"))),
        "@starts says what starts the @clock: sent, or nothing",
    )
    every(duties, lambda duty: not duty.note("tell") or duty.note("tell") in told, "@tell is no code of tell_subject")
    every(
        duties,
        lambda duty: not duty.note("duty") or bool(duty.note("text") and duty.note("clause")),
        "a duty says what to do, and under which clause",
    )


def _codes(pack: Pack, policy: Policy) -> None:
    """A rule that compares a fact with a misspelt code would never speak."""
    for read, value in paths.compared(policy.document, pack.vocabulary):
        fact = BY_NAME.get(read.fact)
        if read.fact == paths.CATEGORY or (read.key and fact):
            _said_of_a_code(pack, policy, read, value)
        elif fact and fact.codes and value and value not in pack.vocabulary.codes(fact.codes):
            raise PackError(f"{policy.file}: {policy.id}: {value} is no code of {fact.codes}")


def _said_of_a_code(pack: Pack, policy: Policy, read: paths.Reading, value: str) -> None:
    codes = BY_NAME[read.fact].codes if read.fact in BY_NAME else paths.CATEGORY
    lists = pack.vocabulary.lists
    if not read.key:
        known = set(lists[codes])
    else:
        said = [facts.get(read.key, ()) for facts in lists[codes].values()]
        known = {item for one in said for item in (one if isinstance(one, tuple) else (one,)) if isinstance(item, str)}
    if value not in known:
        raise PackError(f"{policy.file}: {policy.id}: {value} is no code of {codes}")


def _data(pack: Pack, grounds: set[str]) -> None:
    named = {gateway.ground for gateway in pack.gateways}
    if named != grounds:
        raise PackError(f"gateways.toml: {', '.join(sorted(named ^ grounds))}: not a ground and a gateway both")
    for code in (pack.escalation.urgent_within, pack.escalation.ordinarily_within, pack.escalation.informed_within):
        if code not in PERIODS:
            raise PackError(f"pack.toml: {code} is no known period")
    if wrong := [call_back for call_back in pack.call_backs if call_back.question not in pack.questions]:
        raise PackError(f"pack.toml: questions.toml has no words for {wrong[0].question}")
    if wrong := [call_back for call_back in pack.call_backs if call_back.clause not in pack.clauses]:
        raise PackError(f"pack.toml: clauses.toml has no {wrong[0].clause}")
    if pack.escalation.over_all not in pack.vocabulary.codes("office"):
        raise PackError("pack.toml: over_all names no office")
    if pack.escalation.approved not in pack.vocabulary.codes("approval"):
        raise PackError("pack.toml: approval is no answer of an office")
    if pack.untold not in pack.vocabulary.codes("tell_subject"):
        raise PackError("pack.toml: untold is no code of tell_subject")
