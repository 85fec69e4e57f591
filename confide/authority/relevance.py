"""Which facts could still change an answer, so that no question is put in vain.

- Sound: a fact that could change the outcome or what is released is never left out. One that could not may be kept in.
- Whatever was not said yet could be anything; so could whatever the outcome would itself try out: the best answer to an
  open question, an approval, a call back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from confide.authority import shape
from confide.authority.outcome import BAR, QUESTION, REFER, effect
from confide.authority.pack import Pack
from confide.authority.policies import FORBID
from confide.authority.possible import Possibilities, Possible
from confide.authority.shape import FACTS
from confide.authority.situation import Situation, filled

APPROVAL = frozenset({"approval.by_office", "approval.decision"})
# Nothing can be worked out before these are known.
SPEAKS = frozenset({True})
FIRST = (shape.ACTION, shape.PURPOSE, shape.ASK)
# The moment matters to one fact only, the day of a check; where that is known, so is the moment.
ANY_DAY = "2000-01-01T00:00:00+00:00"


def still_matters(raw: Mapping[str, Any], facts: Sequence[str], pack: Pack) -> bool:
    """Whether answering any of these facts could change the outcome or what is released.

    `raw` is a situation in its public form as far as it is known; what it does not say is not known. Raises
    BadSituation where what it says is wrong.
    """
    if any(name not in raw for name in FIRST):
        return True
    known = _known(raw, facts)
    return bool(frozenset(facts) & _unsettled(json.dumps(known, sort_keys=True, default=list), pack))


def unsettled(raw: Mapping[str, Any], pack: Pack) -> frozenset[str]:
    """All facts not yet said that could still change the outcome or what is released, by their dotted names."""
    return _unsettled(json.dumps(raw, sort_keys=True, default=list), pack)


def _known(raw: Mapping[str, Any], facts: Sequence[str]) -> dict[str, Any]:
    """The situation without what is known of these facts: they are the ones being asked."""
    known: dict[str, Any] = json.loads(json.dumps(raw, default=list))
    for name in facts:
        *path, last = name.split(".")
        place: Any = known
        for key in path:
            place = place.get(key, {})
        place.pop(last, None)
    return known


@lru_cache(maxsize=32)
def _unsettled(known: str, pack: Pack) -> frozenset[str]:
    raw = json.loads(known)
    situation = filled({shape.NOW: ANY_DAY, **raw}, pack)
    said = situation.given | {shape.HELD, shape.NOW}
    if raw.get("initiated_by") in pack.unasked:
        said |= {fact.name for fact in FACTS if fact.section == shape.REQUESTER}
    unknown = frozenset(fact.name for fact in FACTS) - said
    found = [_of_category(situation, unknown, category, pack) for category in situation.asked]
    return frozenset().union(*found) & unknown


def _of_category(situation: Situation, unknown: frozenset[str], category: str, pack: Pack) -> frozenset[str]:
    """The facts that what becomes of one category hangs on; wider and wider until nothing more is tried out."""
    asked = unknown | _rung_back(situation, unknown, pack)
    rules = _rules(situation, asked, category, pack)
    if _barred(rules, pack):
        return frozenset()
    while True:
        if asked != unknown:
            asked, rules = unknown, _rules(situation, unknown, category, pack)
        tried = _tried(rules, pack) | _rung_back(situation, unknown, pack)
        if tried <= unknown:
            return frozenset().union(*(says.facts for says in rules.values()))
        unknown |= tried


def _rules(situation: Situation, unknown: frozenset[str], category: str, pack: Pack) -> dict[str, Possible]:
    about = Possibilities(situation.facts, unknown, category, situation.action, pack)
    return {name: about.rule(name) for name in pack.rules.documents}


def _barred(rules: Mapping[str, Possible], pack: Pack) -> bool:
    """Whether a bar certainly speaks. Then neither answers nor approvals are tried, and nothing else counts."""
    return any(says.values == SPEAKS and effect(name, pack) == BAR for name, says in rules.items())


def _tried(rules: Mapping[str, Possible], pack: Pack) -> frozenset[str]:
    """The facts that the outcome itself would try other values of, if the rules that could speak do."""
    speaking = [name for name, says in rules.items() if says.may_be(True) and pack.notes[name].effect == FORBID]
    tried: set[str] = set(APPROVAL) if any(effect(name, pack) == REFER for name in speaking) else set()
    for name in speaking:
        if effect(name, pack) == QUESTION:
            for best in pack.questions[pack.notes[name].note(QUESTION)].best:
                tried |= best.facts.keys()
    return frozenset(tried)


def _rung_back(situation: Situation, unknown: frozenset[str], pack: Pack) -> frozenset[str]:
    """What a call back would change, where there could be one."""
    tried: set[str] = set()
    for call_back in pack.call_backs:
        wanted = call_back.settled.when.wanted
        if all(name in unknown or situation.facts[name] in values for name, values in wanted.items()):
            tried |= call_back.settled.facts.keys()
    return frozenset(tried)
