"""Somebody who cannot decide is not asked; whoever may decide for them is (clauses 2.2b, 2.2c)."""

from __future__ import annotations

import pytest

from confide.authority.decide import decide
from tests.policy.cases import PACK, case

NOT_ASKED = {"subject__consent": {"state": "not_sought"}}


def said(**changes) -> str:
    decision = decide(case(**NOT_ASKED, **changes), PACK)
    assert decision.outcome == "need_information"
    return " ".join([*decision.remedies, *(question.text for question in decision.questions)])


def test_where_the_person_cannot_decide_it_says_to_ask_whoever_may_decide_for_them():
    words = said(subject__capacity="lacks")
    assert "Ask whoever may decide it for them, and see the proof" in words
    assert "what is best for them" in words
    assert "Ask them, or record" not in words


@pytest.mark.parametrize("capacity", ["has", "unknown", "fluctuating"])
def test_where_they_may_be_able_to_decide_they_are_asked_themselves(capacity):
    words = said(subject__capacity=capacity)
    assert "Ask them, or record" in words
    assert "Ask whoever may decide it" not in words
