"""Approving, and changing how one signs in, want proof of who one is that is no older than five minutes."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client

from confide.cases.models import Case
from confide.cases.register import every, named
from confide.door.reading import system
from confide.ledger.models import Entry
from tests.disclosures.conftest import referred, take, today, window
from tests.organisation import House
from tests.signin.conftest import PASSWORD

__all__ = ["referred", "today", "window"]

SIX_MINUTES = timedelta(minutes=6)
REASONS = "Zebrasilent: somebody is at risk."


def test_the_steps_that_approve_say_so():
    asking = {f"{r.rules.name}:{s.name}" for r in every() for s in r.rules.workflow.steps if s.fresh}
    assert {"disclosure:approve", "disclosure:refuse", "standing:let_them_go_on"} <= asking
    assert "disclosure:decide_to_share" not in asking


@pytest.fixture
def mo(referred, settings, door, later) -> Client:
    """Mo, who signed in six minutes ago, and has something to decide."""
    window = door.enter(door.house.mo)
    later(SIX_MINUTES)
    return window


def approvals() -> int:
    return Entry.objects.filter(event="disclosure:approve").count()


@pytest.mark.postgres
def test_whoever_came_in_a_while_ago_proves_it_before_approving(mo, referred):
    page = mo.get(f"{referred}approve/")
    assert page.status_code == 403
    assert "Show that it is you" in page.content.decode()
    assert "Somebody" not in page.content.decode(), "nothing of the case shows on it"
    back = mo.post(f"{referred}approve/", {"confirm-then": "look", "confirm-password": PASSWORD})
    assert (back.status_code, back.url) == (302, f"{referred}approve/")
    assert take(mo, referred, "approve", office_reasons=REASONS, confirmed="on").status_code == 302
    assert approvals() == 1


def test_what_was_typed_goes_on_with_whoever_proves_it(mo, referred, later):
    mo.post(f"{referred}approve/", {"confirm-then": "look", "confirm-password": PASSWORD})
    shown = mo.get(f"{referred}approve/")
    sent = {name: shown.context[name] for name in ("key", "expecting")} | {"office_reasons": REASONS, "confirmed": "on"}
    later(SIX_MINUTES)
    asked = mo.post(f"{referred}approve/", sent)
    assert asked.status_code == 403
    assert 'name="office_reasons" value="Zebrasilent' in asked.content.decode()
    wrong = mo.post(f"{referred}approve/", {**sent, "confirm-then": "send", "confirm-password": "wrong"})
    assert wrong.status_code == 403
    assert 'name="office_reasons" value="Zebrasilent' in wrong.content.decode()
    assert approvals() == 0
    assert mo.post(f"{referred}approve/", {**sent, "confirm-then": "send", "confirm-password": PASSWORD}).url
    assert approvals() == 1


def test_a_code_of_the_app_does_as_well(mo, door, referred):
    typed = {"confirm-then": "look", "confirm-code": door.code(door.house.mo, 1)}
    assert mo.post(f"{referred}approve/", typed).status_code == 302


@pytest.mark.parametrize(
    "typed", [{}, {"confirm-password": ""}, {"confirm-code": "000000"}, {"confirm-credential": "{"}]
)
def test_anything_less_proves_nothing(typed, mo, referred):
    assert mo.post(f"{referred}approve/", {"confirm-then": "look", **typed}).status_code == 403
    assert mo.get(f"{referred}approve/").status_code == 403


def test_only_a_page_of_ours_is_taken_for_proof(mo, referred):
    """A form that claims to have proved it, and did not, is asked again."""
    assert mo.post(f"{referred}approve/", {"office_reasons": REASONS, "confirmed": "on"}).status_code == 403
    assert approvals() == 0


@pytest.mark.postgres
def test_after_five_wrong_tries_one_is_signed_out_and_the_tries_are_kept(mo, referred):
    for _ in range(4):
        assert mo.post(f"{referred}approve/", {"confirm-then": "look", "confirm-password": "guess"}).status_code == 403
    typed = {"confirm-then": "send", "confirm-password": "guess", "office_reasons": REASONS}
    assert mo.post(f"{referred}approve/", typed).status_code == 429
    assert mo.get("/").url.startswith("/sign-in/")
    assert AccessFailureLog.objects.filter(username="mo").count() == 5
    kept = str(list(AccessAttempt.objects.values())) + str(list(AccessFailureLog.objects.values()))
    assert "Zebrasilent" not in kept
    assert "guess" not in kept


def test_what_does_not_exist_asks_for_no_proof(mo, door, later):
    sam = door.enter(door.house.sam)
    later(SIX_MINUTES)
    assert sam.get("/disclosures/1/approve/").status_code == 404
    assert mo.get("/disclosures/999/approve/").status_code == 404


def test_a_step_that_does_not_ask_for_it_goes_through(mo, referred):
    assert mo.get(f"{referred}take-up/").status_code == 200


def test_every_change_of_ones_own_sign_in_asks(door, house, later):
    window = door.enter(house.ama)
    step = Authenticator.objects.get(user=house.ama)
    later(SIX_MINUTES)
    for url in ("/account/app/", "/account/passkey/", "/account/password/"):
        assert window.get(url).status_code in {302, 403}, url
        assert window.post(url, {"password_new": "x", "password_again": "x"}).status_code == 403, url
    for url in ("/account/recovery-codes/new/", f"/account/steps/{step.pk}/remove/"):
        assert window.post(url).status_code == 403, url
    assert Entry.objects.filter(event__startswith="sign_in:").count() == 0


def test_in_a_demo_choosing_counts_and_the_page_says_so(today: House, window, referred):
    page = window(today.mo).get(f"{referred}approve/")
    assert page.status_code == 200
    assert "having chosen who to be counts" in page.content.decode()
    with system("tests"):
        assert Case.objects.get().register == named("disclosure").rules.name
