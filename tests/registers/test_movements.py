"""Joiners, movers and leavers: two people for each, successors for everything, and an end to the minute."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from confide.cases.models import Case, CaseEvent
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.domain.register import TO_SUCCESSOR
from confide.door.reading import system
from confide.jobs.tick import tick
from confide.ledger.models import Entry
from confide.people.models import Membership, Office, Staff, Successor
from confide.people.readers import reader_for
from tests.organisation import AT, House
from tests.registers.playing import opened, reread

DAY = timedelta(days=1)
JOINER = {
    "kind": "join",
    "who": "nia",
    "name": "Nia Osei",
    "job_title": "Care worker",
    "role": "care_worker",
    "team_name": "homecare",
    "manages": False,
    "manager": "ben",
    "from_on": (AT + DAY).date(),
}
MOVER = {
    "kind": "move",
    "who": "sam",
    "role": "care_worker",
    "team_name": "Homecare",
    "manages": False,
    "manager": "ben",
    "from_on": (AT + 3 * DAY).date(),
}


def ask(house: House, by: Staff | None = None, **given) -> Case:
    return open_case(named("movement"), given, actor=by or house.ines, at=AT)


def step(name: str, case: Case, by: Staff, at=AT, **given) -> Case:
    case = reread(case)
    return perform(name, case, actor=by, at=at, expecting=case.version, given=given)


@pytest.mark.postgres
def test_a_joiner_is_there_from_the_first_day_and_has_no_way_in_yet(house: House):
    step("arrange", ask(house, **JOINER), house.gwen)
    nia = Staff.objects.get(username="nia")
    assert (nia.role, nia.team, nia.line_manager) == ("care_worker", house.homecare, house.ben)
    assert not nia.works_at(AT)
    assert nia.works_at(AT + DAY)
    assert not nia.has_usable_password()
    assert reader_for(nia, AT + DAY).teams == {house.homecare.pk}
    assert Entry.objects.filter(event="staff:join").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"who": "Nia Osei"}, "who"),
        ({"who": "ama"}, "who"),
        ({"team_name": "Nowhere"}, "team_name"),
        ({"manager": "nobody"}, "manager"),
        ({"manager": "nia"}, "manager"),
        ({"name": ""}, "name"),
        ({"role": ""}, "role"),
        ({"from_on": None}, "from_on"),
    ],
)
def test_a_joiner_of_whom_something_is_wrong_or_missing_does_not_join(wrong, field, house: House):
    with pytest.raises(ValidationError) as refused:
        step("arrange", ask(house, **{**JOINER, **wrong}), house.gwen)
    assert field in refused.value.message_dict
    assert not Staff.objects.filter(username="nia").exists()


@pytest.mark.postgres
def test_a_mover_changes_on_the_day_and_the_old_team_ends_the_day_before(house: House):
    step("arrange", ask(house, **MOVER), house.gwen)
    tick(AT + 2 * DAY)
    sam = Staff.objects.get(username="sam")
    assert (sam.role, sam.team) == ("recruitment_consultant", house.teaching)
    tick(AT + 3 * DAY)
    before = Entry.objects.count()
    tick(AT + 3 * DAY)
    assert Entry.objects.count() == before, "a second tick changes nothing"
    sam.refresh_from_db()
    assert (sam.role, sam.team, sam.line_manager) == ("care_worker", house.homecare, house.ben)
    assert reader_for(sam, AT + 3 * DAY).teams == {house.homecare.pk}
    old = Membership.objects.get(staff=sam, team=house.teaching)
    assert old.until_on == (AT + 2 * DAY).date()


def test_nobody_asks_for_their_own_or_arranges_what_they_asked_for(house: House):
    with pytest.raises(Refused, match="Somebody else"):
        ask(house, by=house.ben, **{**MOVER, "who": "ben"})
    case = ask(house, by=house.gwen, **MOVER)
    with pytest.raises(Forbidden):
        step("arrange", case, house.gwen)


def test_only_those_who_manage_people_ask(house: House):
    with pytest.raises(Forbidden):
        ask(house, by=house.ama, **JOINER)


@pytest.fixture
def leaving(house: House) -> Case:
    """Ben leaves in two days. He has a case in hand, manages three people, and holds an office."""
    opened(named("advice"), house)
    return ask(house, kind="leave", who="ben", leaves_at=AT + 2 * DAY)


@pytest.mark.postgres
def test_a_leaver_is_arranged_once_there_is_a_successor_for_everything(leaving, house: House):
    for number, kind in enumerate(("cases", "people", "offices")):
        with pytest.raises(Refused, match="Name a successor first for"):
            step("arrange", leaving, house.gwen)
        assert Successor.objects.count() == number
        step("name_a_successor", leaving, house.ines, of_what=kind, successor="ines")
    step("arrange", leaving, house.gwen)
    assert Staff.objects.get(username="ben").leaves_at == AT + 2 * DAY


@pytest.mark.postgres
def test_what_a_leaver_held_goes_to_the_successors_when_the_time_has_come_and_not_before(leaving, house: House):
    for kind in ("cases", "people", "offices"):
        step("name_a_successor", leaving, house.ines, of_what=kind, successor="ines")
    step("arrange", leaving, house.gwen)
    tick(AT + 2 * DAY - timedelta(minutes=1))
    with system("tests"):
        assert Case.objects.get(register="advice").decider == house.ben
    tick(AT + 2 * DAY)
    tick(AT + 2 * DAY)
    with system("tests"):
        assert Case.objects.get(register="advice").decider == house.ines
        assert CaseEvent.objects.filter(step=TO_SUCCESSOR, case__register="advice").count() == 1
    assert Office.objects.get(code="line_manager").holder == house.ines
    assert Staff.objects.get(username="ama").line_manager == house.ines
    assert Entry.objects.filter(event=f"advice:{TO_SUCCESSOR}").count() == 1
    assert set(Successor.objects.values_list("given_at", flat=True)) == {AT + 2 * DAY}


@pytest.mark.parametrize("who", ["ben", "kit-who-left"])
def test_a_successor_is_somebody_else_who_stays(who, leaving, house: House):
    Staff.objects.filter(username="kit").update(leaves_at=AT + DAY, username="kit-who-left")
    with pytest.raises(Refused, match="somebody else who works here and stays"):
        step("name_a_successor", leaving, house.ines, of_what="cases", successor=who)


def test_where_the_successor_has_left_as_well_it_goes_to_the_next_manager_who_is_there(leaving, house: House):
    for kind in ("cases", "people", "offices"):
        step("name_a_successor", leaving, house.ines, of_what=kind, successor="ines")
    step("arrange", leaving, house.gwen)
    Staff.objects.filter(username="ines").update(leaves_at=AT + DAY)
    tick(AT + 2 * DAY)
    assert Office.objects.get(code="line_manager").holder == house.mo


@pytest.mark.postgres
def test_access_can_be_stopped_at_once_before_anybody_is_named(leaving, house: House):
    step("stop_access_now", leaving, house.ines)
    ben = Staff.objects.get(username="ben")
    assert not ben.works_at(AT)
    assert reader_for(ben, AT).teams == frozenset()
    assert Entry.objects.filter(event="staff:leave").count() == 1


def test_it_is_closed_once_it_has_happened(leaving, house: House):
    for kind in ("cases", "people", "offices"):
        step("name_a_successor", leaving, house.ines, of_what=kind, successor="ines")
    step("arrange", leaving, house.gwen)
    with pytest.raises(Refused, match="not happened yet"):
        step("close", leaving, house.ines)
    assert step("close", leaving, house.ines, at=AT + 3 * DAY).status == "done"


def test_the_one_it_is_about_does_not_see_it(leaving, house: House):
    with house.reads(house.ben):
        assert not Case.objects.filter(register="movement").exists()


def test_the_ledger_names_nobody(leaving, house: House):
    step("stop_access_now", leaving, house.ines)
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert str(house.ben.pk).encode() not in bodies
    assert b"Ashdown" not in bodies
