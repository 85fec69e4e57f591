"""What has to be done because of an answer: a second set of policies, asked about the answer. It can never grant.

- A duty that cannot be worked out may not be dropped: it is a fault, and a fault makes the answer a refusal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from confide.authority.engine import Question
from confide.authority.outcome import PERMIT, Answer, effect
from confide.authority.pack import Pack
from confide.authority.question_types import ANSWER_ACTION
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.domain.decision import Duty, Fault


@dataclass(frozen=True, slots=True)
class Owed:
    """The duties of an answer, whether the person is told, and whether nobody is told that we know them."""

    duties: tuple[Duty, ...]
    tell_subject: str
    silence: bool
    faults: tuple[Fault, ...] = ()


def owed(situation: Situation, outcome: str, answers: Sequence[Answer], parts: Parts) -> Owed:
    """What follows from this answer to this situation."""
    pack = parts.pack
    staff, proposal = parts.staff(situation), parts.proposal(situation)
    question = Question(
        (staff["type"], staff["id"]),
        ANSWER_ACTION,
        (proposal["type"], proposal["id"]),
        _context(situation, outcome, answers, pack),
    )
    reply = pack.duties.ask([question], parts.slice())[0]
    notes = [pack.notes[name] for name in pack.duties.documents if name in reply.policies]
    told = [note.note("tell") for note in notes if note.note("tell")]
    return Owed(
        duties=tuple(
            Duty(n.note("duty"), n.note("clause"), n.note("text"), n.note("clock"), n.note("starts"))
            for n in notes
            if n.note("duty")
        ),
        tell_subject=told[0] if told else pack.untold,
        silence=any("silence" in note.notes for note in notes),
        faults=reply.faults,
    )


def _context(situation: Situation, outcome: str, answers: Sequence[Answer], pack: Pack) -> str:
    released = [answer.verdict for answer in answers if answer.kind == PERMIT]
    rules = {rule for answer in answers for rule in answer.verdict.rules}
    return json.dumps(
        {
            "action": situation.action,
            "outcome": outcome,
            "released": bool(released),
            "kept_back": len(released) < len(answers),
            "grounds": sorted({rule for verdict in released for rule in verdict.rules}),
            "effects": sorted({effect(rule, pack) for rule in rules}),
        }
    )
