"""The first day of a real installation: two people are set up at the command line, and let a third one in on the pages.

- Everything is done as people do it: commands, one-time codes, an app for the second step, and forms.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confide.cases.models import Case
from confide.door.reading import system
from confide.jobs import command_line
from confide.ledger.models import Entry
from confide.people import standing
from confide.people.models import Person, Staff, Team
from confide.vault.keyring import ring
from confide.vault.recovery import PUBLIC_FILE
from tests.jobs.test_serving_for_real import live, vouching

__all__ = ["live"]

PASSWORD = "otter-violin-bridge-nine"
ADD = {
    "gwen": ("--name", "Gwen Pritchard", "--role", "information_governance"),
    "mo": ("--name", "Mo Farouk", "--role", "managing_director"),
}
NIA = {
    "kind": "join",
    "who": "nia",
    "name": "Nia Osei",
    "job_title": "Care worker",
    "role": "care_worker",
    "team_name": "Head office",
    "manages": "no",
    "manager": "mo",
}
DEE = {
    "name": "Dee Okonkwo",
    "kind": "service_user",
    "work_seeker": "no",
}


def come_in(user_name: str, code: str) -> Client:
    """Somebody's own window, once they came in for the first time and set up an app."""
    window = Client()
    typed = {"user_name": user_name, "code": code, "password_new": PASSWORD, "password_again": PASSWORD}
    assert window.post("/sign-in/code/", typed).url == "/account/"
    window.get("/account/app/")
    shown = format_hotp_value(hotp_value(decrypt(window.session[SECRET_SESSION_KEY]), int(time.time()) // 30))
    assert window.post("/account/app/", {"code": shown}).url == "/account/recovery-codes/"
    cache.clear()
    return window


def newest(register: str) -> Case:
    with system("tests"):
        return Case.objects.filter(register=register).latest("number")


def opens(window: Client, plural: str, **typed: Any) -> None:
    answer = window.post(f"/{plural}/new/", typed)
    assert answer.status_code == 302, answer.content.decode()


def takes(window: Client, plural: str, register: str, step: str, **typed: Any) -> None:
    case = newest(register)
    address = f"/{plural}/{case.number}/{step}/"
    answer = window.post(address, {"expecting": case.version, **typed})
    assert answer.status_code == 302, answer.content.decode()


def printed(capsys, *words: str) -> str:
    assert command_line.main(words) == 0
    return capsys.readouterr().out


@pytest.fixture
def without_kit(settings) -> Iterator[None]:
    """Leave no recovery kit behind: other tests of this process have the same keys folder."""
    yield
    keys = Path(settings.CONFIDE_KEYS)
    for path in (keys / PUBLIC_FILE, *(keys / "escrow").glob("*")):
        path.unlink(missing_ok=True)


@pytest.fixture
def founders(live, without_kit, capsys, tmp_path) -> dict[str, Client]:
    """The windows of the first two, who were set up at the command line and came in."""
    ring().clear()
    printed(capsys, "init", "--kit-folder", str(tmp_path))
    said = {name: printed(capsys, "staff", "add", name, *words) for name, words in ADD.items()}
    for name, by in (("gwen", "mo"), ("mo", "gwen")):
        printed(capsys, *vouching(name, by))
    assert "may be served" in printed(capsys, "serve", "--check")
    return {name: come_in(name, re.search(r"[A-Z0-9-]{24}", out)[0]) for name, out in said.items()}


def let_in(founders: dict[str, Client]) -> Client:
    """The window of a third member of staff: asked for by one, arranged by the other, and known to both."""
    today = timezone.localdate().isoformat()
    opens(founders["mo"], "movements", **NIA, from_on=today)
    takes(founders["gwen"], "movements", "movement", "arrange")
    opens(founders["mo"], "recoveries", who="nia", how_recognised="She stands in front of me.")
    takes(founders["gwen"], "recoveries", "recovery", "confirm", how_confirmed="I know her, too.")
    case = newest("recovery")
    shown = founders["mo"].post(f"/recoveries/{case.number}/give-the-code/", {"expecting": case.version})
    return come_in("nia", re.search(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){4}\b", shown.content.decode())[0])


@pytest.mark.postgres
def test_the_first_two_can_work_and_let_a_third_one_in_who_comes_to_full_standing(founders):
    home = str(Staff.objects.get(username="mo").team_id)
    added = founders["mo"].post("/people/new/", {**DEE, "team": home})
    assert added.status_code == 302, added.content.decode()
    with system("tests"):
        assert Person.objects.count() == 1

    nia, write = let_in(founders), reverse("people-write", args=["P-00001"])
    assert nia.get(write).status_code == 403, "nothing is on record of her yet"
    opens(nia, "standing")
    takes(nia, "standing", "standing", "sign-the-agreement", agreement_version="1", agreement_form="electronic")
    takes(nia, "standing", "standing", "ask-to-go-on", why_go_on="The course begins on Monday.")
    until = timezone.localdate().isoformat()
    takes(founders["mo"], "standing", "standing", "let-them-go-on", go_on_until=until, why_allowed="Mo goes with her.")
    takes(founders["mo"], "standing", "standing", "cover-the-induction", inducted_on=until)
    stands = of_nia()
    assert (stands.missing, stands.override) == (("training",), True)
    assert nia.get(write).status_code == 200, "she goes on for her own people"
    shown = {"trained_on": until, "competence_shown": "yes", "evidence": "All questions answered."}
    takes(founders["mo"], "standing", "standing", "record-training", **shown)
    assert of_nia().complete
    assert nia.post("/people/new/", {**DEE, "team": home}).status_code == 302


def of_nia() -> standing.Standing:
    with system("tests"):
        return standing.of(Staff.objects.get(username="nia"), timezone.now())


def test_a_team_is_made_once_and_recorded_and_people_can_be_asked_to_join_it(founders, capsys):
    assert "Homecare" in printed(capsys, "staff", "team", " Homecare ", "--branch", "Leeds")
    assert Entry.objects.filter(event="team:add").count() == 2, "the first one came with the first two"
    opens(founders["mo"], "movements", **{**NIA, "team_name": "Homecare"}, from_on=timezone.localdate().isoformat())
    for name in ("homecare", "  ", "x" * 300):
        assert command_line.main(["staff", "team", name]) == 2
    assert Team.objects.count() == 2


def test_nobody_else_comes_in_by_the_command_line_afterwards(founders, capsys):
    let_in(founders)
    for words in (vouching("nia", "mo"), vouching("mo", "gwen"), ["staff", "add", "eve", *ADD["mo"]]):
        assert command_line.main(words) == 2
    with system("tests"):
        assert standing.of(Staff.objects.get(username="nia"), timezone.now()).missing


def test_what_they_bring_is_asked_for_at_the_terminal_until_it_can_be(live, capsys, monkeypatch):
    for name, words in ADD.items():
        said = printed(capsys, "staff", "add", name, *words)
    assert said.count("confide staff vouch") == 2
    answers = iter(["2100-01-01", "1/10/2026", "0", "1", "2 October 2026", "soon", "3 Oct 2026", "Folder in HR"])
    today = timezone.localdate().replace(year=2026, month=11, day=26)
    monkeypatch.setattr(timezone, "localdate", lambda _at=None: today)
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    said = printed(capsys, "staff", "vouch", "gwen", "--by", "mo")
    for sentence in ("yet to come", "There is no such day", "Version 1 or a later", "on the word of Mo Farouk"):
        assert sentence in said
    assert next(answers, None) is None


def test_where_nobody_is_there_to_ask_it_says_which_option_to_give(live, capsys, monkeypatch):
    for name, words in ADD.items():
        printed(capsys, "staff", "add", name, *words)

    def nobody(_words: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert command_line.main(["staff", "vouch", "gwen", "--by", "mo"]) == 2
    assert "--signed-on" in capsys.readouterr().err
    tomorrow = ["--signed-on", "2100-01-01"]
    assert command_line.main(["staff", "vouch", "gwen", "--by", "mo", *tomorrow]) == 2
    assert "--signed-on: " in capsys.readouterr().err
    assert command_line.main(["staff", "vouch", "gwen", "--by", "nobody"]) == 2
    assert "user name nobody" in capsys.readouterr().err
