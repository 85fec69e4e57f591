"""Somebody is found in text however their name was written, but not by a given name alone."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import text

from confide.domain.names import parts
from confide.domain.sought import Form, Sought
from confide.people.roster import nicknames
from tests.invented import FORMS, note, notes_about, people

RECALL, FALSE_AT_MOST = 0.97, 0.01


def sought(*names: str, codes=()) -> Sought:
    return Sought([" ".join(parts(name)) for name in names], codes, nicknames())


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Dee Okonkwo rang", Form.NAME),
        ("rang dee okonkwo's door", Form.NAME),
        ("Okonkwo, Dee", Form.NAME),
        ("DeeOkonkwo", Form.NAME),
        ("Dee Okonkow rang", Form.NEARLY),
        ("Deee Okonkwo rang", Form.NEARLY),
        ("d. okonkwo", Form.INITIAL),
        ("Mrs Okonkwo", Form.TITLE),
        ("the Okonkwo family", Form.SURNAME),
        ("number 943 476 5919", Form.NUMBER),
        ("number 943-476-5919", Form.NUMBER),
        ("Dee rang", None),
        ("the okonkwo", None),
        ("", None),
    ],
)
def test_the_surest_form_is_told(written, form):
    assert sought("Dee Okonkwo", codes=["9434765919"]).found_in(written) is form


def test_a_former_name_and_a_short_form_count_as_well():
    both = sought("William Smith", "William Jones")
    assert both.found_in("Bill Jones") is Form.NAME
    assert both.found_in("Bill Brown") is None


def test_in_a_short_name_a_slip_counts_only_beside_the_rest_of_it():
    ann = sought("Ann Lee")
    assert ann.found_in("Ann Lea") is Form.NEARLY
    assert ann.found_in("Ann had some tea") is None


def test_recall_is_at_least_what_was_promised_on_every_form():
    chance, found, all_of = Random(7), Counter(), Counter()
    for name in people(chance, 150):
        person = sought(name)
        for form, written in notes_about(chance, name, 2):
            all_of[form] += 1
            found[form] += person.found_in(written) is not None
    assert set(all_of) == set(FORMS)
    assert {form: found[form] / all_of[form] for form in FORMS if found[form] < RECALL * all_of[form]} == {}


def test_few_notes_about_others_are_taken_for_them():
    chance = Random(8)
    names = people(chance, 220)
    others = [note(chance, name) for name in names[20:]]
    persons = [sought(name) for name in names[:20]]
    taken = sum(person.found_in(written) is not None for person in persons for written in others)
    assert taken <= FALSE_AT_MOST * len(persons) * len(others)


@given(text())
def test_anything_may_be_written(written):
    assert sought("Dee Okonkwo").found_in(written) in {None, *Form}
