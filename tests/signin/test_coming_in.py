"""Signing in: a password and a second step for everybody, and no word about who has a sign-in here."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from confide.ledger.models import Entry
from tests.signin.conftest import PASSWORD


def test_a_password_alone_lets_nobody_in(door, house):
    window = Client()
    assert door.password(house.ama, window=window).url == "/sign-in/second-step/"
    assert window.get("/").url.startswith("/sign-in/")


@pytest.mark.postgres
def test_with_both_steps_one_is_in(door, house):
    window = door.enter(house.ama)
    page = window.get("/").content.decode()
    assert "Signed in as Ama Boateng" in page
    assert "Sample organisation" not in page


def test_a_code_counts_once(door, house):
    code = door.code(house.ama)
    first, second = Client(), Client()
    for window, status in ((first, 302), (second, 200)):
        door.password(house.ama, window=window)
        assert window.post("/sign-in/second-step/", {"code": code}).status_code == status


@pytest.mark.postgres
def test_a_recovery_code_lets_somebody_in_once(door, house):
    window = door.enter(house.ama)
    window.post("/account/recovery-codes/new/")
    shown = window.get("/account/recovery-codes/").content.decode()
    stored = Authenticator.objects.get(user=house.ama, type="recovery_codes").wrap().get_unused_codes()
    assert all(code in shown for code in stored)
    assert not any(code in window.get("/account/recovery-codes/").content.decode() for code in stored)
    for status in (302, 200):
        again = Client()
        door.password(house.ama, window=again)
        assert again.post("/sign-in/second-step/", {"code": stored[0]}).status_code == status


def test_whoever_has_no_second_step_is_led_to_set_one_up_and_can_do_nothing_else(door, house):
    window = Client()
    assert door.password(house.kit, window=window).url == "/"
    for url in ("/", "/people/", "/disclosures/new/", "/disclosures/export.csv", "/ledger/", "/policy/", "/lockouts/"):
        assert window.get(url).url == "/account/", url
        assert window.post(url, {"what": "asked"}).url == "/account/", url
    assert "A password alone opens nothing here" in window.get("/account/").content.decode()


def test_setting_up_an_app_ends_that_and_is_recorded(door, house):
    window = Client()
    door.password(house.kit, window=window)
    page = window.get("/account/app/")
    assert "<svg" in page.content.decode()
    door.secrets[house.kit.pk] = door.unconfirmed(window)
    assert window.post("/account/app/", {"code": "000000"}).status_code == 422
    assert window.post("/account/app/", {"code": door.code(house.kit)}).url == "/account/recovery-codes/"
    assert window.get("/").status_code == 200
    assert Entry.objects.filter(event="sign_in:add_second_step").count() == 1


def test_what_a_second_step_is_worked_out_from_is_not_in_clear(door, house):
    kept = str(Authenticator.objects.get(user=house.ama).data)
    assert door.secrets[house.ama.pk] not in kept


def test_the_only_second_step_cannot_be_removed(door, house):
    window = door.enter(house.ama)
    step = Authenticator.objects.get(user=house.ama)
    window.post(f"/account/steps/{step.pk}/remove/")
    assert Authenticator.objects.filter(pk=step.pk).exists()


def test_nobody_removes_a_step_of_somebody_else(door, house):
    window = door.enter(house.ama)
    step = Authenticator.objects.get(user=house.ben)
    assert window.post(f"/account/steps/{step.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=step.pk).exists()


@pytest.mark.parametrize("name", ["ama", "nobody-here", "kit"])
def test_a_wrong_password_says_the_same_whoever_it_was(name, door, house):
    answer = Client().post("/sign-in/", {"login": name, "password": "wrong"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["The user name or the password is not right."]


def test_whoever_left_is_answered_as_somebody_who_never_was(door, house, later):
    house.ama.leaves_at = timezone.now()
    house.ama.save()
    answer = door.password(house.ama)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["The user name or the password is not right."]


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_signing_in_leads_nowhere_else(onward, door, house):
    window = Client()
    door.password(house.ama, window=window, next=onward)
    assert window.post("/sign-in/second-step/", {"code": door.code(house.ama)}).url == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_be(door, house):
    window = Client()
    asked = window.get("/people/").url
    assert asked == "/sign-in/?next=/people/"
    assert 'name="next" value="/people/"' in window.get(asked).content.decode()
    door.password(house.ama, window=window, next="/people/")
    assert window.post("/sign-in/second-step/", {"code": door.code(house.ama)}).url == "/people/"


def test_without_its_token_no_form_counts(door, house):
    window = Client(enforce_csrf_checks=True)
    typed = {"login": "ama", "password": PASSWORD}
    for url in ("/sign-in/", "/sign-in/code/", "/sign-in/passkey/", "/sign-in/second-step/", "/sign-in/start-over/"):
        assert window.post(url, typed).status_code == 403, url
    assert window.get("/").status_code == 302


GONE = (
    "signup/",
    "login/",
    "password/reset/",
    "email/",
    "confirm-email/",
    "accounts/login/",
    "2fa/",
    "3rdparty/signup/",
)


@pytest.mark.parametrize("url", GONE)
def test_what_we_do_not_want_of_the_library_does_not_exist(url, door, house):
    window = door.enter(house.ama)
    for prefix in ("/", "/sign-in/", "/account/"):
        assert window.get(f"{prefix}{url}").status_code == 404


def test_without_a_provider_there_is_no_button_and_no_address(door, house):
    assert "Sign in with" not in Client().get("/sign-in/").content.decode().replace("Sign in with a passkey", "")
    assert Client().post("/sign-in/organisation/there/").status_code == 404


def test_in_a_demo_none_of_it_exists(house, db):
    window = Client()
    for url in ("/sign-in/second-step/", "/sign-in/code/", "/sign-in/passkey/"):
        assert window.get(url).status_code == 404
    window.force_login(house.ama)
    for url in ("/account/", "/account/app/", "/account/passkey/", "/account/password/", "/account/recovery-codes/"):
        assert window.get(url).status_code == 404


def test_another_password_ends_every_other_session(door, house):
    here, there = door.enter(house.ama), door.enter(house.ama)
    new = "otter-violin-bridge-nine"
    assert here.post("/account/password/", {"password_new": new, "password_again": "otter"}).status_code == 422
    assert here.post("/account/password/", {"password_new": "ama", "password_again": "ama"}).status_code == 422
    assert here.post("/account/password/", {"password_new": new, "password_again": new}).url == "/account/"
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
