"""A copy of an attachment that is damaged in the target is made anew, and not carried on into every later backup."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from confide.jobs.keeping.copies import TURNS, carried
from confide.jobs.keeping.manifest import Manifest

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
BEFORE = Manifest("data", AT, "example.org", "sqlite", {}, (), {})


@pytest.fixture
def kept(tmp_path) -> tuple[Path, Path, Manifest]:
    """A folder of files, a target, and a backup of the one in the other."""
    source, target = tmp_path / "files", tmp_path / "target"
    (source / "ab").mkdir(parents=True)
    for number in range(5):
        (source / "ab" / str(number)).write_bytes(bytes([number]) * 1000)
    found = carried(source, target, None, at=AT, damaged=())
    return source, target, dataclasses.replace(BEFORE, files=found)


def later(kept: tuple[Path, Path, Manifest], turns: int = 1, damaged: tuple[str, ...] = ()) -> Manifest:
    source, target, before = kept
    at = before.made_at + turns * TEN_MINUTES
    return dataclasses.replace(before, made_at=at, files=carried(source, target, before, at=at, damaged=damaged))


def test_whole_copies_serve_every_later_backup(kept):
    assert later(kept).files == kept[2].files
    assert later(kept, turns=TURNS * 3).files == kept[2].files


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"short"), Path.unlink], ids=["cut", "gone"])
def test_a_copy_of_another_size_is_made_anew_at_the_next_backup(kept, spoil):
    _source, target, before = kept
    spoil(target / before.files["ab/3"].name)
    after = later(kept).files
    assert {name for name in after if after[name] != before.files[name]} == {"ab/3"}
    assert (target / after["ab/3"].name).read_bytes() == bytes([3]) * 1000


def test_within_a_week_each_copy_is_read_through_once_however_often_it_is_backed_up(kept):
    source, target, before = kept
    for copy in before.files.values():
        (target / copy.name).write_bytes(b"?" * 1000)
    made, renewed = before, []
    for _week in range(TURNS // 3):
        after = later((source, target, made), turns=3)
        renewed += [name for name in after.files if after.files[name] != made.files[name]]
        made = after
    assert sorted(renewed) == sorted(before.files)


def test_what_a_drill_found_is_not_waited_for(kept):
    before = kept[2]
    after = later(kept, damaged=(before.files["ab/1"].name,)).files
    assert {name for name in after if after[name] != before.files[name]} == {"ab/1"}


def test_a_drill_says_that_a_copy_is_damaged_and_after_the_next_backup_all_comes_back(live):
    live.acts({"act": "people", "number": 1})
    (live.home / "files" / "ab").mkdir(parents=True)
    (live.home / "files" / "ab" / "sealed").write_bytes(b"sealed" * 100)
    assert live.confide("backup").returncode == 0
    (copy,) = (live.target("data") / "files").iterdir()
    copy.write_bytes(b"?" * copy.stat().st_size)
    told = live.confide("restore", "--drill")
    assert told.returncode == 1
    assert "is damaged" in told.stderr
    assert "Copies of attachments that are damaged: 1." in told.stderr
    assert json.loads((live.home / "damaged-copies.json").read_bytes()) == [f"files/{copy.name}"]
    assert live.confide("backup").returncode == 0
    told = live.confide("restore", "--drill")
    assert told.returncode == 0, told.stderr
