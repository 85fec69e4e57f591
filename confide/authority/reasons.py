"""Says why: which rules decided, what is withheld and why, and what has to be found out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from confide.authority import explain
from confide.authority.outcome import PERMIT, QUESTION, Answer, effect
from confide.authority.pack import Pack
from confide.authority.policies import Policy
from confide.authority.scope import grounds
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.domain.decision import Decision, Question, Reason, Withheld

MISSING = "missing"
# What stands against sharing comes first, the gravest before what can be put right.
ORDER = ("bar", "anonymise", "refer", "question", "permit", MISSING)


def reasons(action: str, answers: Sequence[Answer], pack: Pack) -> tuple[Reason, ...]:
    """Every rule that decided, once, with the categories it decided; and unmet grounds where nothing decided."""
    of: dict[tuple[str, str], list[str]] = {}
    for answer in answers:
        for rule in answer.verdict.rules:
            of.setdefault((effect(rule, pack), rule), []).append(answer.verdict.category)
        if answer.kind != PERMIT and not answer.verdict.rules:
            for rule in grounds(action, pack):
                of.setdefault((MISSING, rule), []).append(answer.verdict.category)
    ordered = sorted(of, key=lambda key: ORDER.index(key[0]))
    return tuple(_reason(pack.notes[rule], kind, tuple(of[kind, rule])) for kind, rule in ordered)


def _reason(note: Policy, kind: str, categories: tuple[str, ...]) -> Reason:
    return Reason(
        clause=note.note("clause"),
        rule=note.id,
        text=note.note("unmet" if kind == MISSING else "text"),
        effect=kind,
        categories=categories,
        remedy=note.note("remedy"),
        refer=note.note("refer"),
        question=note.note("question"),
    )


def withheld(answer: Answer, pack: Pack) -> Withheld:
    """A category that is kept back, with the rules and clauses that keep it back."""
    rules = answer.verdict.rules
    clauses = tuple(dict.fromkeys(pack.notes[rule].note("clause") for rule in rules))
    return Withheld(answer.verdict.category, answer.kind, clauses, rules)


def questions(waiting: Sequence[Answer], pack: Pack) -> tuple[Question, ...]:
    """What has to be found out, most decisive first: by the categories held back, then in the pack's order."""
    found = []
    for fact in pack.questions:
        held = [answer for answer in waiting if fact in answer.asks]
        if held:
            rules = _asking(fact, held, pack)
            clauses = [pack.notes[rule].note("clause") for rule in rules]
            clauses += [call_back.clause for call_back in pack.call_backs if call_back.question == fact]
            categories = tuple(answer.verdict.category for answer in held)
            found.append(Question(fact, pack.questions[fact].text, tuple(dict.fromkeys(clauses)), rules, categories))
    return tuple(sorted(found, key=lambda question: -len(question.categories)))


def _asking(fact: str, held: Iterable[Answer], pack: Pack) -> tuple[str, ...]:
    rules = {rule for answer in held for rule in answer.verdict.rules}
    return tuple(sorted(rule for rule in rules if pack.notes[rule].note(QUESTION) == fact))


def explained(decision: Decision, situation: Situation, parts: Parts) -> Decision:
    """The same decision with the conditions of every reason, for the first category that it decided."""
    made = [
        replace(reason, conditions=explain.conditions(reason.rule, situation, reason.categories[0], parts))
        for reason in decision.reasons
    ]
    return replace(decision, reasons=tuple(made))
