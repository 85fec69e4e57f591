"""A one-time code, from the two who vouched to the overview: shown once, used once, and for a short time only."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from confide.ledger.models import Entry
from confide.people import codes
from confide.people.models import AccessCode
from tests.disclosures.conftest import take, today
from tests.signin.test_closing import guess

__all__ = ["today"]

NEW = "otter-violin-bridge-nine"


@pytest.fixture
def shown(door, today) -> str:
    """Ben vouched for Ama, Gwen confirmed, and Ben sees the code."""
    ben, gwen = door.enter(today.ben), door.enter(today.gwen)
    said = {"who": "ama", "how_recognised": "She stood in front of me."}
    case = ben.post("/recoveries/new/", {**said, "key": "k"}).url
    assert take(gwen, case, "confirm", how_confirmed="I rang her.").status_code == 302
    page = ben.get(f"{case}give-the-code/")
    hidden = {name: page.context[name] for name in ("key", "expecting")}
    answer = ben.post(f"{case}give-the-code/", hidden)
    code = re.search(r'<code id="code">([A-Z0-9-]+)</code>', answer.content.decode())
    assert code
    again = ben.post(f"{case}give-the-code/", hidden)
    assert (again.status_code, again.url) == (302, case)
    assert code[1] not in ben.get(case).content.decode()
    return code[1]


def use(code: str, user_name: str = "ama", new: str = NEW, again: str = "", window: Client | None = None):
    typed = {"user_name": user_name, "code": code, "password_new": new, "password_again": again or new}
    return (window or Client()).post("/sign-in/code/", typed)


@pytest.mark.postgres
def test_the_code_lets_them_set_a_password_and_a_second_step(shown, door, house):
    elsewhere, window = door.enter(house.ama), Client()
    assert use(shown, window=window).url == "/account/"
    assert window.get("/people/").url == "/account/", "nothing else before the second step"
    assert elsewhere.get("/").status_code == 302, "every earlier session is over"
    assert not Authenticator.objects.filter(user=house.ama).exists(), "what was lost counts no more"
    window.get("/account/app/")
    door.secrets[house.ama.pk] = door.unconfirmed(window)
    assert window.post("/account/app/", {"code": door.code(house.ama)}).status_code == 302
    assert window.get("/people/").status_code == 200
    assert door.password(house.ama).status_code == 422
    assert door.password(house.ama, typed=NEW).status_code == 302
    events = list(Entry.objects.filter(event__startswith="sign_in:").order_by("id").values_list("event", flat=True))
    assert events == ["sign_in:give_code", "sign_in:use_code", "sign_in:add_second_step"]


@pytest.mark.postgres
def test_a_code_counts_once_and_for_half_an_hour(shown, house, later):
    later(timedelta(minutes=31))
    assert use(shown).status_code == 422
    AccessCode.objects.update(until=AccessCode.objects.get().until + timedelta(hours=1))
    assert use(shown).status_code == 302
    assert use(shown).status_code == 422


@pytest.mark.parametrize("user_name", ["ben", "nobody-here", "AMA", ""])
def test_it_is_for_one_person_and_says_nothing_about_others(user_name, shown, house):
    answer = use(shown, user_name=user_name)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    if user_name:
        assert errors["__all__"] == ["The user name or the code is not right, or the code does not count any more."]
    assert not AccessCode.objects.exclude(used_at=None).exists()


@pytest.mark.parametrize(
    ("new", "again"), [("short", ""), ("password1234", ""), ("amaama-amaama-ama", "x"), (NEW, "y")]
)
def test_a_password_that_is_too_weak_or_mistyped_spends_no_code(new, again, shown, house):
    assert use(shown, new=new, again=again).status_code == 422
    assert not AccessCode.objects.exclude(used_at=None).exists()


def test_whoever_was_closed_out_comes_in_with_a_code(shown, door, house):
    guess(door, "ama")
    assert use("WRONG-CODE-WRONG-CODE").status_code == 422
    assert use(shown).status_code == 302
    assert door.password(house.ama, typed=NEW).status_code != 429


def test_only_its_digest_is_kept(shown, house):
    assert AccessCode.objects.get().digest == codes.digest(shown)
    kept = str(list(AccessCode.objects.values())) + str([each.get_decoded() for each in Session.objects.all()])
    kept += "".join(bytes(entry.body).decode() for entry in Entry.objects.all())
    assert shown not in kept
    assert shown.replace("-", "") not in kept


def test_showing_the_code_asks_first_who_it_is(door, today, later):
    ben, gwen = door.enter(today.ben), door.enter(today.gwen)
    case = ben.post("/recoveries/new/", {"who": "ama", "how_recognised": "Seen.", "key": "k"}).url
    take(gwen, case, "confirm", how_confirmed="I rang her.")
    later(timedelta(minutes=6))
    assert ben.get(f"{case}give-the-code/").status_code == 403
    assert ben.post(f"{case}give-the-code/", {"key": "x", "expecting": "2"}).status_code == 403
    assert not AccessCode.objects.exists()
