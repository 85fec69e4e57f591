"""Epochs by the clock: what was shredded opens from no kept copy in the end, and long pauses lose nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests import postgres

# Later than anything that the tests do by the real clock.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def on(day: float) -> str:
    return (NOW + timedelta(days=day)).isoformat()


@pytest.mark.sqlite
@pytest.mark.skipif(postgres.WANTED, reason="only SQLite keeps its tables in files of ours")
def test_36_days_on_no_kept_backup_of_data_or_keys_opens_what_was_shredded(live):
    first, person = live.acts(
        {"act": "people", "number": 2}, {"act": "backup", "at": on(0)}, {"act": "shred", "at": on(0.5)}
    )[0::2]
    assert first == 2
    thief = {"act": "thief", "person": person, "shares": live.shares[:2]}
    week_by_week = [
        act
        for day in range(1, 37)
        for act in ({"act": "turn", "at": on(day)}, {"act": "backup", "at": on(day)})
        if day % 7 == 0 or day >= 34
    ]
    before, *_, at_the_end, stands = live.acts(thief, *week_by_week, thief, {"act": "sound"})
    assert before == 1, "with all three copies and two custodians it opens until then: that is what the 35 days mean"
    assert at_the_end == 0
    assert (stands["opened"], stands["shredded"], stands["lost"]) == (1, 1, 0)
    assert len(list(live.target("keys").glob("*.sqlite3"))) >= 6, "nothing had to be removed from the key backups"


def test_whoever_hoards_the_escrow_keeps_what_it_opens_and_the_target_itself_forgets(live):
    live.acts({"act": "people", "number": 1}, {"act": "backup", "at": on(0)})
    hoarded = {path.name for path in live.target("escrow").glob("epoch-*")}
    acts = [
        act
        for week in range(1, 6)
        for act in ({"act": "turn", "at": on(7 * week)}, {"act": "backup", "at": on(7 * week)})
    ]
    live.acts(*acts)
    kept = {path.name for path in live.target("escrow").glob("epoch-*")}
    assert not hoarded & kept
    assert kept == {path.name for path in (live.home / "keys" / "escrow").glob("epoch-*")}
    assert len(kept) == 5


def test_a_server_switched_off_for_60_days_rotates_first_and_destroys_later(live, somewhere):
    _, before = live.acts({"act": "people", "number": 3}, {"act": "sound"})
    assert live.acts({"act": "tick", "at": on(0)}) == [True]
    (late,) = live.acts({"act": "tick", "at": on(60)})
    assert late, "a backup was due"
    (after,) = live.acts({"act": "sound"})
    assert (after["opened"], after["lost"]) == (before["opened"], 0)
    assert len(after["living"]) == 1
    assert after["living"] != before["living"]
    told = somewhere("elsewhere").confide("restore", "--without-checkpoint", "--json", given=live.typed(1, 2))
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["opened"] == before["documents"]


def test_a_tick_backs_up_every_ten_minutes_and_not_more_often(live):
    done = live.acts(*({"act": "tick", "at": on(minutes / 1440)} for minutes in (0, 1, 9, 10, 11, 20.5)))
    assert done == [True, False, False, True, False, True]


def test_what_was_shredded_after_an_old_backup_is_shredded_again(live, somewhere):
    live.acts({"act": "people", "number": 3}, {"act": "backup", "at": on(0)}, {"act": "shred", "at": on(0.1)})
    live.acts({"act": "backup", "at": on(0.2)})
    # Only the key is destroyed here: the newest backup holds words that nothing opens, the older one held the key too.
    for name, words, dead in (("newest", [], 1), ("older", ["--at-most", on(0.05)], 0)):
        elsewhere = somewhere(name)
        told = elsewhere.confide("restore", "--without-checkpoint", "--json", *words, given=live.typed(0, 1))
        assert told.returncode == 0, told.stderr
        (found,) = elsewhere.acts({"act": "sound"})
        assert (found["people"], found["opened"], found["shredded"], found["lost"]) == (3, 2, dead, 0), name
