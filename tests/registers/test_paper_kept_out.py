"""Whoever takes paper out brings it back (2.4e): keeping it longer says why each time, and comes to an end."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from confide.door.retention import schedule
from confide.registers.paper import effects
from tests.organisation import AT, House
from tests.registers.papers import AWAY, DAY, OUT, cabinet, kept, step, told
from tests.registers.playing import reread

__all__ = ["cabinet"]

LONGER = {"why_out": "The review goes on.", "back_by": AT + 10 * DAY}


def refused(case, house: House, at, name="keep_it_longer", **said) -> str:
    with pytest.raises(ValidationError) as wrong:
        step(name, case, house.ben, at, **said)
    assert set(wrong.value.message_dict) == {"back_by"}
    return str(wrong.value)


@pytest.mark.postgres
def test_each_time_it_is_kept_longer_the_reason_stays_in_the_timeline(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    for reason in ("The family could not come.", "They come on Friday."):
        file = step("keep_it_longer", file, house.ben, why_out=reason, back_by=AT + DAY)
    assert {OUT["why_out"], "The family could not come.", "They come on Friday."} <= set(told(file, house.ben))


@pytest.mark.postgres
def test_it_is_renewed_until_it_has_been_out_for_as_long_as_the_policy_allows_and_no_longer(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    days = schedule().paper.days_out_in_all
    for day in range(0, days - 10, 10):
        file = step("keep_it_longer", file, house.ben, AT + day * DAY, why_out="Still.", back_by=AT + (day + 10) * DAY)
    late = AT + (days - 5) * DAY
    assert "no later than 5 January 2027" in refused(file, house, late, why_out="Still.", back_by=AT + (days + 1) * DAY)
    file = step("keep_it_longer", file, house.ben, late, why_out="Still.", back_by=AT + days * DAY)
    over = AT + days * DAY
    assert "Bring it back" in refused(file, house, over, why_out="Still.", back_by=over + DAY)
    assert reread(file).due_at == over, "and so it is late, and chased"


def test_carrying_it_away_makes_it_no_longer(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    over = AT + schedule().paper.days_out_in_all * DAY
    assert "Bring it back" in refused(file, house, over, "carry_off_site", **{**AWAY, "back_by": over + DAY})


def test_once_it_was_brought_back_and_a_key_holder_saw_it_the_time_begins_anew(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    over = AT + schedule().paper.days_out_in_all * DAY
    file = step("bring_back", file, house.ben, over, complete=True)
    again = step("take_out", file, house.ama, over, why_out="Again.", back_by=over + DAY, unlocked_by="ben")
    assert again.status == "out"
    assert step("keep_it_longer", again, house.ama, over + DAY, why_out="Still.", back_by=over + 5 * DAY).due_at


def test_how_long_is_data_of_the_policy(house: House, cabinet, monkeypatch):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    shorter = replace(schedule(), paper=replace(schedule().paper, days_out=3, days_out_in_all=5))
    monkeypatch.setattr(effects, "schedule", lambda: shorter)
    refused(file, house, AT, **LONGER)
    assert step("keep_it_longer", file, house.ben, why_out="Still.", back_by=AT + 3 * DAY).due_at == AT + 3 * DAY
    assert "Bring it back" in refused(file, house, AT + 5 * DAY, why_out="Still.", back_by=AT + 6 * DAY)
