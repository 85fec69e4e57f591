"""Every address of signing in where people really sign in: nobody, somebody with both steps, somebody with one."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.test_hostile_forms import REAL_SIGN_IN

# For each address, what a GET answers: not signed in, Ama, Gwen of information governance, Kit without a second step.
PAGES = {
    "account_login": ((), "200 302 302 302"),
    "mfa_authenticate": ((), "302 302 302 302"),
    "mfa_login_webauthn": ((), "302 302 302 302"),
    "sign-in-code": ((), "200 200 200 302"),
    "sign-in-start-over": ((), "405 405 405 302"),
    "openid_connect_login": (("organisation",), "405 405 405 302"),
    "openid_connect_callback": (("organisation",), "404 404 404 302"),
    "unsent": ((), "302 302 302 302"),
    "account": ((), "302 200 200 200"),
    "mfa_index": ((), "302 200 200 200"),
    "mfa_activate_totp": ((), "302 302 302 200"),
    "mfa_add_webauthn": ((), "302 200 200 200"),
    "mfa_view_recovery_codes": ((), "302 404 404 404"),
    "account-remove": (("1",), "302 405 405 302"),
    "account-new-codes": ((), "302 405 405 302"),
    "account-password": ((), "302 200 200 302"),
    "lockouts": ((), "302 404 200 302"),
}


def test_every_address_of_signing_in_has_a_row():
    assert set(PAGES) == REAL_SIGN_IN


@pytest.mark.postgres
def test_every_address_answers_everybody_as_it_should(door, house):
    kit = Client()
    door.password(house.kit, window=kit)
    windows = [Client(), door.enter(house.ama), door.enter(house.gwen), kit]
    found = {
        name: " ".join(str(window.get(reverse(name, args=args)).status_code) for window in windows)
        for name, (args, _expected) in PAGES.items()
    }
    assert found == {name: expected for name, (_args, expected) in PAGES.items()}
