"""Too many wrong tries close a sign-in; they are evidence for information governance, who may open it again."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client
from django.utils import timezone

from confide.ledger.models import Entry
from confide.web.signin import evidence

WRONG = "Walrus-in-the-pantry"


def guess(door, name: str, times: int = 5) -> list[int]:
    window = Client()
    return [window.post("/sign-in/", {"login": name, "password": WRONG}).status_code for _ in range(times)]


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["ama", "nobody-here"])
def test_the_fifth_wrong_try_closes_a_sign_in_whether_it_exists_or_not(name, door, house):
    assert guess(door, name) == [422, 422, 422, 422, 429]
    answer = Client().post("/sign-in/", {"login": name, "password": "anything"})
    assert answer.status_code == 429
    assert "This sign-in is closed for now" in answer.content.decode()


@pytest.mark.postgres
def test_while_it_is_closed_the_right_password_does_not_help_and_afterwards_it_does(door, house, later):
    guess(door, "ama")
    assert door.password(house.ama).status_code == 429
    later(timedelta(minutes=31))
    assert door.password(house.ama).url == "/sign-in/second-step/"


def test_a_colleague_behind_the_same_address_is_not_closed_out(door, house):
    guess(door, "ama")
    assert door.password(house.ben).status_code == 302


def test_wrong_second_steps_count_as_well(door, house):
    window = Client()
    door.password(house.ama, window=window)
    answers = [window.post("/sign-in/second-step/", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert window.post("/sign-in/second-step/", {"code": door.code(house.ama)}).status_code == 429


@pytest.mark.postgres
def test_nothing_that_was_typed_is_kept(door, house):
    Client().post("/sign-in/?next=/people/", {"login": "Marmalade-is-my-password", "password": WRONG})
    Client().post("/sign-in/", {"login": "ama", "password": WRONG})
    kept = str(list(AccessAttempt.objects.values())) + str(list(AccessFailureLog.objects.values()))
    assert "ama" in kept
    assert "Marmalade" not in kept
    assert "Walrus" not in kept


@pytest.mark.postgres
def test_information_governance_sees_it_and_opens_it_again_and_that_is_recorded(door, house):
    guess(door, "ama")
    gwen = door.enter(house.gwen)
    page = gwen.get("/lockouts/").content.decode()
    assert "Open again for Ama Boateng" in page
    assert gwen.post("/lockouts/", {"who": "ama"}).status_code == 302
    assert door.password(house.ama).status_code == 302
    entry = Entry.objects.get(event="sign_in:open_again")
    assert b"ama" not in bytes(entry.body).replace(b"same", b"")
    assert AccessFailureLog.objects.filter(username="ama").count() == 5
    assert "None is closed." in gwen.get("/lockouts/").content.decode()


def test_opening_asks_first_who_it_is(door, house, later):
    guess(door, "ama")
    gwen = door.enter(house.gwen)
    later(timedelta(minutes=6))
    assert gwen.post("/lockouts/", {"who": "ama"}).status_code == 403
    assert Entry.objects.filter(event="sign_in:open_again").count() == 0


@pytest.mark.parametrize("who", ["ama", "ben", "sam", "ines"])
def test_for_anybody_else_the_page_does_not_exist(who, door, house):
    window = door.enter(getattr(house, who))
    assert window.get("/lockouts/").status_code == 404
    assert window.post("/lockouts/", {"who": "ama"}).status_code == 404


@pytest.mark.parametrize("who", ["", "nobody", "\x00", "a" * 10_000, "unknown:"])
def test_opening_what_is_not_closed_does_nothing(who, door, house):
    assert door.enter(house.gwen).post("/lockouts/", {"who": who}).status_code == 302
    assert Entry.objects.filter(event="sign_in:open_again").count() == 0


def test_evidence_is_kept_for_a_year_and_no_longer(door, house, later):
    guess(door, "ama", times=2)
    assert evidence.forget(timezone.now()) == 0
    later(timedelta(days=367))
    assert evidence.forget(timezone.now()) > 0
    assert not AccessFailureLog.objects.exists()
