"""A situation holds what is recorded; what is typed never stands in its place."""

from datetime import date

import pytest

from confide.cases.situation import NEEDS, build
from confide.domain.refusal import Refused
from confide.door.opening import open_rows
from confide.people.ages import age_band
from confide.people.models import Person, Staff
from tests.organisation import AT, House

ANSWERS = {
    "action": "disclose",
    "initiated_by": "asked_of_us",
    "actor": {"agreement_signed": True, "training": "in_date", "role": "managing_director", "attended": True},
    "subject": {"kind": "candidate", "capacity": "lacks", "consent": {"state": "given"}},
    "recipient": {"kind": "gp", "identity": "L3"},
    "purpose": "direct_care",
    "ask": ["health"],
}


def built(house: House, staff: Staff, *, opened: bool = True) -> dict:
    with house.reads(staff):
        people = list(Person.objects.all())
        if opened:
            open_rows(people, NEEDS, purpose="test", at=AT)
        return build(ANSWERS, actor=staff, person=people[0], at=AT)


def test_the_database_knows_better_than_the_form(house: House):
    situation = built(house, house.ama)
    assert situation["actor"] == {
        "role": "care_worker",
        "in_team": True,
        "agreement_signed": True,
        "inducted": True,
        "training": "in_date",
        "override": False,
        "attended": True,
        "break_glass": False,
    }
    subject = situation["subject"]
    assert (subject["kind"], subject["capacity"], subject["age_band"]) == ("service_user", "has", "adult")
    assert subject["consent"]["state"] == "not_sought"
    assert situation["now"] == AT.isoformat()


def test_somebody_without_standing_is_told_apart_by_the_database(house: House):
    situation = built(house, house.kit)
    assert (situation["actor"]["agreement_signed"], situation["actor"]["training"]) == (False, "lapsed")
    assert situation["subject"]["safety_flag"] is True


def test_a_person_who_was_not_opened_stops_it(house: House):
    with pytest.raises(Refused):
        built(house, house.ama, opened=False)


def test_about_a_member_of_staff_their_safety_flag_counts(house: House):
    house.sam.safety_flag = True
    with house.reads(house.ama):
        answers = {**ANSWERS, "subject": {"kind": "employee", "safety_flag": False}}
        situation = build(answers, actor=house.ama, person=None, at=AT, subject_staff=house.sam)
    assert situation["subject"]["safety_flag"] is True
    assert situation["actor"]["in_team"] is False


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (None, "adult"),
        (date(2008, 11, 24), "adult"),
        (date(2008, 11, 25), "16_17"),
        (date(2010, 11, 25), "13_15"),
        (date(2013, 11, 25), "u13"),
    ],
)
def test_ages_change_on_the_birthday(born_on, band):
    assert age_band(born_on, date(2026, 11, 24)) == band
