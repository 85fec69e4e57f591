"""The engine and the plain-Python twin of its rules answer thousands of random situations alike, reasons and all.

- The seed is fixed, so that a disagreement is found again. A test proves that no rule and no outcome was left out.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from typing import Any

from tests.policy.clauses import CLAUSES
from tests.policy.engine import decided, engine, pack_rules, shaped
from tests.policy.gates import GATES
from tests.policy.grounds import GROUNDS
from tests.policy.invariants import EACH
from tests.policy.situations import random_situation
from tests.policy.twin import Answer, answer
from tests.policy.words import words

SEED = 20261124
MANY = 5_000
WHOLE = 400
OUTCOMES = {"share", "share_minimum", "anonymise", "need_information", "refer", "refuse", "none_held"}


@cache
def asked() -> tuple[tuple[dict[str, Any], Answer], ...]:
    """The random situations with the twin's answers."""
    rng = random.Random(SEED)
    questions = [random_situation(rng, words()) for _ in range(MANY)]
    return tuple((question, answer(question, words())) for question in questions)


def test_the_engine_and_the_twin_agree_on_outcome_release_and_every_reason_of_5000_random_situations() -> None:
    assert len(asked()) == MANY
    for question, twin in asked():
        assert engine(question) == twin, question


def test_whole_decisions_say_the_same_of_400_of_them_whatever_the_order_of_categories() -> None:
    for question, twin in asked()[:WHOLE]:
        found = shaped(decided(question))
        assert found.verdicts == twin.verdicts, question
        assert (found.outcome, set(found.release)) == (twin.outcome, set(twin.release)), question


def test_every_rule_and_every_outcome_is_seen() -> None:
    seen = Counter(rule for _, twin in asked() for rule in twin.rules)
    assert {rule for rule in [*GROUNDS, *GATES] if not seen[rule]} == set()
    assert {twin.outcome for _, twin in asked()} == OUTCOMES


def test_the_pack_has_the_rules_of_the_twin_under_the_same_clauses_and_effects_and_no_other() -> None:
    grounds = {rule: (CLAUSES[rule], "permit", "") for rule in GROUNDS}
    gates = {rule: (CLAUSES[rule], gate.kind, gate.names) for rule, gate in GATES.items()}
    assert pack_rules() == grounds | gates


def test_what_must_hold_everywhere_holds_in_random_situations_too_and_is_put_to_the_test() -> None:
    tested = Counter[str]()
    for question, twin in asked():
        held = {must.__name__: must(question, twin, words()) for must in EACH}
        tested.update(name for name, held_ in held.items() if held_ is not None)
        assert False not in held.values(), question
    assert sorted(tested) == sorted(must.__name__ for must in EACH)
