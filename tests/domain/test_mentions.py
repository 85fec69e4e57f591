"""What a text mentions is found again by the names and numbers of the person, in every form that is spelt rightly."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import text

from confide.domain.mentions import NOBODY, keys_of, known_by, mentioned, third_parties
from confide.domain.names import parts
from confide.people.roster import nicknames
from tests.invented import FORMS, note, notes_about, people

MISSPELT = {"slip in the given name", "slip in the surname"}


def folded(name: str) -> str:
    return " ".join(parts(name))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Dee Okonkwo rang", "pair dee okonkwo"),
        ("OKONKWO, Dee", "pair dee okonkwo"),
        ("Dee\nOkonkwo’s daughter", "pair dee okonkwo"),
        ("Dee Mary Okonkwo", "pair dee okonkwo"),
        ("D. Okonkwo", "initial d okonkwo"),
        ("mrs okonkwo", "title okonkwo"),
        ("NHS 943 476 5919.", "number 9434765919"),
        ("ab 12 34 56 c", "number AB123456C"),
        ("see P-00001", "number P00001"),
    ],
)
def test_a_name_or_number_is_kept_in_the_form_that_it_is_asked_for(written, found):
    assert found in mentioned(written)


@pytest.mark.parametrize("written", ["", "a quiet morning", "943 476 5918", "07700 900123", "Okonkwo"])
def test_where_nobody_can_be_found_nothing_is_kept(written):
    assert mentioned(written) == set()


def test_without_capitals_only_those_are_found_whom_one_knows():
    assert mentioned("dee okonkwo rang") == set()
    assert mentioned("dee okonkwo rang", known_by(["dee okonkwo"])) == {"pair dee okonkwo"}


def test_every_form_that_is_spelt_rightly_is_found_again():
    chance, found, all_of = Random(5), Counter(), Counter()
    names = people(chance, 100)
    known = known_by(folded(name) for name in names)
    for name in names:
        sought = keys_of([folded(name)], [], nicknames())
        for form, written in notes_about(chance, name, 1):
            all_of[form] += 1
            found[form] += bool(sought & mentioned(written, known))
    assert {form for form in FORMS if found[form] < all_of[form]} <= MISSPELT


def test_third_parties_are_those_one_knows_beside_the_person():
    known = known_by(["dee okonkwo", "ann smith"])
    written = "Dee Okonkwo met Ann Smith and Zebedee Quill"
    assert third_parties(written, known, keys_of(["dee okonkwo"], [], {})) == {"pair ann smith"}


@given(text())
def test_anything_may_be_written(written):
    assert all(" " in key for key in mentioned(written, NOBODY))


def test_a_note_without_the_name_is_not_found():
    chance = Random(6)
    sought = keys_of(["dee okonkwo"], ["P-00001"], nicknames())
    assert not any(sought & mentioned(note(chance, name)) for name in people(chance, 200))
