"""What counts as a backup: what is signed here, under its own name and time, and nothing that only looks like it."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from confide.jobs.keeping.manifest import ahead, manifests, newest, stamp
from tests.keeping.test_bad_input import AGAIN

STRAYS = (
    "20261399T000000000000Z-keys.manifest",
    "00000000T000000000000Z-keys.manifest",
    "20261124T246060000000Z-keys.manifest",
    "notes-keys.manifest",
)
# Later than anything that the tests do by the real clock.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def on(minutes: float) -> str:
    return at(minutes).isoformat()


def made_up(target: Path, kind: str, made_at: datetime, text: str = "confide backup 1\n{}\n\n— x y\n") -> Path:
    """A file that is named as a manifest would be."""
    path = target / f"{stamp(made_at)}-{kind}.manifest"
    path.write_text(text, encoding="utf-8")
    return path


def of_backups(live) -> list[tuple[bool, str]]:
    """What the doctor says of backups: whether it is well, and the sentence with what to do."""
    found = json.loads(live.confide("doctor", "--json").stdout)
    return [(line["well"], f"{line['said']} {line['do']}") for line in found if line["check"] == "backups"]


@pytest.mark.parametrize("name", STRAYS)
def test_a_name_that_is_no_time_is_no_manifest(name, tmp_path):
    (tmp_path / name).write_text("", encoding="utf-8")
    assert newest(tmp_path, "keys", bytes(32), at=NOW) is None
    assert ahead(tmp_path, "keys", at=datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert manifests(tmp_path, "keys", None) == []


def test_a_file_that_nobody_signed_or_an_old_one_under_a_new_name_puts_no_backup_off(live):
    assert live.acts({"act": "tick", "at": on(0)}) == [True]
    (signed,) = live.target("keys").glob("*.manifest")
    made_up(live.target("keys"), "keys", at(8))
    made_up(live.target("keys"), "keys", at(9), signed.read_text(encoding="utf-8"))
    made_up(live.target("keys"), "keys", at(60 * 24 * 365))
    made_up(
        live.target("keys"), "keys", at(8.1), signed.read_text(encoding="utf-8").replace('"files": {}', '"files": []')
    )
    made_up(live.target("keys"), "keys", at(8.2), f"confide backup 1\n{'[' * 100_000}\n\n— x y\n")
    (live.target("keys") / f"{stamp(at(8.3))}-keys.manifest").mkdir()
    (live.target("keys") / STRAYS[0]).write_text("", encoding="utf-8")
    assert live.acts({"act": "tick", "at": on(9)}, {"act": "tick", "at": on(10)}) == [False, True]


def test_the_doctor_goes_by_what_is_signed_and_says_what_to_do_with_what_is_dated_in_the_future(live):
    now = datetime.now(UTC)
    live.acts({"act": "backup", "at": (now - timedelta(minutes=40)).isoformat()})
    for kind in ("data", "keys"):
        made_up(live.target(kind), kind, now)
    assert [well for well, said in of_backups(live) if "of data" in said or "of keys" in said] == [False, False]
    assert live.confide("backup").returncode == 0
    assert all(well for well, _said in of_backups(live))
    ahead_of_time = made_up(live.target("keys"), "keys", now + timedelta(days=400))
    ((_well, said),) = [line for line in of_backups(live) if not line[0]]
    assert "1 of keys are named for a time that has not come" in said
    assert "move those files out of the target" in said
    ahead_of_time.unlink()
    assert all(well for well, _said in of_backups(live))


def test_one_that_a_wrong_clock_dated_in_the_future_counts_as_none_until_then(live):
    live.acts({"act": "backup", "at": on(24 * 60)})
    assert "There is none of keys" in " ".join(said for _well, said in of_backups(live))
    ticks = [{"act": "tick", "at": on(minutes)} for minutes in (0, 5, 10)]
    assert live.acts(*ticks) == [True, False, True]


def test_an_old_backup_under_a_new_name_does_not_come_back_in_place_of_the_newest(live, somewhere):
    live.acts({"act": "people", "number": 1}, {"act": "backup", "at": on(0)})
    (old,) = live.target("data").glob("*.manifest")
    live.acts({"act": "people", "number": 1}, {"act": "backup", "at": on(10)})
    shutil.copy(old, live.target("data") / f"{stamp(at(20))}-data.manifest")
    elsewhere = somewhere("elsewhere")
    told = elsewhere.confide(*AGAIN, given=live.typed(0, 1))
    assert told.returncode == 0, told.stderr
    assert elsewhere.acts({"act": "sound"})[0]["people"] == 2
