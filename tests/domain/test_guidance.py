"""What stands beside the policy is read strictly: a slip in the pack is an error that names the table."""

from datetime import date
from typing import Any

import pytest

from confide.domain.guidance import GuidanceError, law_changes, policy_gaps, principles

PRINCIPLE = {"code": "P1", "title": "Be kind", "text": "Always.", "control": "A smile.", "clauses": ["1.1a"]}
GAP = {
    "clauses": ["1.1a"],
    "says": "Walk.",
    "law": "Run.",
    "we_do": "Run.",
    "mark": "known",
    "source": "An Act",
    "reviewed_on": date(2026, 11, 22),
}
CHANGE = {
    "code": "running",
    "title": "Running",
    "effective_from": date(2026, 6, 19),
    "effect": "Shoes.",
    "mark": "sourced",
    "source": "An Act",
    "reviewed_on": date(2026, 11, 22),
}


def without(table: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in table.items() if each != key}


def test_each_is_read_as_it_stands() -> None:
    assert principles([PRINCIPLE])[0].clauses == ("1.1a",)
    assert policy_gaps([GAP])[0].we_do == "Run."
    assert law_changes([CHANGE])[0].effective_from == date(2026, 6, 19)


def test_a_change_without_a_day_says_what_is_known_of_it() -> None:
    undated = without(CHANGE, "effective_from")
    with pytest.raises(GuidanceError, match="running: say from which day"):
        law_changes([undated])
    (change,) = law_changes([undated | {"when": "Not fixed.", "flag": "running_in_force"}])
    assert (change.effective_from, change.when, change.flag) == (None, "Not fixed.", "running_in_force")


@pytest.mark.parametrize("key", sorted(PRINCIPLE))
def test_a_principle_needs_all_its_parts(key: str) -> None:
    with pytest.raises(GuidanceError, match=f"missing or unknown: {key}"):
        principles([without(PRINCIPLE, key)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mark": "sure"}, "running: the mark is none of"),
        ({"effective_from": "2026-06-19"}, "running: a day is needed"),
        ({"reviewed_on": "yesterday"}, "running: a day is needed"),
        ({"title": " "}, "running: no words in title"),
        ({"colour": "red"}, "running: missing or unknown: colour"),
    ],
)
def test_a_slip_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(GuidanceError, match=message):
        law_changes([CHANGE | change])


def test_a_gap_names_its_clauses_when_it_cannot_be_read() -> None:
    with pytest.raises(GuidanceError, match=r"1\.1a.*missing or unknown: law"):
        policy_gaps([without(GAP, "law")])
