"""`confide staff`, `confide serve` and `confide tick`: a real folder from its first person on, and no other."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from confide.jobs import command_line, readiness, tick
from confide.ledger.models import Entry, Log
from confide.people import clockwork
from confide.people.models import Office, Staff
from tests.organisation import AT, House, house

__all__ = ["house"]

VOUCHED = ("signed-on", "inducted-on", "trained-on")
ADD = ["staff", "add", "gwen", "--name", "Gwen Pritchard", "--role", "information_governance"]


def confide(capsys, *words: str) -> tuple[int, str, str]:
    status = command_line.main(words)
    said = capsys.readouterr()
    return status, said.out, said.err


def vouching(who: str, by: str) -> list[str]:
    """What one types to vouch for somebody who did everything yesterday."""
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    days = [word for name in VOUCHED for word in (f"--{name}", yesterday)]
    return ["staff", "vouch", who, "--by", by, *days, "--agreement-version", "1", "--evidence", "The cabinet in HR."]


@pytest.fixture
def live(transactional_db, settings):
    """A real folder, where nothing was set up yet."""
    settings.CONFIDE_DEMO = False
    settings.AXES_ENABLED = True
    cache.clear()


@pytest.mark.postgres
def test_the_first_person_comes_in_with_the_code_that_was_printed(live, capsys):
    status, out, _err = confide(capsys, *ADD)
    assert status == 0
    code = re.search(r": ([A-Z0-9-]{24})$", out.strip())
    assert code
    typed = {"user_name": "gwen", "code": code[1], "password_new": "otter-violin-bridge-nine"}
    assert Client().post("/sign-in/code/", {**typed, "password_again": typed["password_new"]}).url == "/account/"
    assert Log.objects.get().kind == "live"
    assert code[1].encode() not in b"".join(bytes(entry.body) for entry in Entry.objects.all())


def test_two_are_added_so_and_everybody_else_through_the_register(live, capsys):
    assert confide(capsys, *ADD)[0] == 0
    status, _out, err = confide(capsys, *ADD)
    assert (status, "Somebody has this user name already" in err) == (2, True)
    second = ["staff", "add", "mo", "--name", "Mo Farouk", "--role", "managing_director", "--manager", "nobody"]
    assert confide(capsys, *second)[0] == 2
    assert confide(capsys, *second[:-1], "gwen")[0] == 0
    status, _out, err = confide(capsys, "staff", "add", "eve", "--name", "Eve", "--role", "managing_director")
    assert status == 2
    assert "Joiners, movers, leavers" in err
    assert set(Staff.objects.values_list("username", flat=True)) == {"gwen", "mo"}
    assert set(Staff.objects.values_list("line_manager__username", flat=True)) == {"gwen", "mo"}
    offices = Office.objects.values_list("code", "holder__username", "alternate__username")
    assert set(offices) == {("data_protection_officer", "gwen", "mo"), ("managing_director", "mo", "gwen")}


def test_nobody_is_added_so_to_a_demonstration(house: House, capsys):
    status, _out, err = confide(capsys, "staff", "add", "eve", "--name", "Eve", "--role", "managing_director")
    assert status == 2
    assert "begun as demo" in err


def test_a_demonstration_is_not_served(house: House, capsys):
    status, _out, err = confide(capsys, "serve", "--check")
    assert status == 2
    assert "This folder holds a demonstration" in err


def test_an_empty_folder_is_not_served_and_says_all_that_is_missing(live, capsys):
    status, _out, err = confide(capsys, "serve", "--check")
    assert status == 2
    assert "Run confide init" in err
    assert "Run confide staff add" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "over HTTPS only"),
        (["--certificate", "c.pem"], "belong together"),
    ],
)
def test_other_computers_are_answered_over_https_only(words, sentence, live, capsys):
    status, _out, err = confide(capsys, "serve", *words)
    assert status == 2
    assert sentence in err


@pytest.mark.postgres
def test_with_both_there_and_a_recovery_kit_the_folder_is_ready(live, capsys, settings, tmp_path):
    confide(capsys, *ADD)
    confide(capsys, "staff", "add", "mo", "--name", "Mo Farouk", "--role", "managing_director")
    assert sum("confide staff vouch" in each for each in readiness.missing(timezone.now())) == 2
    for who, by in (("gwen", "mo"), ("mo", "gwen")):
        assert confide(capsys, *vouching(who, by))[0] == 0
    assert any("who loses the keys folder loses everything" in each for each in readiness.missing(timezone.now()))
    status, _out, err = confide(capsys, "init", "--kit-folder", str(tmp_path))
    assert status == 0, err
    assert readiness.missing(timezone.now()) == []
    assert tick.tick(timezone.now())["asking who may see what"] == 2
    assert readiness.missing(timezone.now() - timedelta(days=2)) != []


def test_the_tick_does_every_part_and_says_how_much(house: House, capsys):
    status, out, _err = confide(capsys, "tick")
    assert status == 0
    assert {line.split(maxsplit=1)[1] for line in out.splitlines()} == set(clockwork.works())


def test_a_part_that_fails_keeps_no_other_from_its_turn_and_is_named_without_what_it_said(
    house: House, monkeypatch, caplog
):
    def fails(_at):
        raise DatabaseError("Quokka")

    monkeypatch.setattr(clockwork, "works", lambda: {"this": fails, "that": lambda _at: 3})
    assert tick.tick(AT) == {"that": 3}
    assert "'this'" in caplog.text
    assert "Quokka" not in caplog.text


def test_what_rests_has_its_turn_again_only_after_its_rest():
    at = timezone.now()
    done = dict.fromkeys(clockwork.works(), at)
    hourly = "what is due to be destroyed"
    assert hourly not in clockwork.due(done, at + timedelta(minutes=59))
    assert hourly in clockwork.due(done, at + timedelta(hours=1))
    assert set(clockwork.due(done, at)) < set(clockwork.works())
    assert set(clockwork.due({}, at)) == set(clockwork.works())
