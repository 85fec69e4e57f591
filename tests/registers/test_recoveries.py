"""One-time codes: the person's own line manager and information governance, never the same, never oneself."""

import pytest
from django.core.exceptions import ValidationError

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.people import codes
from confide.people.models import AccessCode, Staff
from tests.organisation import AT, House
from tests.registers.playing import reread


def vouch(house: House, by: Staff, who: str):
    given = {"who": who, "how_recognised": "They stood in front of me."}
    return open_case(named("recovery"), given, actor=by, at=AT)


def step(name: str, case, by: Staff, **given):
    case = reread(case)
    return perform(name, case, actor=by, at=AT, expecting=case.version, given=given)


@pytest.mark.parametrize(
    ("by", "who"), [("mo", "ama"), ("ines", "ama"), ("ben", "ben"), ("gwen", "ama"), ("ben", "sam")]
)
def test_only_the_own_line_manager_vouches(by, who, house: House):
    with pytest.raises(Refused):
        vouch(house, getattr(house, by), who)


def test_nobody_vouches_for_somebody_who_is_not_there(house: House):
    with pytest.raises(ValidationError):
        vouch(house, house.ben, "nobody")
    Staff.objects.filter(username="ama").update(leaves_at=AT)
    with pytest.raises(Refused, match="do not work here"):
        vouch(house, house.ben, "ama")


@pytest.mark.postgres
def test_without_the_second_person_there_is_no_code(house: House):
    case = vouch(house, house.ben, "ama")
    with pytest.raises(Refused):
        step("give_the_code", case, house.ben, digest=codes.digest("x"))
    with pytest.raises(Forbidden):
        step("confirm", case, house.ben, how_confirmed="I know her.")
    assert not AccessCode.objects.exists()


def test_where_it_is_about_information_governance_itself_somebody_else_of_it_confirms(house: House):
    case = vouch(house, house.mo, "gwen")
    assert reread(case).decider == house.ines
    step("confirm", case, house.ines, how_confirmed="I rang her at home.")
    assert step("give_the_code", case, house.mo, digest=codes.digest("x")).status == "given"


def test_a_new_code_takes_the_place_of_the_earlier_one(house: House):
    for code in ("first", "second"):
        case = vouch(house, house.ben, "ama")
        step("confirm", case, house.gwen, how_confirmed="I rang her.")
        step("give_the_code", case, house.ben, digest=codes.digest(code))
    assert codes.find(house.ama, "first", AT) is None
    assert codes.find(house.ama, "second", AT) is not None
    assert codes.find(house.ben, "second", AT) is None
    assert codes.find(None, "second", AT) is None


def test_a_code_is_read_however_it_is_typed():
    code = codes.spell(bytes(range(20)))
    assert code.count("-") == 4
    assert codes.digest(code) == codes.digest(f" {code.replace('-', '').lower()} ")
