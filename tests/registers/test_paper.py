"""Paper: locked away, signed for, brought back, never left in a car, shredded when its work is done (2.4e-f, 2.8)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from confide.cases.duties import tick
from confide.cases.keeping import closed
from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.perform import open_case, steps_for
from confide.cases.queue import work_for
from confide.cases.register import named
from confide.domain.clock import end_of
from confide.domain.refusal import Forbidden, Refused
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people import handover
from confide.people.adding import add_person
from confide.records import holdings
from confide.records.holdings import WHOLE, Bar, Ending, bars, let_go
from confide.records.keeping import Due
from confide.records.reckoning import reckon
from confide.registers.paper import whereabouts
from tests.organisation import AT, House
from tests.registers.papers import AWAY, DAY, HOUR, OUT, SHREDDED, cabinet, facts, kept, step, told
from tests.registers.playing import reread, take

__all__ = ["cabinet"]


@pytest.mark.postgres
def test_whoever_takes_it_out_signs_for_it_and_a_key_holder_unlocks(house: House, cabinet):
    file = kept(house, cabinet)
    with pytest.raises(ValidationError) as locked:
        step("take_out", file, house.ama, **OUT)
    assert set(locked.value.message_dict) == {"unlocked_by"}
    taken = step("take_out", file, house.ama, **OUT, unlocked_by="ben")
    assert (taken.status, taken.owner, taken.due_at) == ("out", house.ama, AT + 6 * HOUR)
    item = next(item for item in work_for(house.ama, AT + 7 * HOUR) if item.case == taken)
    assert item.state == "to be brought back"
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
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    with pytest.raises(Forbidden):
        step("carry_off_site", file, house.ama, **AWAY)
    with pytest.raises(ValidationError) as left:
        step("carry_off_site", file, house.ben, **{**AWAY, "stays_with_me": False})
    assert "vehicle" in str(left.value)
    taken = step("carry_off_site", file, house.ben, **AWAY)
    assert (taken.status, taken.owner) == ("off_site", house.ben)


def test_what_was_left_in_a_car_is_looked_into_once_and_information_governance_is_told(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    file = step("carry_off_site", file, house.ben, **AWAY)
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
        assert (unsafe["count"], "1" in unsafe["what"]) == (2, True)
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
        assert Duty.objects.filter(case=file, code="look_into_it").count() == 1


def test_a_colleague_takes_over_what_somebody_has(house: House, cabinet):
    file = step("take_out", kept(house, cabinet), house.ben, **OUT)
    for wrong in ("ben", "nobody", "sam", "kit"):
        with pytest.raises(ValidationError) as refused:
            step("give_to_a_colleague", file, house.ben, colleague=wrong)
        assert set(refused.value.message_dict) == {"colleague"}
    assert step("give_to_a_colleague", file, house.ben, colleague="ama").owner == house.ama
    assert "To Ama Boateng." in told(file, house.ama)
    assert step("bring_back", file, house.ama, complete=True).owner == house.ama


def test_paper_is_never_given_to_whom_it_is_about(house: House, cabinet):
    with system("tests"):
        record = add_person(
            kind="employee", name="Ama Boateng", team=house.homecare, actor=house.gwen.id, at=AT, staff=house.ama
        )
    given = {"kind": "file", "category": "conduct", "cabinet": cabinet.reference, "written_on": AT.date(), "what": "x"}
    file = open_case(named("paper"), given, actor=house.ben, at=AT, person=record)
    file = step("take_out", file, house.ben, **OUT)
    with pytest.raises(ValidationError):
        step("give_to_a_colleague", file, house.ben, colleague="ama")


def test_what_somebody_said_stays_when_somebody_says_more(house: House, cabinet):
    file = step("report_unsafe", kept(house, cabinet), house.ben, left_where="desk", what_happened="By the printer.")
    step("report_missing", file, house.ben, what_happened="And now it is gone.")
    assert {"By the printer.", "And now it is gone."} <= set(told(file, house.ben))


def test_only_information_governance_says_that_it_was_looked_into(house: House, cabinet):
    file = step("report_unsafe", kept(house, cabinet), house.ben, left_where="desk", what_happened="By the printer.")
    with system("tests"):
        duty = Duty.objects.get(case=file)
    with pytest.raises(Forbidden):
        tick(duty, house.ama, AT)
    assert duty.code not in {item.duty.code for item in work_for(house.ama, AT) if item.duty}
    assert duty in [item.duty for item in work_for(house.gwen, AT)]
    with house.reads(house.gwen):
        assert [row["reference"] for row in whereabouts.out()[0]] == [file.reference]
    tick(duty, house.gwen, AT)
    with house.reads(house.gwen):
        assert whereabouts.out() == ([], 0)


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


@pytest.mark.parametrize(("kind", "category", "offered"), [("file", "care_record", False), ("notebook", "", True)])
def test_a_file_is_not_offered_the_shredding_that_would_be_refused(house: House, cabinet, kind, category, offered):
    paper = kept(house, cabinet, kind=kind, category=category, written_on=AT.date())
    refused = {each.name: why for each, why in steps_for(paper, house.ama, AT)}
    assert (refused["shred"] is None) == offered
    assert offered or "by a disposal, to which two people agree" in str(refused["shred"])
    assert refused["move"] is None


def test_a_legal_hold_keeps_a_notebook_too(house: House, cabinet):
    book = kept(house, cabinet, kind="notebook", category="", written_on=AT.date())
    held = {"kind": "claim", "who": "P-00001", "covers": [], "reason": "A claim.", "review_on": (AT + 90 * DAY).date()}
    hold = open_case(named("legal_hold"), held, actor=house.gwen, at=AT)
    with pytest.raises(Refused, match="for now") as refused:
        step("shred", book, house.ama, **SHREDDED)
    assert hold.reference not in str(refused.value), "that there is a claim is a confidence"
    with pytest.raises(Refused) as refused:
        step("shred", book, house.gwen, **SHREDDED)
    assert refused.value.values["references"] == hold.reference


def test_other_paper_that_is_away_does_not_keep_a_notebook_from_its_day(house: House, cabinet):
    book = kept(house, cabinet, kind="notebook", category="", written_on=AT.date())
    other = step("take_out", kept(house, cabinet), house.ben, **OUT)
    assert other.status == "out"
    assert step("shred", book, house.ama, **SHREDDED).status == "shredded"


def test_whatever_else_stops_it_does_so_whatever_it_is_called(house: House, cabinet, monkeypatch):
    book = kept(house, cabinet, kind="notebook", category="", written_on=AT.date())
    monkeypatch.setattr(holdings, "_checks", [*holdings._checks, lambda _holders: [Bar("XX-00001", "Paper")]])
    with pytest.raises(Refused, match="for now"):
        step("shred", book, house.ama, **SHREDDED)


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


def carried_out(house: House, about) -> Case:
    """A disclosure that went."""
    register = named("disclosure")
    case = open_case(register, register.sample("open", AT), actor=house.ama, at=AT, person=about)
    for name in register.rules.workflow.route("carried_out"):
        case = take(register, case, name, house)
    return case


def test_paper_goes_out_for_good_only_with_a_disclosure_about_the_same_person(house: House, cabinet):
    file, sent = kept(house, cabinet), carried_out(house, house.dee)
    with system("tests"):
        wren = add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT)
    for wrong in (carried_out(house, wren).reference, carried_out(house, None).reference, "DI-99999"):
        with pytest.raises(ValidationError):
            step("hand_on", file, house.ben, disclosure=wrong)
    with pytest.raises(Forbidden):
        step("hand_on", file, house.ama, disclosure=sent.reference)
    assert step("hand_on", file, house.ben, disclosure=sent.reference).status == "handed_on"


def test_a_hold_keeps_paper_from_being_handed_on(house: House, cabinet):
    file, sent = kept(house, cabinet), carried_out(house, house.dee)
    held = {"kind": "claim", "who": "P-00001", "covers": [], "reason": "A claim.", "review_on": (AT + 90 * DAY).date()}
    open_case(named("legal_hold"), held, actor=house.gwen, at=AT)
    with pytest.raises(Refused):
        step("hand_on", file, house.ben, disclosure=sent.reference)


@pytest.mark.parametrize(("kind", "category", "fine"), [("notebook", "", "P-5"), ("visitors_book", "", "P-4")])
def test_what_may_hold_anything_is_shredded_as_finely_as_the_worst_of_it(house, cabinet, kind, category, fine):
    paper = kept(house, cabinet, kind=kind, category=category, written_on=AT.date())
    if fine == "P-5":
        with pytest.raises(ValidationError):
            step("shred", paper, house.ama, **{**SHREDDED, "paper_level": "P-4"})
    assert step("shred", paper, house.ama, **{**SHREDDED, "paper_level": fine}).status == "shredded"


def test_nothing_is_shredded_before_it_was_written(house: House, cabinet):
    paper = kept(house, cabinet, kind="printout", category="", written_on=AT.date())
    with pytest.raises(ValidationError) as wrong:
        step("shred", paper, house.ama, **{**SHREDDED, "shredded_on": date(2020, 1, 1)})
    assert set(wrong.value.message_dict) == {"shredded_on"}


def test_old_books_found_at_the_first_inventory_are_recorded_too(house: House, cabinet):
    book = kept(house, cabinet, kind="notebook", category="", written_on=date(2015, 3, 1))
    assert facts(book).destroy_by == date(2015, 9, 1)


def test_a_shredded_sheet_keeps_nobody_longer(house: House, cabinet):
    sheet = kept(house, cabinet, kind="handover_sheet", category="", written_on=AT.date())
    step("shred", sheet, house.ama, **SHREDDED)
    with system("tests"):
        assert closed(None).get(house.dee.pk, []) == []


def test_a_stranger_sees_neither_cabinet_nor_paper_nor_how_much_there_is(house: House, cabinet):
    kept(house, cabinet)
    with house.reads(house.sam):
        assert whereabouts.cabinets() == []
        assert whereabouts.out() == ([], 0)
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


def test_a_file_is_about_somebody(house: House, cabinet):
    given = {
        "kind": "file",
        "category": "care_record",
        "cabinet": cabinet.reference,
        "written_on": AT.date(),
        "what": "x",
    }
    with pytest.raises(ValidationError) as wrong:
        open_case(named("paper"), given, actor=house.ama, at=AT)
    assert set(wrong.value.message_dict) == {"person_reference"}


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
