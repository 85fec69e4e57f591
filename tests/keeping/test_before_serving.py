"""Asking whether a folder may be served changes nothing in it, and nothing is made in one that is being restored."""

import pytest


def test_asking_whether_a_folder_may_be_served_makes_no_table_and_says_that_they_are_missing(somewhere):
    fresh = somewhere("fresh")
    told = fresh.confide("serve", "--check")
    assert told.returncode == 2
    assert "changes to the tables of default wait" in told.stderr
    assert "changes to the tables of keys wait" in told.stderr
    assert "confide init" in told.stderr
    assert fresh.acts({"act": "untouched"}) == [True]


@pytest.mark.parametrize(
    "words", [["serve", "--check"], ["serve"], ["staff", "team", "Homecare"], ["init"]], ids=" ".join
)
def test_nothing_is_made_where_a_restoring_was_not_finished(words, somewhere):
    half = somewhere("half")
    half.home.mkdir()
    (half.home / "restoring.json").write_text("{}", encoding="utf-8")
    told = half.confide(*words)
    assert told.returncode == 2
    assert told.stderr == "A restoring was not finished here. Run confide restore again.\n"
    assert half.acts({"act": "untouched"}) == [True]


def test_a_folder_that_was_set_up_says_what_else_is_missing(live):
    told = live.confide("serve", "--check")
    assert told.returncode == 2
    assert "wait." not in told.stderr
    assert "confide staff add" in told.stderr
