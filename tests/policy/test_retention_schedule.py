"""The retention schedule of the pack is whole: every row is there, and nothing that is held is without a rule."""

from datetime import date

import pytest

from confide.door.policy import known
from confide.door.retention import holding_class, rule_for, rules, schedule

TODAY = date(2026, 11, 24)
ROWS = {"RA": 7, "EM": 16, "DB": 3, "CR": 6, "SG": 5, "CO": 5, "IG": 13}
BANDS = ("adult", "u13", "13_15", "16_17")


def test_every_row_of_the_schedule_is_there_each_in_force_today() -> None:
    expected = {f"{group}-{number:02d}" for group, count in ROWS.items() for number in range(1, count + 1)}
    assert set(rules(TODAY)) == expected


@pytest.mark.parametrize("kind", sorted(known("subject")))
def test_every_category_of_every_kind_of_person_has_a_rule_that_is_in_force(kind: str) -> None:
    in_force = rules(TODAY)
    for category in known("category"):
        for band in BANDS:
            assert rule_for(category, kind, band) in in_force, (category, kind, band)


def test_the_rows_name_no_category_and_no_kind_of_person_that_the_policy_does_not_know() -> None:
    for row in schedule().applies:
        assert row.categories <= known("category")
        assert row.subjects <= known("subject")


def test_the_words_of_certificates_children_and_workers_fall_under_their_own_rules() -> None:
    assert rule_for("dbs_result", "agency_worker") == "DB-01"
    assert rule_for("care_record", "service_user") == "CR-01"
    assert rule_for("care_record", "service_user", "13_15") == "CR-02"
    assert rule_for("safeguarding_concern", "employee") == "SG-01"
    assert rule_for("safeguarding_concern", "service_user", "u13") == "SG-04"
    assert rule_for("employment_history", "candidate") == "RA-01"


def test_a_clock_that_starts_with_each_record_has_a_key_for_each_bucket_and_no_other_has() -> None:
    assert holding_class("DB-01", TODAY) == "DB-01/2026-11"
    assert holding_class("CR-01", TODAY, 2) == "CR-01.2"
    for code, rule in rules(TODAY).items():
        starts = {event for keep in rule.keep for event in keep.events()}
        if "recorded" in starts:
            assert rule.bucket, f"{code} starts with each record, so one key for all would never be due"


def test_what_is_written_about_a_case_has_a_rule() -> None:
    assert set(schedule().registers.values()) <= set(rules(TODAY))
