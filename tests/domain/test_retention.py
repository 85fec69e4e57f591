"""The day something may go, or must be gone, as the schedule says it for what happened."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import confide
from confide.domain import holding_class as classes
from confide.domain.retention import Due, Happened, Kind, Reckoned, Waiting, due, happened, longest
from confide.domain.retention_schedule import Schedule, ScheduleError, read

FILE = Path(confide.__file__).parent / "policy" / "leader_group" / "retention.toml"
DATA: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
SCHEDULE: Schedule = read(DATA)
TODAY = date(2026, 11, 24)


def day(text: str) -> date:
    return date.fromisoformat(text)


def reckon(code: str, circumstances: str = "", **events: str) -> Reckoned:
    known = happened([(event, day(on)) for event, on in events.items()], SCHEDULE.ends)
    return due(SCHEDULE.in_force(TODAY)[code], known, SCHEDULE.calendar, frozenset(circumstances.split()))


VECTORS = (
    # a period from the later of two events, the second only where it happened
    ("RA-01", "", {"created": "2024-05-01"}, "2025-05-01"),
    ("RA-01", "", {"created": "2024-05-01", "last_service": "2025-02-10"}, "2026-02-10"),
    ("RA-04", "", {"created": "2024-05-01", "last_service": "2025-02-10"}, "2031-02-10"),
    # months; a day that does not exist is the next one for what is kept, the one before for a maximum
    ("RA-05", "", {"recorded": "2026-08-31"}, "2027-03-01"),
    ("DB-01", "", {"recorded": "2026-08-31"}, "2027-02-28"),
    ("DB-01", "", {"recorded": "2026-05-12"}, "2026-11-12"),
    ("IG-09", "", {"recorded": "2026-11-01"}, "2026-12-01"),
    # years from 29 February
    ("CR-01", "", {"support_ended": "2020-02-29"}, "2028-02-29"),
    ("EM-01", "", {"engagement_ended": "2024-02-29"}, "2026-03-01"),
    # the later of the end of support and death
    ("CR-01", "", {"support_ended": "2018-03-31", "died": "2019-01-15"}, "2027-01-15"),
    # the end of a tax year: on 5 April it still lies in the one that ends, on 6 April in the next
    ("EM-04", "", {"recorded": "2026-04-05"}, "2029-04-05"),
    ("EM-04", "", {"recorded": "2026-04-06"}, "2030-04-05"),
    ("EM-07", "", {"recorded": "2026-03-31"}, "2032-03-31"),
    ("EM-07", "", {"recorded": "2026-04-01"}, "2033-03-31"),
    # the end of the pay period after the one that it lies in
    ("EM-03", "", {"recorded": "2026-01-15"}, "2032-02-28"),
    ("EM-03", "", {"recorded": "2026-05-15"}, "2032-06-30"),
    # the 25th birthday, or the 26th where support ended at 17; on a birthday one has the age
    ("CR-02", "", {"born": "2010-06-01", "support_ended": "2026-05-31"}, "2035-06-01"),
    ("CR-02", "", {"born": "2010-06-01", "support_ended": "2027-06-01"}, "2036-06-01"),
    ("CR-02", "", {"born": "2010-06-01", "support_ended": "2028-05-31"}, "2036-06-01"),
    ("CR-02", "", {"born": "2008-02-29", "support_ended": "2020-01-01"}, "2033-03-01"),
    ("CR-02", "", {"born": "2000-06-01", "support_ended": "2026-05-31"}, "2026-05-31"),
    # 75 years from birth, or 15 from an early death
    ("CR-03", "", {"born": "2012-02-29"}, "2087-03-01"),
    ("CR-03", "", {"born": "2012-04-01", "died": "2024-04-01"}, "2039-04-01"),
    ("CR-03", "", {"born": "1990-04-01", "died": "2024-04-01"}, "2065-04-01"),
    # until the age of a pension, or ten years, whichever is longer
    ("SG-01", "", {"recorded": "2026-01-01", "born": "1990-07-20"}, "2058-07-20"),
    ("SG-01", "", {"recorded": "2026-01-01", "born": "1962-07-20"}, "2036-01-01"),
    ("SG-01", "", {"recorded": "2015-01-01", "born": "1960-05-10"}, "2026-07-10"),
    ("SG-01", "", {"recorded": "2015-01-01", "born": "1961-03-06"}, "2028-03-06"),
    # circumstances
    ("CO-03", "", {"closed": "2026-01-01"}, "2036-01-01"),
    ("CO-03", "serious", {"closed": "2026-01-01"}, "2046-01-01"),
    ("CO-04", "", {"recorded": "2026-01-01", "born": "2016-03-01"}, "2037-03-01"),
    ("CO-04", "", {"recorded": "2026-01-01", "born": "1980-03-01"}, "2029-01-01"),
    ("IG-01", "appealed", {"closed": "2026-01-01"}, "2032-01-01"),
    ("IG-10", "same_day", {"recorded": "2026-11-24"}, "2026-11-24"),
    ("IG-12", "won", {"decided": "2020-01-01", "contract_ended": "2025-01-01"}, "2031-01-01"),
    # at once
    ("SG-02", "", {"found": "2026-11-01"}, "2026-11-01"),
    ("DB-02", "", {"inspected": "2026-11-01"}, "2026-11-01"),
)


@pytest.mark.parametrize(("code", "circumstances", "events", "expected"), VECTORS)
def test_each_rule_comes_to_its_day(code: str, circumstances: str, events: dict[str, str], expected: str) -> None:
    found = reckon(code, circumstances, **events)
    assert isinstance(found, Due)
    assert found.on == day(expected)


def test_what_waits_for_an_event_is_not_due_and_says_for_which() -> None:
    assert reckon("CR-01") == Waiting("CR-01", ("support_ended",))
    assert reckon("CR-02", support_ended="2026-01-01") == Waiting("CR-02", ("born",))
    assert reckon("SG-01", recorded="2026-01-01") == Waiting("SG-01", ("born",))


def test_whoever_comes_back_restarts_the_clock() -> None:
    history = [("support_ended", day("2018-03-31")), ("back_in_use", day("2020-01-07"))]
    rule = SCHEDULE.in_force(TODAY)["CR-01"]
    again = happened(history, SCHEDULE.ends)
    assert due(rule, again, SCHEDULE.calendar) == Waiting("CR-01", ("support_ended",))
    ended = happened([*history, ("support_ended", day("2024-06-30"))], SCHEDULE.ends)
    assert due(rule, ended, SCHEDULE.calendar) == Due(
        "CR-01", Kind.MIN, day("2032-06-30"), "support_ended", day("2024-06-30")
    )


def test_an_event_that_counts_only_where_it_happened_is_waited_for_once_it_was_reopened() -> None:
    history = [("created", day("2018-01-01")), ("last_service", day("2019-01-01")), ("back_in_use", day("2026-01-01"))]
    found = due(SCHEDULE.in_force(TODAY)["RA-01"], happened(history, SCHEDULE.ends), SCHEDULE.calendar)
    assert found == Waiting("RA-01", ("last_service",))


def test_the_last_word_on_an_event_counts() -> None:
    history = [("support_ended", day("2019-01-01")), ("support_ended", day("2018-12-31"))]
    assert happened(history, SCHEDULE.ends) == Happened({"support_ended": day("2018-12-31")})


def test_what_is_kept_together_is_kept_as_long_as_the_longest_and_a_maximum_lengthens_nothing() -> None:
    short = Due("RA-01", Kind.MIN, day("2027-01-01"), "created", day("2026-01-01"))
    long = Due("CR-01", Kind.MIN, day("2034-01-01"), "support_ended", day("2026-01-01"))
    cap = Due("DB-01", Kind.MAX, day("2040-01-01"), "recorded", day("2039-07-01"))
    nearer = Due("DB-01", Kind.MAX, day("2039-01-01"), "recorded", day("2038-07-01"))
    assert longest([short, long, cap]) == long
    assert longest([cap, nearer]) == nearer
    assert longest([short, Waiting("CR-02", ("born",))]) == Waiting("CR-02", ("born",))
    with pytest.raises(ValueError, match="nothing was reckoned"):
        longest([])


def test_a_minimum_is_destroyed_within_thirty_days_after_and_a_maximum_within_those_before() -> None:
    kept = Due("CR-01", Kind.MIN, day("2026-11-24"), "support_ended", day("2018-11-24"))
    capped = Due("DB-01", Kind.MAX, day("2026-11-24"), "recorded", day("2026-05-24"))
    assert kept.window(SCHEDULE.days_to_destroy) == (day("2026-11-24"), day("2026-12-24"))
    assert capped.window(SCHEDULE.days_to_destroy) == (day("2026-10-25"), day("2026-11-24"))


def test_a_rule_that_changed_counts_as_it_stands_on_the_day() -> None:
    before, after = SCHEDULE.in_force(day("2021-03-31"))["EM-03"], SCHEDULE.in_force(day("2021-04-01"))["EM-03"]
    assert (before.keep[0].months, after.keep[0].months) == (36, 72)
    assert "EM-05" not in SCHEDULE.in_force(day("2026-04-05"))
    assert "EM-05" in SCHEDULE.in_force(day("2026-04-06"))


CLASSES = (
    ("month", "DB-01/2026-11", classes.HoldingClass("DB-01", day("2026-11-01"), day("2026-11-30"))),
    ("year", "EM-04/2026", classes.HoldingClass("EM-04", day("2026-01-01"), day("2026-12-31"))),
    ("day", "IG-09/2026-11-24", classes.HoldingClass("IG-09", TODAY, TODAY)),
    ("month", "DB-01/2026-11.3", classes.HoldingClass("DB-01", day("2026-11-01"), day("2026-11-30"), 3)),
)


@pytest.mark.parametrize(("bucket", "expected", "said"), CLASSES)
def test_a_class_says_which_records_share_a_key(bucket: str, expected: str, said: classes.HoldingClass) -> None:
    assert classes.holding_class(said.code, bucket, TODAY, said.generation) == expected
    assert classes.read(expected) == said


def test_a_class_without_a_bucket_is_the_code_and_counts_its_generations() -> None:
    assert classes.holding_class("CR-01", "", TODAY) == "CR-01"
    assert classes.holding_class("CR-01", "", TODAY, 2) == "CR-01.2"
    assert classes.read("CR-01.2") == classes.HoldingClass("CR-01", generation=2)
    assert classes.read("DB-01/2026-12").last == day("2026-12-31")


@pytest.mark.parametrize("wrong", ["", "person", "CR-1", "CR-01.0", "CR-01/26", "CR-01 ", "DB-01/2026-13"])
def test_what_is_no_class_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"is no retention class|month must be"):
        classes.read(wrong)


BREAKING = (
    ("type", lambda data: data["rule"][0].update(type="about")),
    ("mark", lambda data: data["rule"][0].update(mark="sure")),
    ("day", lambda data: data["rule"][0].pop("effective_from")),
    ("event", lambda data: data["rule"][0].update(keep=[{"from": "full_moon", "years": 1}])),
    ("circumstance", lambda data: data["rule"][0].update(keep=[{"from": "born", "when": "rain"}])),
    ("field", lambda data: data["rule"][0].update(keep=[{"form": "born"}])),
    ("rule", lambda data: data["applies"][0].update(rule="XX-99")),
    ("joined", lambda data: data["rule"][0].update(joined="XX-99")),
    ("paper", lambda data: data["paper"].update(days_out_in_all=1)),
    ("table", lambda data: data.pop("calendar")),
)


@pytest.mark.parametrize("breaking", [each for _, each in BREAKING], ids=[name for name, _ in BREAKING])
def test_a_schedule_that_could_be_misread_is_refused(breaking: Any) -> None:
    data = tomllib.loads(FILE.read_text("utf-8"))
    breaking(data)
    with pytest.raises(ScheduleError):
        read(data)
