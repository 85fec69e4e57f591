"""Killed at any moment: nothing is lost, nothing opens that should not, and whoever comes next goes on from there."""

from datetime import UTC, datetime, timedelta

from django.db import connection

NOW = datetime.now(UTC) + timedelta(hours=1)


def on(day: float) -> str:
    return (NOW + timedelta(days=day)).isoformat()


def test_between_a_data_key_and_its_row_no_row_is_left_that_does_not_open(live):
    live.acts({"act": "people", "number": 1})
    deaths = live.deaths("people", "whole", step=3, number=1, at=on(0))
    assert sum(death["killed"] for death in deaths) >= 4
    for death in deaths:
        stands = death["stands"]
        assert stands["lost"] == 0
        assert stands["opened"] == stands["people"]
        assert stands["against"] == []
    assert not deaths[-1]["killed"]


def test_within_a_rotation_every_key_stays_and_the_next_one_finishes_it(live):
    live.acts({"act": "people", "number": 4}, {"act": "turn", "at": on(0)})
    for day in (8, 50):
        deaths = live.deaths("turn", "whole", at=on(day))
        assert sum(death["killed"] for death in deaths) >= 4
        for death in deaths:
            assert (death["stands"]["opened"], death["stands"]["lost"]) == (4, 0)
            assert death["stands"]["against"] == [], f"day {day}, killed at {death['point']}"
    assert len(deaths[-1]["stands"]["living"]) == 1


def test_within_a_shredding_what_was_meant_to_go_never_opens_again(live):
    live.acts({"act": "people", "number": 2})
    deaths = live.deaths("shred", "sound", at=on(0))
    assert sum(death["killed"] for death in deaths) >= 4
    opened = [death["stands"]["opened"] for death in deaths]
    assert opened == sorted(opened, reverse=True)
    assert (opened[-1], deaths[-1]["stands"]["lost"]) == (1, 0)


def test_within_a_backup_the_one_before_it_stands_whole(live, somewhere):
    live.acts({"act": "people", "number": 1}, {"act": "backup", "at": on(-0.02)})
    deaths = live.deaths("backup", "kept", at=None)
    assert sum(death["killed"] for death in deaths) >= 10
    assert all(death["stands"]["keys"] >= 1 and death["stands"]["data"] >= 1 for death in deaths)
    assert deaths[-1]["stands"]["keys"] >= 2
    assert not list(live.home.glob("snapshot-*"))
    told = somewhere("elsewhere").confide("restore", "--without-checkpoint", "--json", given=live.typed(0, 1))
    assert told.returncode == 0, told.stderr


def test_within_a_restoring_nothing_serves_and_the_next_one_begins_anew(live, somewhere):
    live.acts({"act": "people", "number": 2}, {"act": "backup", "at": on(0)})
    elsewhere = somewhere("elsewhere")
    # A restoring says much more to a server than to a file.
    step = 9 if connection.vendor == "sqlite" else 61
    deaths = elsewhere.deaths("come_back", "come_to", step=step, shares=live.shares[1:])
    killed = [death for death in deaths if death["killed"]]
    assert len(killed) >= 5
    assert any(death["stands"]["unfinished"] for death in killed)
    for death in killed:
        assert death["stands"]["against"], f"killed at {death['point']}, it would serve"
    assert deaths[-1] == {**deaths[-1], "killed": False, "stands": {"unfinished": False, "against": []}}
    assert elsewhere.acts({"act": "sound"})[0]["opened"] == 2
