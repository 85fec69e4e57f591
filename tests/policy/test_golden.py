"""The golden tables: situations with the answer the policy gives, asked of the engine and of the twin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.policy.clauses import CLAUSES
from tests.policy.engine import decided, engine, shaped
from tests.policy.gates import GATES
from tests.policy.grounds import GROUNDS
from tests.policy.situations import contradictory
from tests.policy.tables import FOLDER, Row, rows, whole
from tests.policy.twin import Answer, answer
from tests.policy.words import words

WHOLE = FOLDER / "danger_whole.md"
ROWS = [row for path in sorted(FOLDER.glob("*.md")) if path not in (WHOLE, FOLDER / "README.md") for row in rows(path)]
CELLS = list(whole(WHOLE, sorted(words().groups)))


def said(found: Answer) -> tuple[str, tuple[str, ...], frozenset[str], frozenset[str]]:
    """Outcome, what goes, the clauses of the grounds, the clauses of the gates."""
    return (
        found.outcome,
        found.release,
        frozenset(clauses(found, found.release)),
        frozenset(clauses(found, found.withhold)),
    )


def clauses(found: Answer, categories: tuple[str, ...]) -> Iterator[str]:
    """The clauses behind these categories."""
    return (CLAUSES[rule] for category in categories for rule in found.verdicts[category].rules)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_engine_answers_as_the_table_says(row: Row) -> None:
    assert said(shaped(decided(row.situation))) == (row.outcome, row.released, row.grounds, row.gates)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_twin_answers_as_the_table_says(row: Row) -> None:
    assert said(answer(row.situation, words())) == (row.outcome, row.released, row.grounds, row.gates)


def test_there_are_enough_situations_and_none_contradicts_itself() -> None:
    assert len(ROWS) >= 200
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert not [row.name for row in ROWS if contradictory(row.situation)]


def test_every_rule_decides_a_situation_of_the_tables() -> None:
    decided = frozenset[str]().union(*(answer(row.situation, words()).rules for row in ROWS))
    assert sorted(decided) == sorted({*GROUNDS, *GATES})


def test_the_whole_table_names_every_recipient_at_every_identity_standing_and_danger() -> None:
    asked = len(words().groups) * 6 + 5
    assert len(CELLS) == asked * 3 * 6


def test_the_twin_answers_as_the_whole_table_says() -> None:
    wrong = [(name, answer(asked, words()).outcome, outcome) for name, asked, outcome in CELLS]
    assert not [found for found in wrong if found[1] != found[2]]


def test_the_engine_answers_as_the_whole_table_says() -> None:
    wrong = [(name, engine(asked).outcome, outcome) for name, asked, outcome in CELLS]
    assert not [found for found in wrong if found[1] != found[2]]
