"""The roster finds whom one means, best first, and knows nobody outside the asker's sight."""

import uuid

import pytest
from hypothesis import given
from hypothesis.strategies import text

from confide.domain.names import parts, short_forms
from confide.domain.roster import EXACT, SHORT, SLIP, SOUNDS, Index, Line, Roster, Sight

OURS, THEIRS = uuid.uuid4().hex, uuid.uuid4().hex
EVERYBODY = Sight(everybody=True)
SHORTER = short_forms({"william": ["bill"]})


def line(number: int, name: str, *aliases: str, team: str = OURS, numbers=()) -> Line:
    said = [" ".join(parts(each)) for each in (name, *aliases)]
    return Line(f"{number:032x}", f"P-{number:05d}", "client", team, "\n".join(said), "\n".join(numbers))


LINES = [
    line(1, "William Okonkwo"),
    line(2, "Wilma Okonkwo", team=THEIRS),
    line(3, "Siân Smyth", "Siân Ashdown", numbers=["nhs_number:9434765919", "payroll:TLG0042"]),
    line(4, "Ann Smith"),
    line(5, "Ann-Marie Smithson"),
]
ROSTER = Roster(Index(LINES), SHORTER)


def found(words: str, sight: Sight = EVERYBODY, roster: Roster = ROSTER, limit: int = 9) -> list[str]:
    return [match.line.reference for match in roster.find(words, sight, limit, lambda _line: True)]


@pytest.mark.parametrize(
    ("words", "reference", "how", "by"),
    [
        ("okonkwo william", "P-00001", EXACT, "name"),
        ("Bill Okonkwo", "P-00001", SHORT, "name"),
        ("ashdown", "P-00003", EXACT, "alias"),
        ("okonkow william", "P-00001", SLIP, "name"),
        ("ann smyth", "P-00004", SOUNDS, "name"),
        ("943 476 5919", "P-00003", EXACT, "nhs_number"),
        ("tlg-0042", "P-00003", EXACT, "payroll"),
        ("p-00004", "P-00004", EXACT, "reference"),
    ],
)
def test_the_first_is_whom_one_means_with_the_reason(words, reference, how, by):
    match = ROSTER.find(words, EVERYBODY, 9, lambda _line: True)[0]
    assert (match.line.reference, match.how, match.by) == (reference, how, by)


def test_the_best_come_first():
    assert found("smith") == ["P-00004", "P-00005", "P-00003"]
    assert found("smith", limit=1) == ["P-00004"]


def test_a_beginning_is_enough_as_one_types():
    assert set(found("oko")) == {"P-00001", "P-00002"}
    assert found("9434") == ["P-00003"]
    assert found("943") == []
    assert set(found("P-0000")) == {each.reference for each in LINES}


def test_every_word_has_to_match():
    assert found("william smith") == []


def test_whom_one_may_not_see_is_in_no_answer_and_no_count():
    mine = Sight(teams=frozenset({OURS}))
    assert found("okonkwo", mine) == ["P-00001"]
    assert ROSTER.count(mine) == 4
    assert found("okonkwo", Sight(also=frozenset({LINES[1].id}))) == ["P-00002"]
    assert ROSTER.count(Sight(also=frozenset({LINES[1].id}))) == 1
    assert found("okonkwo", Sight()) == []
    assert ROSTER.count(Sight()) == 0
    assert ROSTER.count(EVERYBODY) == 5


def test_a_stranger_with_the_very_name_does_not_keep_near_ones_from_being_found():
    with_stranger = Roster(Index([*LINES, line(6, "Smyth", team=THEIRS)]), SHORTER)
    mine = Sight(teams=frozenset({OURS}))
    assert found("smyth", mine, with_stranger) == found("smyth", mine)


def test_a_change_counts_at_once_and_the_old_name_finds_nobody():
    changed = ROSTER.with_changes({LINES[0].id: line(1, "William Brown", team=THEIRS)})
    assert found("william brown", EVERYBODY, changed) == ["P-00001"]
    assert "P-00001" not in found("william okonkwo", EVERYBODY, changed)
    assert changed.count(Sight(teams=frozenset({OURS}))) == 3
    assert changed.count(EVERYBODY) == 5
    assert [each.reference for each in changed.lines()] == ["P-00005", "P-00004", "P-00003", "P-00001", "P-00002"]


def test_who_was_shredded_is_found_by_reference_only_and_sorted_last():
    gone = ROSTER.with_changes({LINES[0].id: LINES[0]._replace(known_as="", known_by="")})
    assert "P-00001" not in found("william okonkwo", EVERYBODY, gone)
    assert found("P-00001", EVERYBODY, gone) == ["P-00001"]
    assert gone.page(EVERYBODY, lambda _line: True)[-1] == LINES[0].id


def test_a_text_names_somebody_by_the_last_word_of_a_name():
    said = parts("I met Mrs Ashdown and the smithson lady")
    assert {(each.reference, name) for each, name in ROSTER.named_in(said, EVERYBODY)} == {
        ("P-00003", "sian ashdown"),
        ("P-00005", "ann marie smithson"),
    }


@given(text())
def test_anything_may_be_typed(typed):
    assert set(found(typed)) <= {each.reference for each in LINES}
