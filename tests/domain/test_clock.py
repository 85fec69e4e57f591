"""A deadline is the same whoever works it out: the worked examples of the law, and what holds for every date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import (
    LONDON,
    PERIODS,
    Pause,
    UnknownPeriodError,
    add_months,
    after_hours,
    day_of,
    due_at,
    end_of,
    is_working_day,
    nth_working_day,
    rights_due,
    roll,
    same_or_next_business_day,
)

ENGLAND, SCOTLAND, NORTHERN_IRELAND = Nation.ENGLAND, Nation.SCOTLAND, Nation.NORTHERN_IRELAND


def on(words: str) -> date:
    return datetime.strptime(words, "%d %b %Y").replace(tzinfo=UTC).date()


def between(first: str, last: str) -> Pause:
    return Pause(on(first), on(last))


def of(nation: Nation = ENGLAND) -> frozenset[date]:
    return bank_holidays(nation, date(2026, 1, 1))


# id, received, what else happened, end of the period, due
PLAIN = [
    ("V01", "23 Nov 2026", {}, "23 Dec 2026", "23 Dec 2026"),
    ("V02", "3 Sep 2026", {}, "3 Oct 2026", "5 Oct 2026"),
    ("V03", "31 Aug 2026", {}, "30 Sep 2026", "30 Sep 2026"),
    ("V04", "31 Jan 2027", {}, "28 Feb 2027", "1 Mar 2027"),
    ("V05", "31 Jan 2028", {}, "29 Feb 2028", "29 Feb 2028"),
    ("V06", "25 Nov 2026", {}, "25 Dec 2026", "29 Dec 2026"),
    ("V07", "26 Nov 2026", {}, "26 Dec 2026", "29 Dec 2026"),
    ("V08", "1 Dec 2026", {}, "1 Jan 2027", "4 Jan 2027"),
    ("V09", "28 Feb 2027", {}, "28 Mar 2027", "30 Mar 2027"),
    ("V10", "26 Feb 2027", {}, "26 Mar 2027", "30 Mar 2027"),
    ("V11", "2 Nov 2026", {"id_received": on("16 Nov 2026")}, "16 Dec 2026", "16 Dec 2026"),
    (
        "V12",
        "2 Nov 2026",
        {"id_received": on("10 Nov 2026"), "fee_paid": on("18 Nov 2026")},
        "18 Dec 2026",
        "18 Dec 2026",
    ),
    ("V13", "2 Nov 2026", {"pauses": [between("9 Nov 2026", "13 Nov 2026")]}, "7 Dec 2026", "7 Dec 2026"),
    ("V14", "2 Nov 2026", {"pauses": [between("2 Nov 2026", "6 Nov 2026")]}, "6 Dec 2026", "7 Dec 2026"),
    (
        "V15",
        "2 Nov 2026",
        {"pauses": [between("5 Nov 2026", "9 Nov 2026"), between("20 Nov 2026", "24 Nov 2026")]},
        "12 Dec 2026",
        "14 Dec 2026",
    ),
    ("V16", "2 Nov 2026", {"pauses": [between("9 Nov 2026", "9 Nov 2026")]}, "3 Dec 2026", "3 Dec 2026"),
    ("V17", "22 Nov 2026", {"months": 3}, "22 Feb 2027", "22 Feb 2027"),
    ("V18", "30 Nov 2026", {"months": 3}, "28 Feb 2027", "1 Mar 2027"),
    (
        "V19",
        "30 Nov 2026",
        {"months": 3, "pauses": [between("7 Dec 2026", "12 Dec 2026")]},
        "6 Mar 2027",
        "8 Mar 2027",
    ),
    (
        "V20",
        "2 Nov 2026",
        {"id_received": on("16 Nov 2026"), "pauses": [between("20 Nov 2026", "27 Nov 2026")]},
        "24 Dec 2026",
        "24 Dec 2026",
    ),
    ("V21", "4 Dec 2026", {"holidays": of(SCOTLAND)}, "4 Jan 2027", "5 Jan 2027"),
    ("V22", "4 Dec 2026", {}, "4 Jan 2027", "4 Jan 2027"),
    ("V23", "12 Jun 2027", {"holidays": of(NORTHERN_IRELAND)}, "12 Jul 2027", "13 Jul 2027"),
    ("V24", "12 Jun 2027", {}, "12 Jul 2027", "12 Jul 2027"),
    ("V25", "31 Dec 2026", {}, "31 Jan 2027", "1 Feb 2027"),
    ("V26", "30 Nov 2027", {"months": 3}, "29 Feb 2028", "29 Feb 2028"),
]


@pytest.mark.parametrize(("received", "events", "ends", "due"), [row[1:] for row in PLAIN], ids=[r[0] for r in PLAIN])
def test_a_request_for_ones_own_data_is_due(received: str, events: dict[str, object], ends: str, due: str) -> None:
    answer = rights_due(on(received), **({"holidays": of()} | events))
    assert (answer.ends_on, answer.due_on, answer.days_left) == (on(ends), on(due), 0)


@pytest.mark.parametrize(
    ("received", "pauses", "notice_due"),
    [
        ("22 Nov 2026", [], "22 Dec 2026"),
        ("30 Nov 2026", [between("7 Dec 2026", "12 Dec 2026")], "5 Jan 2027"),
    ],
    ids=["V17", "V19"],
)
def test_notice_of_an_extension_is_due_with_the_first_month(
    received: str, pauses: list[Pause], notice_due: str
) -> None:
    assert rights_due(on(received), pauses=pauses, holidays=of()).due_on == on(notice_due)


def test_while_an_answer_is_awaited_there_is_no_due_date_but_a_count_of_days() -> None:
    waiting = rights_due(on("2 Nov 2026"), pauses=[Pause(on("9 Nov 2026"))], holidays=of())
    assert (waiting.ends_on, waiting.due_on, waiting.days_left) == (None, None, 24)
    answered = rights_due(on("2 Nov 2026"), pauses=[between("9 Nov 2026", "13 Nov 2026")], holidays=of())
    assert answered.ends_on == on("13 Nov 2026") + timedelta(days=waiting.days_left)


def test_a_question_put_after_the_period_ended_gives_no_more_time() -> None:
    late = rights_due(on("2 Nov 2026"), pauses=[Pause(on("3 Dec 2026"))], holidays=of())
    assert late.due_on == on("2 Dec 2026")


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before the question"):
        between("9 Nov 2026", "8 Nov 2026")


# aware, seventy-two hours later, both as London shows them
BREACHES = [
    ("B1", "2026-11-20T17:30+00:00", "2026-11-23T17:30+00:00"),
    ("B2", "2026-10-24T10:00+01:00", "2026-10-27T09:00+00:00"),
    ("B3", "2026-12-24T16:00+00:00", "2026-12-27T16:00+00:00"),
    ("B4", "2027-03-26T09:15+00:00", "2027-03-29T10:15+01:00"),
]


@pytest.mark.parametrize(("aware", "due"), [row[1:] for row in BREACHES], ids=[row[0] for row in BREACHES])
def test_seventy_two_hours_are_hours_that_pass(aware: str, due: str) -> None:
    deadline = due_at("72_hours", datetime.fromisoformat(aware), of())
    assert deadline.tzinfo is UTC
    assert deadline.astimezone(LONDON).isoformat(timespec="minutes") == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("23 Nov 2026", "23 Dec 2026"),
        ("25 Nov 2026", "29 Dec 2026"),
        ("4 Dec 2026", "4 Jan 2027"),
        ("29 Jan 2027", "1 Mar 2027"),
    ],
)
def test_a_complaint_is_acknowledged_within_thirty_days(received: str, due: str) -> None:
    assert due_at("30_days", noon(received), of()) == end_of(on(due))


# The code, when it starts and when that is due, both by the clocks of London.
CODES = [
    ("now", "2026-12-24 16:00", "2026-12-24 16:00:00"),
    ("2_hours", "2026-12-24 23:00", "2026-12-25 01:00:00"),
    ("24_hours", "2026-12-24 16:00", "2026-12-25 16:00:00"),
    ("24_hours", "2026-10-24 12:00", "2026-10-25 11:00:00"),
    ("1_working_day", "2026-11-23 09:00", "2026-11-24 23:59:59"),
    ("1_working_day", "2026-11-27 16:00", "2026-11-30 23:59:59"),
    ("1_working_day", "2026-12-24 16:00", "2026-12-29 23:59:59"),
    ("1_working_day", "2026-12-26 10:00", "2026-12-29 23:59:59"),
    ("same_or_next_business_day", "2026-11-23 16:45", "2026-11-24 23:59:59"),
    ("same_or_next_business_day", "2027-03-25 16:45", "2027-03-30 23:59:59"),
    ("3_working_days", "2026-11-25 20:00", "2026-11-30 23:59:59"),
    ("3_business_days", "2026-11-23 09:00", "2026-11-26 23:59:59"),
    ("3_business_days", "2026-12-23 09:00", "2026-12-30 23:59:59"),
    ("3_months", "2026-09-03 09:00", "2026-12-03 23:59:59"),
    ("1_month", "2026-09-03 09:00", "2026-10-05 23:59:59"),
    # Half past midnight in summer is still the day before in UTC; the day in London is the one that counts.
    ("1_working_day", "2026-07-06 00:30", "2026-07-07 23:59:59"),
]


@pytest.mark.parametrize(("code", "starts", "due"), CODES)
def test_each_code_has_one_meaning(code: str, starts: str, due: str) -> None:
    started = datetime.fromisoformat(starts).replace(tzinfo=LONDON)
    deadline = due_at(code, started.astimezone(UTC), of())
    assert deadline.tzinfo is UTC
    assert deadline.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S") == due


def test_every_code_is_worked_through_here_and_says_where_it_is_written() -> None:
    worked = {code for code, *_ in CODES} | {"72_hours", "30_days"}
    assert worked == set(PERIODS)
    assert all(period.source for period in PERIODS.values())


def test_an_unknown_code_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownPeriodError, match="'a_while'"):
        due_at("a_while", noon("23 Nov 2026"), of())


def test_what_must_be_told_without_delay_is_told_today_or_at_the_latest_on_the_next_business_day() -> None:
    assert same_or_next_business_day(on("24 Dec 2026"), of()) == (on("24 Dec 2026"), on("29 Dec 2026"))


NOWHERE = datetime.fromisoformat("2026-11-23T12:00")


def test_a_moment_needs_a_time_zone_and_a_day_is_not_a_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        after_hours(NOWHERE, 2)
    with pytest.raises(ValueError, match="time zone"):
        day_of(NOWHERE)
    with pytest.raises(TypeError, match="a day is needed"):
        rights_due(datetime(2026, 11, 25, 12, 0, tzinfo=UTC), holidays=of())
    with pytest.raises(TypeError, match="a day is needed"):
        is_working_day(datetime(2026, 12, 25, 12, 0, tzinfo=UTC), of())


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        nth_working_day(on("23 Nov 2026"), 0, of())


# The working weekdays on which the banks are shut, as the law's table lists them.
SHUT = {
    ENGLAND: {
        2026: "1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec",
        2027: "1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec",
        2028: "3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec",
    },
    SCOTLAND: {
        2026: "1 Jan, 2 Jan, 3 Apr, 4 May, 25 May, 15 Jun, 3 Aug, 30 Nov, 25 Dec, 28 Dec",
        2027: "1 Jan, 4 Jan, 26 Mar, 3 May, 31 May, 2 Aug, 30 Nov, 27 Dec, 28 Dec",
    },
    NORTHERN_IRELAND: {
        2026: "1 Jan, 17 Mar, 3 Apr, 6 Apr, 4 May, 25 May, 13 Jul, 31 Aug, 25 Dec, 28 Dec",
        2027: "1 Jan, 17 Mar, 26 Mar, 29 Mar, 3 May, 31 May, 12 Jul, 30 Aug, 27 Dec, 28 Dec",
    },
}


@pytest.mark.parametrize(("nation", "year"), [(nation, year) for nation, years in SHUT.items() for year in years])
def test_bank_holidays_are_those_of_the_nation(nation: Nation, year: int) -> None:
    shut = {day for day in bank_holidays(nation, date(year, 6, 1), years=1) if day.weekday() < 5}
    assert shut == {on(f"{day} {year}") for day in SHUT[nation][year].split(", ")}


def test_wales_keeps_the_days_of_england_and_a_proclaimed_day_is_added() -> None:
    assert bank_holidays(Nation.WALES, date(2026, 1, 1)) == of(ENGLAND)
    proclaimed = on("7 Jun 2027")
    days = bank_holidays(ENGLAND, date(2026, 1, 1), proclaimed=[proclaimed])
    assert days - of(ENGLAND) == {proclaimed}
    assert rights_due(on("7 May 2027"), holidays=days).due_on == on("8 Jun 2027")


DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
ALL_YEARS = bank_holidays(ENGLAND, date(2025, 1, 1), years=10)


@given(DAYS, st.sampled_from([1, 3]))
def test_an_answer_is_always_due_on_a_working_day_within_a_long_weekend_of_its_month(day: date, months: int) -> None:
    answer = rights_due(day, months=months, holidays=ALL_YEARS)
    assert answer.ends_on == add_months(day, months)
    assert answer.due_on is not None
    assert is_working_day(answer.due_on, ALL_YEARS)
    assert timedelta(0) <= answer.due_on - answer.ends_on <= timedelta(days=4)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_a_pause_gives_its_days_back_and_no_more(day: date, after: int, length: int) -> None:
    asked = day + timedelta(days=1 + after % 28)
    pause = Pause(asked, asked + timedelta(days=length))
    plain, paused = rights_due(day), rights_due(day, pauses=[pause])
    assert plain.ends_on is not None
    assert paused.ends_on is not None
    given_back = length + 1 if asked <= plain.ends_on else 0
    assert paused.ends_on - plain.ends_on == timedelta(days=given_back)


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_has_n_working_days_up_to_it(day: date, count: int) -> None:
    last = nth_working_day(day, count, ALL_YEARS)
    passed = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(is_working_day(each, ALL_YEARS) for each in passed) == count
    assert roll(last, ALL_YEARS) == last


@given(DAYS, st.integers(0, 24 * 60 - 1), st.sampled_from(sorted(PERIODS)))
def test_nothing_is_due_before_it_began(day: date, minutes: int, code: str) -> None:
    started = datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(minutes=minutes)
    assert due_at(code, started, ALL_YEARS) >= started


def noon(words: str) -> datetime:
    return datetime.combine(on(words), datetime.min.time().replace(hour=12), tzinfo=LONDON)
