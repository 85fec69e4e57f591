"""Cabinets: they lock, it is known who holds a key, and somebody walks past them with the list (2.8h, 2.4e)."""

import pytest
from django.core.exceptions import ValidationError

from confide.cases.models import CaseEvent
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.people import handover
from confide.people.models import Staff
from confide.registers.cabinets.effects import should_be_in, walk_past
from tests.organisation import AT, House
from tests.registers.papers import DAY, OUT, cabinet, kept, step, walk
from tests.registers.playing import reread

__all__ = ["cabinet"]


@pytest.mark.parametrize("open_one", ["cabinet_locks", "office_locks"])
def test_what_does_not_lock_is_no_cabinet(house: House, open_one):
    given = {"place": "Hall", "cabinet_locks": True, "office_locks": True, "key_holders": "ben", open_one: False}
    with pytest.raises(ValidationError) as wrong:
        open_case(named("cabinet"), given, actor=house.ben, at=AT)
    assert set(wrong.value.message_dict) == {open_one}


@pytest.mark.parametrize("holders", ["nobody", "ben, nobody", "   "])
def test_every_key_holder_is_somebody_who_works_here(house: House, cabinet, holders):
    with pytest.raises((ValidationError, Refused)):
        step("change_the_keys", cabinet, house.ben, key_holders=holders)


@pytest.mark.postgres
def test_a_walk_answers_for_everything_and_what_is_not_there_is_missing(house: House, cabinet):
    here, gone, out = (kept(house, cabinet) for _ in range(3))
    step("take_out", out, house.ben, **OUT)
    with house.reads(house.ama):
        assert should_be_in(cabinet.reference) == [here, gone]
    with pytest.raises(Refused, match="Still open"):
        walk(cabinet, house.ama, {here.reference: "there"})
    answers = {here.reference: "there", gone.reference: "not_there"}
    walked = walk(cabinet, house.ama, answers)
    assert (reread(here).status, reread(gone).status, reread(out).status) == ("in_its_place", "missing", "out")
    assert walked.due_at > AT + 80 * DAY
    with system("tests"):
        found = named("cabinet").facts.objects.get(case=walked)
    assert (found.walked_on, found.seen, found.missing) == (AT.date(), 1, 1)
    with house.reads(house.ama):
        open_rows([found], purpose="case page", at=AT)
        assert found.surplus == "A loose letter."


def test_a_walk_by_somebody_who_does_not_see_all_of_it_is_not_the_one_that_is_due(house: House, cabinet):
    given = {"kind": "visitors_book", "cabinet": cabinet.reference, "written_on": AT.date(), "what": "Front door"}
    open_case(named("paper"), given, actor=house.gwen, at=AT)
    due = reread(cabinet).due_at
    walked = walk(cabinet, house.ama, {})
    assert walked.due_at == due
    with system("tests"):
        assert named("cabinet").facts.objects.get(case=walked).walked_on is None


def test_keys_go_to_a_successor_when_somebody_leaves(house: House, cabinet):
    assert handover.held(house.ben)["keys"] == [cabinet.reference]
    assert handover.kinds()["keys"].give(house.ben, house.ama, AT) == 1
    assert handover.held(house.ama)["keys"] == [cabinet.reference]
    assert "keys" not in handover.held(house.ben)


def test_a_key_of_somebody_who_has_left_opens_nothing(house: House, cabinet):
    file = kept(house, cabinet)
    Staff.objects.filter(pk=house.ben.pk).update(leaves_at=AT - DAY)
    with pytest.raises(ValidationError):
        step("take_out", file, house.ama, **OUT, unlocked_by="ben")


def test_a_walk_that_may_not_be_taken_reports_nothing(house: House, cabinet):
    gone = kept(house, cabinet)
    answers = {gone.reference: "not_there"}
    with pytest.raises(Forbidden):
        walk(cabinet, house.kit, answers)
    with pytest.raises(Stale):
        walk_past(reread(cabinet), answers, "", actor=house.ama, at=AT, expecting=0, key="one")
    assert reread(gone).status == "in_its_place"


def test_a_walk_that_was_cut_off_is_finished_when_it_is_sent_again(house: House, cabinet, monkeypatch):
    gone = kept(house, cabinet)
    answers, case = {gone.reference: "not_there"}, reread(cabinet)
    given = {"what_happened": "It was not in it."}
    # What the first try got to: the report, and not the walk.
    perform("report_missing", gone, actor=house.ama, at=AT, expecting=gone.version, given=given, key="one-1")
    walk_past(case, answers, "", actor=house.ama, at=AT, expecting=case.version, key="one")
    with system("tests"):
        found = named("cabinet").facts.objects.get(case=case)
        assert CaseEvent.objects.filter(case=gone, step="report_missing").count() == 1
    assert (found.seen, found.missing) == (0, 1)


def test_a_cabinet_is_given_up_only_when_nothing_belongs_in_it(house: House, cabinet):
    file = kept(house, cabinet)
    with pytest.raises(Refused, match="belongs in it"):
        step("give_up", cabinet, house.ben)
    given = {"place": "Red cabinet", "cabinet_locks": True, "office_locks": True, "key_holders": "ben"}
    other = open_case(named("cabinet"), given, actor=house.ben, at=AT)
    step("move", file, house.ama, cabinet=other.reference)
    assert step("give_up", cabinet, house.ben).status == "given_up"
    with pytest.raises(ValidationError):
        kept(house, cabinet)
