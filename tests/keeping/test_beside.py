"""What lies beside the databases: who is trusted as a witness comes back with the keys; a bucket is nobody's copy."""

import json
from pathlib import Path

import pytest

from confide.ledger.witness import begin
from tests.keeping.test_coming_back import AGAIN

NAME = "example.org/witness"


def list_of(home: Path) -> Path:
    return home / "keys" / "ledger" / "witnesses.json"


@pytest.fixture
def witnessed(live, tmp_path):
    """An installation that trusts a witness, and was backed up since."""
    live.acts({"act": "people", "number": 1})
    key = begin(tmp_path / "witness", NAME).public
    assert live.confide("ledger", "trust", key, "--url", "https://witness.example").returncode == 0
    done = live.confide("backup")
    assert done.returncode == 0, done.stderr
    return live


def test_who_is_trusted_as_a_witness_comes_back_and_with_the_same_token(witnessed, somewhere):
    elsewhere = somewhere("elsewhere")
    told = elsewhere.confide(*AGAIN, given=witnessed.typed(2, 0))
    assert told.returncode == 0, told.stderr
    assert list_of(elsewhere.home).read_bytes() == list_of(witnessed.home).read_bytes()
    assert list_of(elsewhere.home).stat().st_mode & 0o077 == 0
    assert elsewhere.confide("ledger", "distrust", NAME).returncode == 0


def test_a_list_of_witnesses_that_was_changed_in_the_copy_is_not_trusted(witnessed, somewhere):
    (kept,) = witnessed.target("keys").glob("*witnesses.json")
    kept.write_text(kept.read_text(encoding="utf-8").replace("witness.example", "elsewhere.example"), encoding="utf-8")
    elsewhere = somewhere("elsewhere")
    told = elsewhere.confide(*AGAIN, given=witnessed.typed(0, 1))
    assert (told.returncode, "damaged" in told.stderr) == (1, True)
    assert not list_of(elsewhere.home).exists()


def test_a_list_that_survived_is_never_worked_over(witnessed, somewhere):
    elsewhere = somewhere("elsewhere")
    list_of(elsewhere.home).parent.mkdir(parents=True)
    list_of(elsewhere.home).write_text("[]", encoding="utf-8")
    told = elsewhere.confide(*AGAIN, given=witnessed.typed(0, 1))
    assert (told.returncode, "--surviving-keys" in told.stderr) == (1, True)
    assert list_of(elsewhere.home).read_text(encoding="utf-8") == "[]"


def test_an_installation_without_witnesses_comes_back_without_any(live, somewhere):
    live.acts({"act": "people", "number": 1})
    assert live.confide("backup").returncode == 0
    elsewhere = somewhere("elsewhere")
    assert elsewhere.confide(*AGAIN, given=live.typed(0, 1)).returncode == 0
    assert not list_of(elsewhere.home).exists()


def test_that_a_bucket_is_in_no_copy_is_said_wherever_one_might_think_so(live, somewhere):
    live.acts({"act": "people", "number": 1})
    for command in ("backup", "doctor"):
        assert "no copy of ours" not in live.confide(command).stdout
    live.end()
    live.surroundings["CONFIDE_FILES_URL"] = "https://key:secret@files.example/confide"
    done = live.confide("backup")
    assert done.returncode == 0, done.stderr
    assert "the bucket needs versions and a replica of its own" in done.stdout
    found = {line["check"]: line for line in json.loads(live.confide("doctor", "--json").stdout)}
    assert "in no copy of ours" in found["attachments"]["said"]
    elsewhere = somewhere("elsewhere")
    elsewhere.surroundings["CONFIDE_FILES_URL"] = live.surroundings["CONFIDE_FILES_URL"]
    told = elsewhere.confide("restore", "--without-checkpoint", given=live.typed(0, 1))
    assert told.returncode == 0, told.stderr
    assert "They were not looked at" in told.stdout
