"""Decides a situation under a pack: the one way from a question to a decision.

- The same situation, pack and moment give the same decision.
- Anything that could not be worked out makes the whole answer a refusal and is kept as a fault.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from confide.authority import deciding, reasons
from confide.authority.duties import Owed, owed
from confide.authority.outcome import PERMIT, QUESTION, REFUSE, Answer, answers, outcome
from confide.authority.pack import Pack
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.authority.verdicts import Verdict, ask
from confide.authority.would_change import Found, would_change
from confide.domain.decision import Change, Decision, Escalation, Fault

__all__ = ["decide"]

log = logging.getLogger(__name__)


def decide(situation: Situation, pack: Pack, *, explain: bool = False) -> Decision:
    """What the policy answers. With `explain` every reason lists its conditions and whether each held."""
    parts = Parts(pack)
    verdicts = ask([(situation, category) for category in situation.asked], parts)
    faults = tuple(fault for verdict in verdicts for fault in verdict.faults)
    if faults:
        return _refused(situation, verdicts, faults, pack)
    found = answers(situation, verdicts, parts)
    duties = owed(situation, outcome(found, pack), found, parts)
    if duties.faults:
        return _refused(situation, verdicts, duties.faults, pack)
    decision = _decision(situation, found, duties, would_change(situation, found, parts), pack)
    return reasons.explained(decision, situation, parts) if explain else decision


def _decision(situation: Situation, found: Sequence[Answer], duties: Owed, change: Found, pack: Pack) -> Decision:
    whole = outcome(found, pack)
    behind = reasons.reasons(situation.action, found, pack)
    return Decision(
        outcome=whole,
        release=tuple(answer.verdict.category for answer in found if answer.kind == PERMIT),
        withhold=tuple(reasons.withheld(answer, pack) for answer in found if answer.kind != PERMIT),
        reasons=behind,
        basis=deciding.basis(situation, found, pack),
        duties=duties.duties,
        remedies=tuple(dict.fromkeys(reason.remedy for reason in behind if reason.remedy)),
        questions=reasons.questions([answer for answer in found if answer.kind == QUESTION], pack),
        escalation=deciding.escalation(situation, whole, found, pack),
        tell_subject=duties.tell_subject,
        neither_confirm_nor_deny=duties.silence,
        would_change=change.changes,
        cut_short=change.cut_short,
        bundle=pack.bundle,
        pack=pack.name,
        at=situation.at,
    )


def _refused(situation: Situation, verdicts: Sequence[Verdict], faults: tuple[Fault, ...], pack: Pack) -> Decision:
    """The answer where something could not be worked out: no, whatever the rest said."""
    for fault in faults:
        log.error("policy %s, rule %s: %s", pack.bundle[:12], fault.rule or "not named", fault.message)
    found = [Answer(replace(verdict, allowed=False, rules=()), REFUSE) for verdict in verdicts]
    nothing = Owed((), pack.untold, silence=True)
    no_change: tuple[Change, ...] = ()
    decision = _decision(situation, found, nothing, Found(no_change, cut_short=True), pack)
    return replace(decision, faults=tuple(dict.fromkeys(faults)), reasons=(), escalation=Escalation())
