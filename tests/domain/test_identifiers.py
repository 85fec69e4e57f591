"""A number that nobody can have is refused before it is kept."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers, text

from confide.domain.identifiers import can_be, is_nhs_number, normalised


@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "401-023-2137", "999 000 0018"])
def test_a_number_of_the_health_service_is_known_by_its_check_digit(number):
    assert can_be("nhs_number", normalised(number))


@pytest.mark.parametrize("number", ["943 476 5918", "943476591", "94347659190", "9434765٩19", "", "abcdefghij"])
def test_one_with_another_check_digit_is_none(number):
    assert not can_be("nhs_number", normalised(number))


@given(integers(0, 999_999_999), integers(1, 9))
def test_one_wrong_digit_is_always_noticed(start, by):
    whole = [f"{start:09d}{check}" for check in range(10) if is_nhs_number(f"{start:09d}{check}")]
    assert len(whole) <= 1
    for number in whole:
        wrong = str((int(number[0]) + by) % 10) + number[1:]
        assert wrong == number or not is_nhs_number(wrong)


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("QQ 12 34 56 C", False),
        ("AB 12 34 56 C", True),
        ("GB123456A", False),
        ("AO123456A", False),
        ("AB123456E", False),
    ],
)
def test_a_national_insurance_number_is_formed_as_they_are_given_out(number, possible):
    assert can_be("national_insurance", normalised(number)) == bool(possible)


@pytest.mark.parametrize(("kind", "number"), [("dbs_certificate", "001234567890"), ("payroll", "TLG-0042")])
def test_numbers_without_a_check_digit_have_a_form(kind, number):
    assert can_be(kind, normalised(number))
    assert not can_be(kind, "!")


@given(text())
def test_anything_may_be_typed(typed):
    for kind in ("nhs_number", "national_insurance", "dbs_certificate", "payroll", "another"):
        assert can_be(kind, normalised(typed)) in {True, False}
