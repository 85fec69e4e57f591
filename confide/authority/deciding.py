"""Who decides or is told, by when, and on which legal basis each category would go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from confide.authority import gateways
from confide.authority.gateways import Gateway
from confide.authority.outcome import PERMIT, REFER, Answer
from confide.authority.pack import Pack
from confide.authority.situation import Situation
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.domain.decision import Basis, Escalation


def escalation(situation: Situation, outcome: str, answers: Sequence[Answer], pack: Pack) -> Escalation:
    """The office that decides where the answer is to refer, else the one that is told of what goes, if any."""
    rules = pack.escalation
    if outcome == REFER:
        offices = {answer.office for answer in answers if answer.kind == REFER}
        office = offices.pop() if len(offices) == 1 else rules.over_all
        within = rules.urgent_within if rules.urgent.holds(situation.facts) else rules.ordinarily_within
        return Escalation("decide", office, _by(within, situation.at, pack))
    informed = [gateway.informed for gateway in _gateways(situation, answers, pack) if gateway.informed]
    decided = situation.text("approval.by_office")
    told = [office for office in informed if office != decided]
    if not told:
        return Escalation()
    return Escalation("inform", Counter(told).most_common(1)[0][0], _by(rules.informed_within, situation.at, pack))


def basis(situation: Situation, answers: Sequence[Answer], pack: Pack) -> tuple[Basis, ...]:
    """The basis proposed for each category that goes."""
    found = []
    for answer in answers:
        if answer.kind == PERMIT:
            verdict = answer.verdict
            gateway = gateways.first(pack.gateways, verdict.rules, situation.facts)
            class_ = str(pack.vocabulary.facts("category", verdict.category)["class"])
            condition = str(pack.vocabulary.facts("class", class_)["condition"])
            found.append(gateways.basis(gateway, verdict.category, condition, verdict.rules))
    return tuple(found)


def _gateways(situation: Situation, answers: Sequence[Answer], pack: Pack) -> list[Gateway]:
    grounds = [answer.verdict.rules for answer in answers if answer.kind == PERMIT]
    found = [gateways.first(pack.gateways, rules, situation.facts) for rules in grounds]
    return [gateway for gateway in found if gateway]


def _by(code: str, at: datetime, pack: Pack) -> datetime:
    return due_at(code, at, bank_holidays(Nation(pack.nation), at.date(), years=2))
