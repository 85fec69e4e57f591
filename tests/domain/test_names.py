"""Names are compared as people type them, hear them and shorten them."""

import sys

import pytest
from hypothesis import given
from hypothesis.strategies import text

from confide.domain.names import allowed_slips, capitals, folded, parts, short_forms, sound, spelt_alike


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Dee Okonkwo", ["dee", "okonkwo"]),
        ("OKONKWO, dee", ["okonkwo", "dee"]),
        ("Siân O’Neill-Webb’s", ["sian", "oneill", "webb"]),
        ("James' and Bess's", ["james", "and", "bess"]),
        ("Łukasz Bjørn", ["lukasz", "bjorn"]),
        ("P-00001 \x00 %", ["p"]),
        ("", []),
    ],
)
def test_a_name_is_read_without_capitals_accents_and_endings(typed, read):
    assert parts(typed) == read


def test_words_with_a_capital_are_told_apart():
    assert capitals("May Okonkwo come? she may") == {"may", "okonkwo"}


@given(text())
def test_anything_can_be_folded_and_twice_is_once(typed):
    assert folded(folded(typed)) == folded(typed)
    assert all(part for part in parts(typed))


def test_every_letter_there_is_folds_once_and_for_all():
    assert not [code for code in range(sys.maxunicode + 1) if folded(folded(chr(code))) != folded(chr(code))]


@pytest.mark.parametrize(("one", "other"), [("catherine", "kathryn"), ("smith", "smyth"), ("phillips", "filips")])
def test_what_sounds_the_same_has_the_same_sound(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize("short", ["", "o", "jo"])
def test_a_very_short_word_sounds_like_nothing(short):
    assert sound(short) == ""


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("okonkwo", "okonkow", True),
        ("okonkwo", "okonwko", True),
        ("ashdown", "ashdow", True),
        ("ashdown", "ashford", False),
        ("dee", "bee", False),
        ("montgomery", "montgommary", True),
    ],
)
def test_a_slip_is_forgiven_the_more_the_longer_the_word(one, other, alike):
    assert spelt_alike(one, other, allowed_slips(one)) is alike


def test_short_forms_go_both_ways():
    known = short_forms({"william": ["bill", "will"], "wilhelmina": ["will"]})
    assert known["bill"] == {"william", "will"}
    assert known["will"] == {"william", "bill", "wilhelmina"}
