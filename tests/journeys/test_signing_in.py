"""Signing in, in a real browser: a password and an app, a passkey, a recovery code, and proof before a change.

- Given somebody with a one-time code; when they come in for the first time; then they have a second step and get on.
- Passkeys need `localhost`: browsers make none for an address in digits.
"""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from confide.people import codes
from tests.browser import DESKTOP, PHONE
from tests.organisation import House

NEW = "otter-violin-bridge-nine"


@pytest.fixture
def enters(house: House, settings, browse: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """A window on the site where people really sign in, under a name for which browsers make passkeys."""
    settings.CONFIDE_DEMO = False
    settings.AXES_ENABLED = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    cache.clear()
    port = live_server.url.rpartition(":")[2]
    return lambda **options: browse(base_url=f"http://localhost:{port}", **options)


def code_for(house: House) -> str:
    code = codes.spell(hashlib.sha256(str(time.time()).encode()).digest())
    with transaction.atomic():
        codes.give(house.ama, codes.FIRST, codes.digest(code), actor=house.ben.pk, at=timezone.now())
    return code


def app_shows(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_passkeys(page: Page) -> None:
    """Give the browser a device that answers for finger or PIN."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def first_time(page: Page, house: House) -> None:
    """With a one-time code, to the page on which a second step is set up."""
    page.goto("/sign-in/code/")
    page.get_by_label("User name").fill("ama")
    page.get_by_label("One-time code").fill(code_for(house).lower())
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("The new password again").fill(NEW)
    page.get_by_role("button", name="Set my password").click()
    expect(page.get_by_role("heading", name="Set up a second step first")).to_be_visible()


def signs_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("ama")
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_with_a_code_an_app_and_a_recovery_code(width, enters, house: House, axe, screens):
    page = enters(width=width)
    page.goto("/sign-in/")
    axe(page)
    screens(page, f"sign-in-{width}")
    page.goto("/sign-in/code/")
    axe(page)
    screens(page, f"sign-in-code-{width}")
    first_time(page, house)
    axe(page)
    screens(page, f"account-none-{width}")
    page.get_by_role("link", name="Set up an app").click()
    secret = re.sub(r"\s", "", page.locator(".spelled").inner_text())
    axe(page)
    screens(page, f"account-app-{width}")
    page.get_by_label("The six digits").fill(app_shows(secret))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    axe(page)
    screens(page, f"recovery-codes-{width}")
    recovery = page.locator("#codes code").first.inner_text()
    page.get_by_role("link", name="Go on to the overview").click()
    expect(page.get_by_text("Signed in as Ama Boateng")).to_be_visible()
    page.get_by_role("link", name="Your sign-in").click()
    axe(page)
    screens(page, f"account-{width}")
    page.get_by_role("button", name="Sign out").click()
    signs_in(page)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    axe(page)
    screens(page, f"second-step-{width}")
    page.get_by_label("Code").fill(app_shows(secret, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Signed in as Ama Boateng")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    signs_in(page)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Signed in as Ama Boateng")).to_be_visible()


def test_with_a_passkey_alone_and_as_proof_before_a_change(enters, house: House, axe, settings, screens):
    page = enters()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    with_passkeys(page)
    first_time(page, house)
    page.get_by_role("link", name="Make a passkey").click()
    axe(page)
    screens(page, "passkey")
    page.get_by_label("What do you call it?").fill("Work phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    step = Authenticator.objects.get(user=house.ama, type=Authenticator.Type.WEBAUTHN)
    assert (step.wrap().name, step.wrap().is_passwordless) == ("Work phone", True)
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Signed in as Ama Boateng")).to_be_visible()
    settings.CONFIDE_FRESH *= 0
    page.goto("/account/password/")
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
    axe(page)
    screens(page, "confirm")
    settings.CONFIDE_FRESH = timezone.timedelta(minutes=5)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    assert faults == []


def test_a_passkey_after_the_password(enters, house: House):
    page = enters()
    with_passkeys(page)
    first_time(page, house)
    page.goto("/account/passkey/")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    signs_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Signed in as Ama Boateng")).to_be_visible()


def test_without_scripts_a_password_and_a_code_do(enters, house: House):
    page = enters(scripts=False)
    first_time(page, house)
    page.get_by_role("link", name="Set up an app").click()
    secret = re.sub(r"\s", "", page.locator(".spelled").inner_text())
    page.get_by_label("The six digits").fill(app_shows(secret))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
