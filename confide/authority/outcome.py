"""What a refusal comes to: a bar, a question, a matter for an office, or a call to anonymise.

- What a rule is for the outcome is written on it. Nothing here knows a rule by name.
- A question is put only where its best answers lead somewhere, and a matter is referred only where an approval would.
- Somebody unknown who rings about a danger is rung back, whatever else stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from confide.authority.pack import Pack
from confide.authority.situation import Situation
from confide.authority.situation_values import Said
from confide.authority.slice import Parts
from confide.authority.verdicts import Verdict, ask, forbidding

REFUSE, REFER, ANONYMISE, QUESTION, BAR, PERMIT = "refuse", "refer", "anonymise", "question", "bar", "permit"
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one category. `asks` are the facts to find out, `office` who is asked to decide."""

    verdict: Verdict
    kind: str
    asks: tuple[str, ...] = ()
    office: str = ""


def effect(rule: str, pack: Pack) -> str:
    """What one rule means for the outcome: permit, bar, question, refer or anonymise."""
    note = pack.notes[rule]
    if note.effect == PERMIT:
        return PERMIT
    return next((kind for kind in (REFER, QUESTION, ANONYMISE) if kind in note.notes), BAR)


def office(rules: Iterable[str], pack: Pack) -> str:
    """The one office that these rules refer to, or the office over all of them."""
    named = {pack.notes[rule].note(REFER) for rule in rules}
    return named.pop() if len(named) == 1 else pack.escalation.over_all


def approved(situation: Situation, by: str, pack: Pack) -> Situation:
    """The same situation once an office has approved it."""
    return situation.changed({"approval.by_office": by, "approval.decision": pack.escalation.approved})


def answers(situation: Situation, verdicts: Sequence[Verdict], parts: Parts) -> list[Answer]:
    """What becomes of every category, in order. `parts` are what was asked so far, and grow."""
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    settled = _settled([(situation, verdict) for verdict in refused], parts)
    hopeful = _hopeful(situation, [v for v in refused if settled[v.category].kind == REFUSE], parts)
    rung_back = _rung_back(situation, refused, parts)
    found = []
    for verdict in verdicts:
        answer = settled.get(verdict.category, Answer(verdict, PERMIT))
        asks = rung_back.get(verdict.category) or hopeful.get(verdict.category)
        found.append(Answer(verdict, QUESTION, asks) if asks else answer)
    return found


def _settled(refused: Sequence[tuple[Situation, Verdict]], parts: Parts) -> dict[str, Answer]:
    """What each refusal comes to while nothing more is found out: refuse, anonymise or refer. One of a category."""
    pack = parts.pack
    found = {verdict.category: Answer(verdict, _kind(verdict, pack)) for _, verdict in refused}
    referred = [(s, v, office(v.rules, pack)) for s, v in refused if found[v.category].kind == REFER]
    after = ask([(approved(situation, by, pack), verdict.category) for situation, verdict, by in referred], parts)
    for (_, verdict, by), then in zip(referred, after, strict=True):
        found[verdict.category] = Answer(verdict, REFER, office=by) if then.allowed else Answer(verdict, REFUSE)
    return found


def _kind(verdict: Verdict, pack: Pack) -> str:
    kinds = {effect(rule, pack) for rule in forbidding(verdict, pack)}
    if verdict.faults or not kinds:
        return REFUSE
    if ANONYMISE in kinds and BAR not in kinds:
        return ANONYMISE
    return REFER if kinds == {REFER} else REFUSE


def questions(rules: Iterable[str], pack: Pack) -> tuple[str, ...]:
    """The facts that these rules ask for, each once, in the pack's order."""
    named = {pack.notes[rule].note(QUESTION) for rule in rules}
    return tuple(fact for fact in pack.questions if fact in named)


def _hopeful(situation: Situation, refused: Sequence[Verdict], parts: Parts) -> dict[str, tuple[str, ...]]:
    """The facts to ask for, of every category that the best answers would free or bring before an office."""
    pack = parts.pack
    open_ = [v for v in refused if not v.faults and BAR not in {effect(rule, pack) for rule in v.rules}]
    waiting = [(situation, verdict) for verdict in open_ if questions(verdict.rules, pack)]
    asked = {verdict.category: questions(verdict.rules, pack) for _, verdict in waiting}
    freed, left = set(), []
    for _ in range(ROUNDS):
        tried = [(at_best(s, questions(v.rules, pack), pack), v.category) for s, v in waiting]
        then = list(zip((s for s, _ in tried), ask(tried, parts), strict=True))
        freed |= {verdict.category for _, verdict in then if verdict.allowed}
        refusals = [(s, v) for s, v in then if not v.allowed]
        waiting = [(s, v) for s, v in refusals if questions(v.rules, pack)]
        left += [(s, v) for s, v in refusals if not questions(v.rules, pack)]
        if not waiting:
            break
    freed |= {category for category, answer in _settled(left + waiting, parts).items() if answer.kind != REFUSE}
    return {category: facts for category, facts in asked.items() if category in freed}


def at_best(situation: Situation, facts: Iterable[str], pack: Pack) -> Situation:
    """The situation as it would be if these facts turned out as well as they can, one after the other."""
    best: Mapping[str, Said] = situation.facts
    for fact in facts:
        best = {**best, **pack.questions[fact].at_best(best)}
    return Situation(best, situation.given)


def _rung_back(situation: Situation, refused: Sequence[Verdict], parts: Parts) -> dict[str, tuple[str, ...]]:
    """What is asked first of all, of every category that would go once it is answered."""
    found: dict[str, tuple[str, ...]] = {}
    for call_back in parts.pack.call_backs:
        if call_back.settled.when.holds(situation.facts):
            then = situation.changed(call_back.settled.values(situation.facts))
            verdicts = ask([(then, verdict.category) for verdict in refused], parts)
            found |= {verdict.category: (call_back.question,) for verdict in verdicts if verdict.allowed}
    return found


def outcome(answers_: Sequence[Answer], pack: Pack) -> str:
    """The answer as a whole."""
    kinds = [answer.kind for answer in answers_]
    if not kinds:
        return "none_held"
    if PERMIT in kinds:
        return "share_minimum" if set(kinds) != {PERMIT} or _only_the_least(answers_, pack) else "share"
    for kind, whole in ((QUESTION, "need_information"), (ANONYMISE, ANONYMISE), (REFER, REFER)):
        if kind in kinds:
            return whole
    return REFUSE


def _only_the_least(answers_: Sequence[Answer], pack: Pack) -> bool:
    """Whether anything goes because it belongs to the least that helps in danger."""
    return any("minimum" in pack.notes[rule].notes for answer in answers_ for rule in answer.verdict.rules)
