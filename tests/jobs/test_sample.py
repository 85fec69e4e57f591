"""The sample organisation can be believed and looked at: built once, as everybody builds it, and looked into."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from confide.cases.register import every
from confide.jobs.sample.source import data

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-24T09:00"


def confide(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("CONFIDE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "confide", *words],
        cwd=ROOT,
        env={**surroundings, "CONFIDE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The folder of a sample organisation that was just built."""
    folder = tmp_path_factory.mktemp("sample")
    built = confide(folder, "demo", "--no-serve", "--as-of", AS_OF)
    assert built.returncode == 0, built.stderr[-2_000:]
    return folder


@pytest.fixture
def look(home):
    """Ask its database something."""
    with sqlite3.connect(f"file:{home}/data/confide.sqlite3?mode=ro", uri=True) as database:
        yield lambda sql: database.execute(sql).fetchall()


@pytest.mark.sqlite
def test_it_is_large_enough_to_look_at_and_every_register_has_something_in_it(look):
    assert look("SELECT count(*) FROM people_staff")[0][0] == 60
    assert look("SELECT count(*) FROM people_person")[0][0] >= 400
    outcomes = {outcome for (outcome,) in look("SELECT DISTINCT outcome FROM disclosures_disclosure")}
    wanted = {"share", "share_minimum", "anonymise", "need_information", "refer", "refuse", "none_held"}
    assert wanted <= outcomes
    filled = {register for (register,) in look("SELECT DISTINCT register FROM cases_case")}
    assert filled == {register.rules.name for register in every()}


@pytest.mark.sqlite
def test_those_whom_one_can_be_work_together_as_their_words_say(look):
    manager = dict(
        look("SELECT s.username, m.username FROM people_staff s JOIN people_staff m ON m.id = s.line_manager_id")
    )
    assert {manager["ama"], manager["kit"]} == {"ben"}
    assert manager["ben"] == "mo"
    assert manager["sam"] not in {"ben", "mo"}
    known = {row["username"] for row in data("organisation")["persona"]}
    assert known <= {name for (name,) in look("SELECT username FROM people_staff")}


@pytest.mark.sqlite
def test_everything_in_it_was_recorded_and_verifies(home):
    verified = confide(home, "ledger", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "OK" in verified.stdout


@pytest.mark.sqlite
def test_no_name_of_anybody_it_looks_after_is_in_its_raw_files(home, look):
    names = data("names")
    staff = {name for (name,) in look("SELECT name FROM people_staff")}
    secret = {f"{given} {family}" for given in names["given"] for family in names["family"]} - staff
    given, family = (b"|".join(sorted(map(str.encode, names[part]), key=len, reverse=True)) for part in names)
    # Columns stand beside one another without a gap, so whatever follows a name is no part of it.
    name = re.compile(b"(?:%b) (?:%b)" % (given, family))
    files = [path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()]
    pairs = {found.decode() for body in files for found in name.findall(body)}
    assert staff & pairs, "names of staff are in clear, so this would find any"
    assert secret & pairs == set()
