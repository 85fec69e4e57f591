"""Where nothing was set up, `confide doctor` says that one thing and makes nothing."""

import json
import os
import subprocess
import sys

import pytest

from tests.repository.tree import ROOT

pytestmark = pytest.mark.sqlite


def confide(home, *words: str) -> subprocess.CompletedProcess[str]:
    elsewhere = {"CONFIDE_DATABASE_URL", "CONFIDE_KEYS_DATABASE_URL"}
    surroundings = {name: value for name, value in os.environ.items() if name not in elsewhere}
    surroundings |= {"CONFIDE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "confide.config.settings"}
    command = [sys.executable, "-m", "confide", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_it_says_one_thing_and_makes_nothing(tmp_path):
    home = tmp_path / "home"
    told = confide(home, "doctor")
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.startswith(f"There is no installation in {home}. Run confide init")
    assert told.stdout.count("\n") == 1
    assert not home.exists()
    (found,) = json.loads(confide(home, "doctor", "--json").stdout)
    assert (found["check"], found["well"]) == ("installation", False)


def test_the_folder_that_another_command_made_is_no_installation_either(tmp_path):
    assert confide(tmp_path, "serve", "--check").returncode == 2
    told = confide(tmp_path, "doctor")
    assert (told.returncode, told.stdout.count("\n")) == (1, 1)
    assert "There is no installation" in told.stdout


def test_one_that_lost_its_database_or_its_keys_is_looked_at_whole(tmp_path):
    assert confide(tmp_path, "init", "--kit-folder", str(tmp_path / "kit")).returncode == 0
    for path in (tmp_path / "data").iterdir():
        path.unlink()
    assert "ILL    kind" in confide(tmp_path, "doctor").stdout
