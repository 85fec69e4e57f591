"""Paper: locked away, signed for, brought back, never left in a car, shredded when its work is done (2.4e-f, 2.8)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.perform import open_case, perform
from confide.cases.queue import work_for
from confide.cases.register import named
from confide.domain.clock import end_of
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people import handover
from confide.people.adding import add_person
from confide.people.models import Staff
from confide.records.holdings import WHOLE, Ending, bars, let_go
from confide.records.keeping import Due
from confide.records.reckoning import reckon
from confide.registers.cabinets.effects import should_be_in, walk_past
from confide.registers.paper import whereabouts
from confide.registers.paper.models import Paper
from tests.organisation import AT, House
from tests.registers.playing import case_in, reread

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHREDDED = {"paper_level": "P-5", "shredded_on": AT.date(), "witness": "ben"}
OUT = {"why_out": "The review.", "back_by": AT + 6 * HOUR}
AWAY = {"to_where": "The day centre.", "carried": "by_car", "stays_with_me": True, "back_by": AT + 6 * HOUR}


@pytest.fixture
def cabinet(house: House) -> Case:
    """A cabinet of the homecare team to which Ben holds the only key."""
    given = {"place": "Harrow Road, grey cabinet", "cabinet_locks": True, "office_locks": True, "key_holders": "ben"}
    return open_case(named("cabinet"), given, actor=house.ben, at=AT)


def kept(house: House, cabinet: Case, by: Staff | None = None, **said) -> Case:
    given = {
        "kind": "file",
        "category": "care_record",
        "cabinet": cabinet.reference,
        "written_on": date(2026, 11, 2),
        "what": "Care file, volume 2",
        **said,
    }
    return open_case(named("paper"), given, actor=by or house.ama, at=AT, person=house.dee)


def step(name: str, case: Case, by: Staff, at=AT, **given) -> Case:
    case = reread(case)
    return perform(name, case, actor=by, at=at, expecting=case.version, given=given)


def walk(case: Case, by: Staff, answers: dict[str, str]) -> Case:
    case = reread(case)
    key = f"walk-{case.version}"
    return walk_past(case, answers, "A loose letter.", actor=by, at=AT, expecting=case.version, key=key)


def facts(case: Case) -> Paper:
    with system("tests"):
        return Paper.objects.get(case=case)


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
def test_whoever_takes_it_out_signs_for_it_and_a_key_holder_unlocks(house: House, cabinet):
    file = kept(house, cabinet)
    with pytest.raises(ValidationError) as locked:
        step("take_out", file, house.ama, **OUT)
    assert set(locked.value.message_dict) == {"unlocked_by"}
    taken = step("take_out", file, house.ama, **OUT, unlocked_by="ben")
    assert (taken.status, taken.owner, taken.due_at) == ("out", house.ama, AT + 6 * HOUR)
    item = next(item for item in work_for(house.ama, AT + 7 * HOUR) if item.case == taken)
    assert item.is_overdue(AT + 7 * HOUR)
    back = step("bring_back", file, house.ama, complete=True)
    assert (back.status, back.due_at) == ("in_its_place", None)
    assert taken.reference not in {item.case.reference for item in work_for(house.ama, AT)}


def test_a_key_holder_needs_nobody_to_unlock(house: House, cabinet):
    assert step("take_out", kept(house, cabinet), house.ben, **OUT).owner == house.ben


@pytest.mark.parametrize("back_by", [AT, AT - HOUR, AT + 15 * DAY])
def test_it_is_out_until_a_time_to_come_that_is_not_far(house: House, cabinet, back_by):
    with pytest.raises(ValidationError) as wrong:
        step("take_out", kept(house, cabinet), house.ben, why_out="x", back_by=back_by)
    assert set(wrong.value.message_dict) == {"back_by"}


@pytest.mark.postgres
def test_nothing_leaves_without_the_word_that_it_stays_with_whoever_carries_it(house: House, cabinet):
    file = kept(house, cabinet)
    with pytest.raises(ValidationError) as left:
        step("carry_off_site", file, house.ben, **{**AWAY, "stays_with_me": False})
    assert "vehicle" in str(left.value)
    taken = step("carry_off_site", file, house.ben, **AWAY)
    assert (taken.status, taken.owner) == ("off_site", house.ben)


def test_what_was_left_in_a_car_is_looked_into_once_and_information_governance_is_told(house: House, cabinet):
    file = step("carry_off_site", kept(house, cabinet), house.ben, **AWAY)
    for _twice in range(2):
        said = {"left_where": "vehicle", "what_happened": "On the back seat, at the shops."}
        file = step("report_unsafe", file, house.ama, **said)
    with system("tests"):
        assert [duty.code for duty in Duty.objects.filter(case=file)] == ["look_into_it"]
    entry = bytes(Entry.objects.filter(event="paper:report_unsafe").latest("id").body).decode()
    assert '"left_where":"vehicle"' in entry
    assert "shops" not in entry
    with house.reads(house.gwen):
        said = list(whereabouts.notices(house.reader(house.gwen), AT, True))
        assert len(said) == 1
        unsafe = next(measure for measure in whereabouts.measures(AT) if "unsafe" in str(measure["title"]))
        assert (unsafe["count"], "1" in unsafe["what"]) == (1, True)
    with house.reads(house.ama):
        assert list(whereabouts.notices(house.reader(house.ama), AT, True)) == []


def test_once_it_was_looked_into_the_next_time_is_a_new_matter(house: House, cabinet):
    file, said = kept(house, cabinet), {"left_where": "desk", "what_happened": "By the printer."}
    file = step("report_unsafe", file, house.ama, **said)
    with system("tests"):
        Duty.objects.filter(case=file).update(done_at=AT, done_by=house.ben)
    step("report_unsafe", file, house.ama, **said)
    with system("tests"):
        assert Duty.objects.filter(case=file).count() == 2


@pytest.mark.parametrize("name", ["report_unsafe", "report_missing"])
def test_whoever_has_no_standing_may_still_say_that_something_is_wrong(house: House, cabinet, name):
    with pytest.raises(Forbidden):
        open_case(named("paper"), {}, actor=house.kit, at=AT, person=house.dee)
    workflow = named("paper").rules.workflow
    assert all(found.emergency for found in workflow.steps if found.name == name)


@pytest.mark.postgres
def test_missing_paper_waits_for_information_governance_until_it_is_found_or_given_up(house: House, cabinet):
    file = step("report_missing", kept(house, cabinet), house.ama, what_happened="Not there.")
    assert (file.status, file.decider, file.due_at) == ("missing", house.gwen, AT + 24 * HOUR)
    with pytest.raises(Forbidden):
        step("give_up_the_search", file, house.ben, what_was_done="Nothing.")
    found = step("find_it", file, house.ben, what_happened="Behind the drawer.", complete=False)
    assert (found.status, found.office) == ("in_its_place", "")
    with system("tests"):
        assert Duty.objects.filter(case=file, code="look_into_it").exists(), "not everything was in it"


def test_a_colleague_takes_over_what_somebody_has(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    for nobody in ("ben", "nobody"):
        with pytest.raises(ValidationError):
            step("give_to_a_colleague", file, house.ben, colleague=nobody)
    assert step("give_to_a_colleague", file, house.ben, colleague="ama").owner == house.ama


def test_paper_in_custody_is_handed_over_when_somebody_leaves(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    assert file.reference in handover.held(house.ben)["cases"]
    handover.kinds()["cases"].give(house.ben, house.ama, AT)
    assert reread(file).owner == house.ama


@pytest.mark.postgres
@pytest.mark.parametrize(("kind", "days"), [("handover_sheet", 0), ("notebook", 184)])
def test_notebooks_and_handover_sheets_are_gone_by_the_day_that_their_work_is_done(house: House, cabinet, kind, days):
    sheet = kept(house, cabinet, kind=kind, category="", written_on=AT.date())
    by = facts(sheet).destroy_by
    assert abs((by - AT.date()).days - days) <= 3
    assert sheet.due_at == end_of(by)
    out = step("take_out", sheet, house.ben, why_out="Round.", back_by=AT + 10 * DAY)
    assert out.due_at == min(end_of(by), AT + 10 * DAY)
    gone = step("shred", sheet, house.ama, **SHREDDED)
    assert (gone.status, gone.closed_at) == ("shredded", AT)


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"witness": "ama"}, "witness"),
        ({"witness": "nobody"}, "witness"),
        ({"shredded_on": AT.date() + DAY}, "shredded_on"),
        ({"paper_level": "P-1"}, "paper_level"),
    ],
)
def test_it_is_shredded_finely_before_somebody_else(house: House, cabinet, wrong, beside):
    sheet = kept(house, cabinet, kind="handover_sheet", category="", written_on=AT.date())
    with pytest.raises(ValidationError) as refused:
        step("shred", sheet, house.ama, **{**SHREDDED, **wrong})
    assert set(refused.value.message_dict) == {beside}


def test_a_file_goes_by_a_disposal_only(house: House, cabinet):
    with pytest.raises(Refused, match="two people"):
        step("shred", kept(house, cabinet), house.ama, **SHREDDED)


def test_a_legal_hold_keeps_a_notebook_too(house: House, cabinet):
    book = kept(house, cabinet, kind="notebook", category="", written_on=AT.date())
    held = {"kind": "claim", "who": "P-00001", "covers": [], "reason": "A claim.", "review_on": (AT + 90 * DAY).date()}
    hold = open_case(named("legal_hold"), held, actor=house.gwen, at=AT)
    with pytest.raises(Refused) as refused:
        step("shred", book, house.ama, **SHREDDED)
    assert refused.value.values["references"] == hold.reference


@pytest.mark.postgres
def test_paper_is_on_the_list_of_what_is_due_and_goes_with_the_rest(house: House, cabinet):
    file = kept(house, cabinet)
    reckon(AT)
    with system("tests"):
        line = Due.objects.get(person=house.dee, held_as=facts(file).held_as)
    assert line.counts == {"paper": 1}
    let_go(house.dee.pk, line.held_as, Ending(AT, "DP-00001", house.gwen))
    ended = reread(file)
    assert (ended.status, ended.closed_at) == ("shredded", AT)
    with system("tests"):
        last = CaseEvent.objects.filter(case=file).latest("at", "ledger_entry")
    assert (last.step, last.actor) == ("shred", house.gwen)
    assert '"by":"DP-00001"' in bytes(Entry.objects.get(pk=last.ledger_entry).body).decode()


def test_a_restoring_lets_it_go_again_in_nobodys_name(house: House, cabinet):
    file = kept(house, cabinet)
    let_go(house.dee.pk, WHOLE, Ending(AT, "restore"))
    assert reread(file).status == "shredded"
    with system("tests"):
        assert [event.step for event in CaseEvent.objects.filter(case=file)] == ["open"]


def test_paper_that_is_away_stops_the_disposal_of_what_it_belongs_to(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    holding = (house.dee.pk, facts(file).held_as)
    assert [bar.reference for bar in bars([holding])[holding]] == [file.reference]
    step("bring_back", file, house.ben, complete=True)
    assert bars([holding]) == {}


def test_paper_goes_out_for_good_only_with_a_disclosure_about_the_same_person(house: House, cabinet):
    file = kept(house, cabinet)
    sent = case_in(named("disclosure"), "carried_out", house)
    with pytest.raises(ValidationError):
        step("hand_on", file, house.ama, disclosure=sent.reference)
    with pytest.raises(ValidationError):
        step("hand_on", file, house.ama, disclosure="DI-99999")


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


def test_a_stranger_sees_neither_cabinet_nor_paper_nor_how_much_there_is(house: House, cabinet):
    kept(house, cabinet)
    with house.reads(house.sam):
        assert whereabouts.cabinets(AT) == []
        assert whereabouts.out() == []
        assert {measure["count"] for measure in whereabouts.measures(AT)} == {0}
        assert list(whereabouts.of_person(house.dee, AT)) == []


def test_the_page_of_a_person_says_where_their_paper_is(house: House, cabinet):
    file = kept(house, cabinet)
    with house.reads(house.ama):
        assert [(row["reference"], row["where"]) for row in whereabouts.of_person(house.dee, AT)] == [
            (file.reference, cabinet.reference)
        ]
    step("take_out", file, house.ben, **OUT)
    with house.reads(house.ama):
        assert [row["where"] for row in whereabouts.of_person(house.dee, AT)] == ["With Ben Ashdown"]


def test_paper_about_nobody_is_kept_too(house: House, cabinet):
    given = {"kind": "visitors_book", "cabinet": cabinet.reference, "written_on": AT.date(), "what": "Front door"}
    book = open_case(named("paper"), given, actor=house.ama, at=AT)
    assert facts(book).held_as.startswith("IG-10")
    assert step("shred", book, house.ama, **SHREDDED).status == "shredded"


def test_a_file_says_what_is_in_it_so_that_it_is_known_how_long_it_is_kept(house: House, cabinet):
    with pytest.raises(ValidationError) as wrong:
        kept(house, cabinet, category="")
    assert set(wrong.value.message_dict) == {"category"}


def test_where_somebody_else_is_recorded_twice_their_papers_stay_apart(house: House, cabinet):
    with system("tests"):
        wren = add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT)
    mine = kept(house, cabinet)
    given = {
        "kind": "file",
        "category": "care_record",
        "cabinet": cabinet.reference,
        "written_on": AT.date(),
        "what": "x",
    }
    theirs = open_case(named("paper"), given, actor=house.ama, at=AT, person=wren)
    let_go(wren.pk, WHOLE, Ending(AT, "DP-00001", house.gwen))
    assert (reread(mine).status, reread(theirs).status) == ("in_its_place", "shredded")
