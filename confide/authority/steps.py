"""Whether somebody may take a step of a case, or read something, and if not why not.

- The answer is asked of the policy engine; the reason shown is the reason that decided.
- Nothing said about an actor or a case counts as nothing: no relation, no office, no standing.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confide.authority.engine import Question, Reply, Slice
from confide.authority.pack import Pack
from confide.domain.decision import Reason

Ask = tuple[str, Mapping[str, Any], Mapping[str, Any]]
TEXTS = ("opened_by", "owner", "handler", "handover", "office", "subject_staff", "author", "respondent")
UNKNOWN_STEP = Reason("", "", "The policy knows no such step, or nobody asks for it.", "missing", ())
UNCLEAR = Reason("", "", "The policy could not work this out, so it is not allowed.", "bar", ())


@dataclass(frozen=True, slots=True)
class Permission:
    """Yes, or no with the reasons. `reasons` is empty where it is allowed."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def reasons_if_not(self) -> tuple[str, ...]:
        """One sentence or two for each reason: what stands in the way, and what would put it right."""
        return tuple(f"{reason.text} {reason.remedy}".strip() for reason in self.reasons)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses behind the reasons, each once."""
        return tuple(dict.fromkeys(reason.clause for reason in self.reasons if reason.clause))


def may(action: str, *, actor: Mapping[str, Any], case: Mapping[str, Any], pack: Pack) -> Permission:
    """Whether `actor` may take `action`, such as `disclosure:refer` or `person:read`, on `case`."""
    return may_each([(action, actor, case)], pack=pack)[0]


def may_each(asks: Sequence[Ask], *, pack: Pack) -> list[Permission]:
    """The same for many at once, in order."""
    known = [ask for ask in asks if _answerable(ask, pack)]
    questions, entities = [], []
    for number, (action, actor, case) in enumerate(known):
        entities += [_entity("Colleague", number, colleague(actor, pack)), _entity("Case", number, matter(case))]
        questions.append(Question(("Colleague", str(number)), action, ("Case", str(number))))
    replies = iter(_replies(pack, json.dumps(entities), tuple(questions)) if questions else ())
    return [
        _permission(ask[0], next(replies), pack) if _answerable(ask, pack) else Permission(False, (UNKNOWN_STEP,))
        for ask in asks
    ]


# A step is asked for when it is permitted and again when its facts are opened, in the same words.
@functools.lru_cache(maxsize=256)
def _replies(pack: Pack, entities: str, questions: tuple[Question, ...]) -> list[Reply]:
    return pack.steps.ask(questions, Slice(entities, pack.policies.steps_schema))


def _answerable(ask: Ask, pack: Pack) -> bool:
    """Whether the pack knows the step, and somebody asks: nobody, with an empty id, has no case."""
    return ask[0] in pack.steps.documents and bool(ask[1].get("id"))


def _permission(action: str, reply: Reply, pack: Pack) -> Permission:
    if reply.allowed:
        return Permission(allowed=True)
    if reply.faults:
        return Permission(False, (UNCLEAR,))
    effect = "bar" if reply.policies else "missing"
    notes = [pack.notes[name] for name in reply.policies or (action,)]
    reasons = [Reason(n.note("clause"), n.id, n.note("text"), effect, (), n.note("remedy")) for n in notes]
    return Permission(False, tuple(reasons))


def _entity(type_: str, number: int, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"uid": {"type": type_, "id": str(number)}, "attrs": attributes, "parents": []}


def colleague(actor: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """An actor as the engine reads one."""
    return {
        "id": str(actor["id"]),
        "roles": list(actor.get("roles", ())),
        "offices": list(actor.get("offices", ())),
        "agreement_signed": bool(actor.get("agreement_signed", False)),
        "inducted": bool(actor.get("inducted", False)),
        "training": str(actor.get("training", pack.vocabulary.codes("training")[0])),
        "override": bool(actor.get("override", False)),
    }


def matter(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as the engine reads one."""
    return {
        "id": str(case.get("id", "")),
        "register": str(case.get("register", "")),
        "team_relation": str(case.get("team_relation", "none")),
        "confined": bool(case.get("confined", True)),
        "through_glass": bool(case.get("through_glass", False)),
        **{name: str(case.get(name) or "") for name in TEXTS},
    }
