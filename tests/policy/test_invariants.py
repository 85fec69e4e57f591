"""What the policy promises in every situation, proved by asking about all of a reduced space of facts.

- The twin is asked the whole space; the engine, which needs milliseconds where the twin needs microseconds, is asked
  every corner of it and a seeded sample of neighbourhoods. How many stands in the name of each test, and is asserted.
- An invariant that no situation puts to the test fails.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.policy import invariants as must
from tests.policy.engine import engine
from tests.policy.invariants import EACH, PAIRS
from tests.policy.spaces import (
    CORNERS,
    DISCLOSURES,
    DOUBTS,
    OTHER_ACTS,
    WORST_FIRST,
    Key,
    Neighbourhood,
    Space,
    corner,
    neighbourhoods,
)
from tests.policy.twin import Answer, answer
from tests.policy.words import words

Ask = Callable[[Mapping[str, Any]], Answer]
SAMPLED = 6
SEED = 20261124


class Proof:
    """What was asked, which invariants were put to the test how often, and the first situation that broke each."""

    def __init__(self) -> None:
        self.situations = 0
        self.tested: Counter[str] = Counter()
        self.broken: dict[str, object] = {}

    def note(self, name: str, held: bool | None, example: object) -> None:
        if held is not None:
            self.tested[name] += 1
        if held is False:
            self.broken.setdefault(name, example)

    def walk(self, around: Neighbourhood, ask: Ask) -> None:
        answers = {key: ask(question) for key, question in around.items()}
        self.situations += len(answers)
        for key, found in answers.items():
            for invariant in EACH:
                self.note(invariant.__name__, invariant(around[key], found, words()), (around[key], found))
        self._neighbours(answers)

    def _neighbours(self, answers: Mapping[Key, Answer]) -> None:
        for standing, identity, approval in answers:
            here = answers[standing, identity, approval]
            row = [answers[standing, i, approval] for i in WORST_FIRST if (standing, i, approval) in answers]
            if here is row[-1] and len(row) > 1:
                self.note("worse_identity_never_shares_more", must.worse_identity_never_shares_more(row), row)
            if approval != "none" and (standing, identity, "none") in answers:
                before = answers[standing, identity, "none"]
                check = (
                    must.an_approval_lifts_no_bar
                    if approval == "approved"
                    else must.a_refusal_by_an_office_shares_nothing_more
                )
                self.note(check.__name__, check(before, here), (before, here))
            if standing == "grace" and ("good", identity, approval) in answers:
                good = answers["good", identity, approval]
                self.note("grace_changes_nothing", must.grace_changes_nothing(good, here), (good, here))


def twin(question: Mapping[str, Any]) -> Answer:
    """The twin's answer."""
    return answer(question, words())


WHOLE = [(DISCLOSURES, 232_560), (OTHER_ACTS, 66_000), (DOUBTS, 41_040)]
# What only the random situations put to the test: channels, rival suppliers and other people's teams have no axis here.
ELSEWHERE = {
    must.nothing_protected_by_an_open_channel,
    must.a_rival_never_sees_terms,
    must.only_ones_own_people_are_looked_at,
}
EXPECTED = {
    DISCLOSURES.name: {*EACH, *PAIRS} - ELSEWHERE - {must.doubt_is_referred, must.nothing_is_ever_posted_online},
    OTHER_ACTS.name: must.OF_EVERY_ACT | {must.nothing_is_ever_posted_online},
    DOUBTS.name: {must.doubt_is_referred, must.danger_never_blocks, must.danger_calls_back},
}


def untested(space: Space, tested: Counter[str]) -> list[str]:
    """The invariants that this space should have put to the test and did not."""
    return [check.__name__ for check in EXPECTED[space.name] if not tested[check.__name__]]


@pytest.mark.slow
@pytest.mark.parametrize(("space", "situations"), WHOLE, ids=str)
def test_every_invariant_holds_for_the_twin_in_the_whole_space(space: Space, situations: int) -> None:
    proof = Proof()
    for around in neighbourhoods(space):
        proof.walk(around, twin)
    assert not proof.broken
    assert not untested(space, proof.tested)
    assert proof.situations == situations


PARTS = [(DISCLOSURES, 4_416, 816), (OTHER_ACTS, 2_520, 624), (DOUBTS, 864, 864)]


@pytest.mark.parametrize(("space", "in_corners", "in_sample"), PARTS, ids=str)
def test_every_invariant_holds_for_the_engine_in_every_corner_and_in_a_sample(
    space: Space, in_corners: int, in_sample: int
) -> None:
    sample, corners = Proof(), Proof()
    for around in random.Random(SEED).sample(list(neighbourhoods(space)), SAMPLED):
        sample.walk(around, engine)
    for around in neighbourhoods(CORNERS[space.name]):
        corners.walk(corner(around), engine)
    assert not sample.broken
    assert not corners.broken
    assert not untested(space, corners.tested + sample.tested)
    assert (corners.situations, sample.situations) == (in_corners, in_sample)
