"""The small organisation where people really sign in: with passwords, second steps, and tries that are counted."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from axes.handlers import proxy
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from confide.people.models import Staff
from tests.organisation import House, house

__all__ = ["house"]

PASSWORD = "heron-lantern-oak-seven"


@dataclass
class Door:
    """Knocks as somebody: with a password, with a code of their app, and through to the overview."""

    house: House
    secrets: dict[Any, str]

    def window(self) -> Client:
        return Client()

    def password(self, staff: Staff, *, typed: str = PASSWORD, window: Client | None = None, **more: Any) -> Any:
        return (window or Client()).post("/sign-in/", {"login": staff.username, "password": typed, **more})

    def code(self, staff: Staff, steps: int = 0) -> str:
        """What their app shows now, or so many half minutes later."""
        return format_hotp_value(hotp_value(self.secrets[staff.pk], int(time.time()) // 30 + steps))

    def enter(self, staff: Staff, **more: Any) -> Client:
        """In, with both steps."""
        window = Client()
        assert self.password(staff, window=window, **more).url == "/sign-in/second-step/"
        cache.clear()
        assert window.post("/sign-in/second-step/", {"code": self.code(staff)}).status_code == 302
        cache.clear()
        return window

    def unconfirmed(self, window: Client) -> str:
        """What the app that somebody sets up in this window works its codes out from."""
        return decrypt(window.session[SECRET_SESSION_KEY])

    def set_up(self, staff: Staff) -> None:
        staff.set_password(PASSWORD)
        staff.save()
        self.secrets[staff.pk] = generate_totp_secret()
        TOTP.activate(staff, self.secrets[staff.pk])


@pytest.fixture
def door(house: House, settings) -> Door:
    """Everybody has a password and an app, but for Kit, who has a password only."""
    settings.CONFIDE_DEMO = False
    settings.AXES_ENABLED = True
    cache.clear()
    found = Door(house, {})
    for staff in house.everybody():
        found.set_up(staff)
    Authenticator.objects.filter(user=house.kit).delete()
    return found


@pytest.fixture
def later(monkeypatch):
    """Let so much time pass, for everything that asks Django what time it is, and for what counts tries."""
    now, passed = timezone.now, [timedelta()]
    for place in (timezone, proxy):
        monkeypatch.setattr(place, "now", lambda: now() + passed[0])

    def let_pass(how_long: timedelta) -> None:
        passed[0] += how_long

    return let_pass
