"""The policy pack in force, as the door asks it: code lists, and whether somebody may take a step or read.

- The lists are the pack's vocabulary, the one there is.
- Registers announce their steps here, so that the pack is built with them.
"""

import functools
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import get_language, gettext

from confide.authority import decide as authority
from confide.authority import relevance, steps, viewing
from confide.authority.pack import Pack, StepRule, load
from confide.authority.situation import check
from confide.authority.steps import Permission
from confide.domain.decision import Decision, Reason
from confide.domain.holding import CONFIDENTIAL, CRIMINAL, SPECIAL, Holding

PACK = "leader_group"
Row = tuple[str, str, str, str, bool]
_steps: dict[tuple[str, str], Row] = {
    # Reading what is no case, and taking up one's own answers, which is never barred.
    ("person", "read"): ("person", "read", "reader", "1.7b", False),
    # What people do with a record that is no case: make one, write in it, put it right, take it out of the house.
    ("person", "add"): ("person", "add", "anyone", "1.1a", False),
    ("person", "change"): ("person", "change", "reader", "1.2a", False),
    ("person", "write"): ("person", "write", "reader", "2.8b", False),
    ("person", "take_away"): ("person", "take_away", "keeper", "2.8c", False),
    ("draft", "read"): ("draft", "read", "opener", "1.7b", True),
}


def announce(rows: tuple[Row, ...]) -> None:
    """Add the steps of a register: (register, step, by, clause, emergency) each."""
    for row in rows:
        _steps[row[0], row[1]] = row
    pack.cache_clear()


def announced() -> tuple[Row, ...]:
    """Every step that was announced, in a fixed order."""
    return tuple(_steps[key] for key in sorted(_steps))


@functools.cache
def pack() -> Pack:
    """The policy pack in force, built with every step that was announced; kept for the life of the process."""
    return load(PACK, tuple(StepRule(*row) for row in announced()))


def codes(vocabulary: str) -> list[tuple[str, str]]:
    """The codes of one list and their words, in the pack's order."""
    return list(_codes(vocabulary, get_language()))


def known(vocabulary: str) -> AbstractSet[str]:
    """The codes of one list without their words, for checking what was typed."""
    return pack().vocabulary.lists[vocabulary].keys()


@functools.cache
def held_as(category: str) -> Holding:
    """What words of a category hold, as far as the law asks something special for them."""
    words = pack().vocabulary
    condition = words.facts("class", str(words.facts("category", category)["class"]))["condition"]
    return {"special": SPECIAL, "criminal": CRIMINAL}.get(str(condition), CONFIDENTIAL)


@functools.lru_cache(maxsize=256)
def _codes(vocabulary: str, _language: str | None) -> tuple[tuple[str, str], ...]:
    words = pack().vocabulary
    return tuple((code, gettext(words.label(vocabulary, code))) for code in words.codes(vocabulary))


def decide(situation: Mapping[str, Any]) -> Decision:
    """The policy's decision on a situation in its public form. Raises the authority's BadSituation."""
    policy = pack()
    return authority.decide(check(situation, policy), policy)


def withheld(situation: Mapping[str, Any]) -> dict[str, tuple[Reason, ...]]:
    """For each category that somebody wants to look at the reasons against it. Raises the authority's BadSituation."""
    policy = pack()
    return dict(viewing.withheld(check(situation, policy), policy))


def explained(decision: Decision, situation: Mapping[str, Any]) -> Decision:
    """The same decision with every condition of its reasons, while the policy is still the one that decided."""
    policy = pack()
    return (
        authority.decide(check(situation, policy), policy, explain=True)
        if policy.bundle == decision.bundle
        else decision
    )


def still_matters(situation: Mapping[str, Any], facts: Sequence[str]) -> bool:
    """Whether answering these facts could still change what the policy decides."""
    return relevance.still_matters(situation, facts, pack())


def may(action: str, *, actor: Mapping[str, Any], case: Mapping[str, Any]) -> Permission:
    """Whether the policy lets `actor` take `action` on `case`."""
    return steps.may(action, actor=actor, case=case, pack=pack())


def may_each(asks: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> list[Permission]:
    """The same for many (action, actor, case) at once, in order."""
    return steps.may_each(asks, pack=pack())


def sentences(permission: Permission) -> list[str]:
    """Why not, and what would put it right, in the reader's language; none where it is allowed."""
    return [sentence(reason) for reason in permission.reasons]


def sentence(reason: Reason) -> str:
    """A reason and what would put it right, in the reader's language."""
    return " ".join(gettext(words) for words in (reason.text, reason.remedy) if words)
