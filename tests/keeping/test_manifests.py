"""What counts as a backup: what is signed here, under its own name and time, and nothing that only looks like it."""

import pytest

from confide.jobs.keeping.manifest import ages, manifests

STRAYS = (
    "20261399T000000000000Z-keys.manifest",
    "00000000T000000000000Z-keys.manifest",
    "20261124T246060000000Z-keys.manifest",
    "notes-keys.manifest",
)


@pytest.mark.parametrize("name", STRAYS)
def test_a_name_that_is_no_time_is_no_manifest(name, tmp_path):
    (tmp_path / name).write_text("", encoding="utf-8")
    assert list(ages(tmp_path, "keys")) == []
    assert list(manifests(tmp_path, "keys", None)) == []
