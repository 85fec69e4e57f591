"""The list of what is due follows from what is held and what happened, and from nothing else (2.8j)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from confide.door.reading import system
from confide.door.shredding import rows_of, sealed_tables
from confide.ledger.models import Entry
from confide.records.happening import record_event
from confide.records.holdings import WHOLE, Keeper, keep, nothing
from confide.records.keeping import Due
from confide.records.models import RecordEntry
from confide.records.reckoning import reckon
from tests.organisation import AT
from tests.retention.conftest import LONG_OVER, moment

pytestmark = pytest.mark.postgres


def openings() -> int:
    return Entry.objects.filter(event="opened").count()


def test_nothing_is_due_while_somebody_is_cared_for_and_the_list_says_what_it_waits_for(held):
    held.wrote("Ate half of the soup.")
    lines = held.lines()
    assert set(lines) == {"CR-01", WHOLE}
    assert (lines["CR-01"].waits_for, lines["CR-01"].from_on) == (["support_ended"], None)


def test_eight_years_after_support_ended_the_care_record_is_due_and_thirty_days_later_it_is_late(held):
    held.wrote("Ate half of the soup.")
    held.happened("support_ended", LONG_OVER)
    line = held.lines()["CR-01"]
    assert (line.from_on, line.by_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (line.rule, line.start, line.start_on, line.counts) == (
        "CR-01",
        "support_ended",
        LONG_OVER,
        {"recordentry": 1},
    )


def test_recording_an_event_changes_the_list_at_once_and_is_in_the_ledger(held, house):
    held.lines()
    held.happened("support_ended", LONG_OVER)
    with house.reads(house.gwen):
        assert Due.objects.get(person=house.dee, held_as=WHOLE).from_on == date(2026, 10, 1)
    assert Entry.objects.get(event="retention:record_event").about == house.dee.reference


def test_whoever_comes_back_is_not_due_any_more(held):
    held.happened("support_ended", LONG_OVER)
    held.happened("back_in_use", date(2026, 11, 20))
    assert held.lines()[WHOLE].waits_for == ["support_ended"]


def test_a_certificate_has_a_key_for_its_month_and_must_be_gone_half_a_year_after_its_first_day(held):
    held.wrote("Nothing recorded.", category="dbs_result", at=moment("2026-05-20"))
    held.wrote("Nothing recorded.", category="dbs_result", at=moment("2026-11-20"))
    lines = held.lines()
    may, november = lines["DB-01/2026-05"], lines["DB-01/2026-11"]
    assert (may.kind, may.from_on, may.by_on) == ("max", date(2026, 10, 2), date(2026, 11, 1))
    assert november.by_on == date(2027, 5, 1)


def test_everything_about_somebody_goes_with_the_part_that_is_kept_longest(held):
    held.wrote("Paid twice.", category="safeguarding_concern", at=moment("2026-11-20"))
    held.happened("support_ended", LONG_OVER)
    lines = held.lines()
    assert lines[WHOLE].waits_for == ["closed"]
    held.happened("closed", date(2017, 3, 1), held_as="SG-05")
    lines = held.lines()
    assert lines["SG-05"].from_on == date(2027, 3, 1)
    assert lines[WHOLE].from_on == date(2027, 3, 1)


def test_a_child_is_kept_to_a_birthday_that_the_list_does_not_tell(held):
    pip = held.somebody("service_user", date(2003, 6, 14))
    held.wrote("Likes trains.", pip)
    held.happened("support_ended", date(2015, 6, 1), pip)
    line = held.lines(pip)["CR-01"]
    # The 25th birthday is on 14 June 2028; the list says the end of that year, and never when they were born.
    assert (line.rule, line.from_on, line.start_on) == ("CR-02", date(2028, 12, 31), None)
    with system("tests"):
        assert not Due.objects.filter(Q(start_on__year=2003) | Q(from_on__month=6, person=pip)).exists()


def test_dates_of_birth_are_opened_only_where_they_decide_and_once(held, house):
    reckon(AT)
    before = openings()
    held.wrote("Ate half of the soup.")
    reckon(AT)
    assert openings() == before
    held.happened("support_ended", LONG_OVER)
    assert openings() == before + 1
    assert reckon(AT) == 0
    assert openings() == before + 1


def test_what_happened_to_one_person_is_worked_out_from_what_is_held_about_them(held, house):
    held.wrote("Ate half of the soup.")
    with CaptureQueriesContext(connection) as asked:
        held.happened("support_ended", LONG_OVER)
    tables = ("records_recordentry", "records_document", "records_retentionevent", "records_due")
    looks = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    looks = [sql for sql in looks if any(f'FROM "{table}"' in sql for table in tables)]
    assert len(looks) >= len(tables)
    assert [sql for sql in looks if "WHERE" not in sql] == []


def test_working_it_out_again_changes_nothing(held):
    held.wrote("Ate half of the soup.")
    held.happened("support_ended", LONG_OVER)
    held.lines()
    with system("tests"):
        before = list(Due.objects.values())
    assert reckon(moment("2026-11-25")) == 0
    with system("tests"):
        assert list(Due.objects.values()) == before


def test_the_team_sees_what_is_due_of_its_people_and_a_stranger_sees_nothing(held, house):
    held.lines()
    with house.reads(house.ben):
        assert Due.objects.filter(person=house.dee).exists()
    with house.reads(house.sam):
        assert not Due.objects.exists()
        with pytest.raises(Http404):
            record_event(house.dee, "support_ended", on=LONG_OVER, actor=house.sam, at=AT)


@pytest.mark.parametrize(
    ("event", "on", "held_as", "beside"),
    [
        ("support_ended", date(2027, 1, 1), "", "on"),
        ("full_moon", LONG_OVER, "", "event"),
        ("closed", LONG_OVER, "the lot", "held_as"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(held, event, on, held_as, beside):
    with pytest.raises(ValidationError) as refused:
        held.happened(event, on, held_as=held_as)
    assert set(refused.value.message_dict) == {beside}


def test_a_colleague_who_left_is_due_six_years_later(house):
    house.kit.leaves_at = moment("2020-03-31")
    house.kit.save()
    reckon(AT)
    with house.reads(house.gwen):
        line = Due.objects.get(staff=house.kit)
    assert (line.rule, line.from_on, line.held_as) == ("EM-12", date(2026, 3, 31), WHOLE)
    assert "Kit" not in line.reference


def test_whatever_announces_that_it_keeps_something_is_counted(held, house):
    keep(
        Keeper(
            "shoe_boxes",
            "shoe boxes",
            lambda _only: {(house.dee.pk, "CR-01"): 2},
            lambda _holder, _as, _ending: 0,
            on_paper=True,
        )
    )
    held.wrote("Ate half of the soup.")
    assert held.lines()["CR-01"].counts == {"recordentry": 1, "shoe_boxes": 2}
    keep(Keeper("shoe_boxes", "shoe boxes", nothing, lambda _holder, _as, _ending: 0))


def test_every_sealed_table_says_which_of_its_rows_a_holding_has(held, house):
    entry = held.wrote("Ate half of the soup.")
    for model in sealed_tables():
        assert isinstance(model.of_holding(house.dee.pk, "CR-01"), Q)
    found = {model: set(rows.values_list("pk", flat=True)) for model, rows in rows_of(house.dee.pk, "CR-01")}
    assert {model: rows for model, rows in found.items() if rows} == {RecordEntry: {entry.pk}}
