"""Signs of misuse: a reason to ask, measured against one's job and one's own habits, never the clock alone."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from confide.domain import signals
from confide.domain.clock import LONDON
from confide.domain.signals import About, Look, Thresholds, Worker, is_odd, precision, signs

LIMITS = Thresholds(
    pattern_days=28,
    pattern_least=40,
    bulk_least=10,
    bulk_times=3,
    odd_percent=1,
    odd_least=2,
    misses=3,
    notice_version=1,
    looks_after_staff=frozenset({"human_resources"}),
)
ME, OTHER, BOSS = uuid4(), uuid4(), uuid4()
MINE, THEIRS, ONCE = uuid4(), uuid4(), uuid4()
DAY = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 24, 3, 0, tzinfo=LONDON)
BY_DAY = {(False, hour): 10 for hour in range(9, 17)}
BY_NIGHT = {(False, hour): 10 for hour in (22, 23, 0, 1, 2, 3, 4, 5)}


def found(worker: Worker, looks: list[Look], people: dict[UUID, About]) -> dict[str, int]:
    return {sign.kind: sign.count for sign in signs(looks, people, [worker], LIMITS)}


def one(person: UUID | None, at: datetime = DAY, **more) -> Look:
    return Look(at, ME, person, **more)


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (About(team=MINE), ""),
        (About(team=THEIRS), ""),
        (About(team=THEIRS, staff=ME), signals.OWN_FILE),
        (About(team=MINE, staff=ME), signals.OWN_FILE),
        (About(team=MINE, staff=OTHER), signals.COLLEAGUE),
        (About(team=THEIRS, surname="boateng"), signals.NAMESAKE),
        (About(team=MINE, surname="boateng"), ""),
        (About(team=ONCE), signals.LEFT_TEAM),
    ],
)
def test_whose_file_it_was(about, kind):
    person = uuid4()
    worker = Worker(ME, surname="boateng", teams=frozenset({MINE}), left={ONCE: date(2026, 11, 1)})
    assert found(worker, [one(person)], {person: about}) == ({kind: 1} if kind else {})


@pytest.mark.parametrize("job", [{"role": "human_resources"}, {"reports": frozenset({OTHER})}])
def test_whoever_looks_after_colleagues_is_no_sign_but_their_own_file_is(job):
    theirs, own = uuid4(), uuid4()
    people = {theirs: About(staff=OTHER), own: About(staff=ME)}
    assert found(Worker(ME, **job), [one(theirs), one(own)], people) == {signals.OWN_FILE: 1}


def test_a_name_in_a_list_is_no_opening():
    person = uuid4()
    assert found(Worker(ME), [one(person, listed=True)], {person: About(staff=ME)}) == {}


def test_much_is_much_against_ones_own_usual_day():
    people = [uuid4() for _ in range(30)]
    looks = [one(person) for person in people]
    assert found(Worker(ME, days=(8, 9, 10)), looks, {}) == {signals.BULK: 30}
    assert found(Worker(ME, days=(25, 28, 30)), looks, {}) == {}
    assert found(Worker(ME), looks, {}) == {}, "somebody without habits yet breaks none"
    assert found(Worker(ME, days=(1,)), looks[:9], {}) == {}, "nobody asks about nine"
    again = [one(people[0]) for _ in range(40)]
    assert found(Worker(ME, days=(1,)), again, {}) == {}, "one person opened often is one person"


def test_the_clock_alone_says_nothing():
    looks = [one(uuid4(), NIGHT), one(uuid4(), NIGHT)]
    assert found(Worker(ME, hours=BY_DAY), looks, {}) == {signals.ODD_HOURS: 2}
    assert found(Worker(ME, hours=BY_NIGHT), looks, {}) == {}, "for whoever works nights, night is work"
    assert found(Worker(ME, hours=BY_NIGHT), [one(uuid4()), one(uuid4())], {}) == {signals.ODD_HOURS: 2}
    assert found(Worker(ME, hours={(False, 9): 5}), looks, {}) == {}, "without a pattern no hour is odd"
    assert found(Worker(ME, hours=BY_DAY), looks[:1], {}) == {}


def test_a_long_day_is_no_odd_hour():
    assert not is_odd(DAY.replace(hour=17), BY_DAY, LIMITS)
    assert is_odd(DAY.replace(hour=19), BY_DAY, LIMITS)
    assert is_odd(datetime(2026, 11, 28, 10, 0, tzinfo=LONDON), BY_DAY, LIMITS), (
        "a Saturday for whoever works on weekdays"
    )


def test_guessing_counts_from_the_third_miss():
    assert found(Worker(ME), [one(None)] * 2, {}) == {}
    assert found(Worker(ME), [one(None)] * 3, {}) == {signals.MISSES: 3}


def test_what_others_did_is_no_sign_of_mine():
    person = uuid4()
    assert found(Worker(BOSS), [one(person)], {person: About(staff=BOSS)}) == {}


@pytest.mark.parametrize(
    ("outcomes", "percent"),
    [
        ([], None),
        (["", ""], None),
        (["explained"], 0),
        (["explained", "training", "breach", ""], 67),
        (["discipline"], 100),
    ],
)
def test_precision_is_how_many_of_the_reviewed_were_confirmed(outcomes, percent):
    assert precision(outcomes) == percent
