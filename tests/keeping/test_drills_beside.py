"""A drill takes as long as it takes: backups, rotations and the doctor go on beside it, and leave it alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from confide.jobs.keeping.alone import alone, drilling

# Later than anything that the tests do by the real clock.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def on(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def at_work(home: Path) -> Path:
    """What a drill has in its folder while it is at work; the copy of a key."""
    key = home / "drill-abc" / "keys" / "epochs" / "one.key"
    key.parent.mkdir(parents=True)
    key.write_bytes(bytes(32))
    return key


def of_restoring(live) -> list[str]:
    found = json.loads(live.confide("doctor", "--json").stdout)
    return [line["said"] for line in found if line["check"] == "restoring"]


def test_backups_go_on_beside_a_drill_that_takes_longer_than_they_can_wait(live):
    live.acts({"act": "people", "number": 1})
    with drilling(live.home):
        key = at_work(live.home)
        assert live.acts({"act": "tick", "at": on(0)}, {"act": "tick", "at": on(10)}) == [True, True]
        assert live.confide("rotate").returncode == 0
        assert key.exists()
        assert of_restoring(live) == []
        second = live.confide("restore", "--drill")
        assert (second.returncode, "Another drill" in second.stderr) == (1, True)
    assert "cut off" in of_restoring(live)[0]
    live.acts({"act": "tick", "at": on(11)})
    assert not key.exists()
    assert not (live.home / "drill-abc").exists()


def test_a_drill_waits_for_no_backup_and_clears_what_a_killed_one_left(live):
    live.acts({"act": "people", "number": 1})
    assert live.confide("backup").returncode == 0
    key = at_work(live.home)
    with alone(live.home):
        assert not key.exists()
        at_work(live.home)
        told = live.confide("restore", "--drill")
        assert told.returncode == 0, told.stderr
        refused = live.confide("backup")
        assert (refused.returncode, "at work" in refused.stderr) == (1, True)
    assert not list(live.home.glob("drill-*"))
