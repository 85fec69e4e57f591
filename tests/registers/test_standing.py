"""Standing is dated rows with evidence; an override is rare, short, and an office's."""

from datetime import date, timedelta

import pytest

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.door.reading import system
from confide.people import standing
from confide.people.attesting import attest
from tests.organisation import AT, House
from tests.registers.playing import take

STANDING = named("standing")


def begin(house: House):
    return open_case(STANDING, {}, actor=house.kit, at=AT)


def of(staff, at=AT):
    with system("tests"):
        return standing.of(staff, at)


def test_somebody_new_has_nothing(house: House):
    assert of(house.kit).missing == ("agreement", "induction", "training")


def test_a_new_member_of_staff_comes_to_full_standing_step_by_step(house: House):
    case = begin(house)
    case = take(STANDING, case, "sign_the_agreement", house, by=house.kit)
    assert of(house.kit).missing == ("induction", "training")
    case = take(STANDING, case, "cover_the_induction", house, by=house.ben)
    take(STANDING, case, "record_training", house, by=house.ben)
    assert of(house.kit).complete
    assert house.reader(house.kit).training == "in_date"


def test_nobody_records_their_own_induction_or_training(house: House):
    case = begin(house)
    for step in ("cover_the_induction", "record_training"):
        with pytest.raises(Forbidden):
            take(STANDING, case, step, house, by=house.kit)


def test_training_without_competence_shown_does_not_count(house: House):
    case = begin(house)
    typed = {"trained_on": AT.date(), "competence_shown": False, "evidence": "Was there."}
    with pytest.raises(Refused, match="competence was shown"):
        perform("record_training", case, actor=house.ben, at=AT, expecting=case.version, given=typed)


def test_an_office_lets_somebody_go_on_for_seven_days_and_no_longer(house: House):
    case = take(STANDING, begin(house), "ask_to_go_on", house, by=house.kit)
    assert case.due_at == AT + timedelta(hours=2)
    with pytest.raises(Forbidden):
        take(STANDING, case, "let_them_go_on", house, by=house.kit)
    eight_days = {"go_on_until": (AT + timedelta(days=7)).date(), "why_allowed": "Nobody else can."}
    with pytest.raises(Refused, match="seven days at most"):
        perform("let_them_go_on", case, actor=house.mo, at=AT, expecting=case.version, given=eight_days)
    take(STANDING, case, "let_them_go_on", house, by=house.mo)
    assert of(house.kit).override
    assert of(house.kit, AT + timedelta(days=6)).override
    assert not of(house.kit, AT + timedelta(days=7)).override


def test_one_case_for_each_member_of_staff(house: House):
    begin(house)
    with pytest.raises(Refused, match="kept already"):
        begin(house)


@pytest.mark.parametrize(
    ("days", "training"),
    [(364, "in_date"), (365, "lapsed_within_grace"), (394, "lapsed_within_grace"), (395, "lapsed")],
)
def test_training_holds_a_year_then_warns_for_thirty_days(days, training, house: House):
    trained = date(2025, 3, 1)
    at = AT.replace(year=2025, month=3, day=1)
    with system("tests"):
        attest(house.kit, "training", on=trained, actor=house.ben, at=at, competence_shown=True)
    assert of(house.kit, at + timedelta(days=days)).training == training


def test_a_row_counts_from_when_it_was_recorded(house: House):
    with system("tests"):
        attest(house.kit, "induction", on=AT.date() - timedelta(days=9), actor=house.ben, at=AT)
    assert not of(house.kit, AT - timedelta(days=1)).inducted
    assert of(house.kit).inducted
