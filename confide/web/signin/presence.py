"""Whoever is signed in is there, has a second step, and did not come in too long ago.

- After 15 minutes without a sign of life a session ends, on a device of one's own after the working day. What was
  about to be sent is kept, sealed, for the one who typed it.
- Whoever has no second step yet is led to set one up and can do nothing else.
- In a demo there is no password to lose: choosing who to be is enough, and lasts.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from confide.web.personas import may_choose
from confide.web.signin import marks, unsent
from confide.web.signin.adapters import steps_of

SETTING_UP = frozenset(
    {"sign-out", "account", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_login"}
)
"""The addresses that are there for somebody without a second step."""


class PresenceMiddleware:
    """Looks at every request of somebody who is signed in, before it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """End the session, lead elsewhere, or let the page answer."""
        if not request.user.is_authenticated or may_choose(request):
            return None
        at = timezone.now()
        if why := over(request.session, at):
            return _end(request, why, at)
        marks.see(request.session, at)
        if not _has_second_step(request) and _name(request) not in SETTING_UP:
            return _whole_window(request, reverse("account"))
        return None


def over(session: Any, at: datetime) -> str:
    """Why a session is over, in words for whoever comes back to it; nothing where it is not."""
    own = bool(session.get(marks.OWN_DEVICE))
    limit = settings.CONFIDE_IDLE_OWN_DEVICE if own else settings.CONFIDE_IDLE
    if at - marks.when(session, marks.SEEN) >= limit:
        minutes = int(limit.total_seconds() // 60)
        return _("You were signed out because nothing was done for {minutes} minutes.").format(minutes=minutes)
    if at - marks.when(session, marks.BEGAN) >= settings.CONFIDE_WORKING_DAY:
        return _("You were signed out because a working day is over since you signed in.")
    return ""


def _end(request: Any, why: str, at: datetime) -> HttpResponse:
    kept = unsent.keep(request, at)
    onward = reverse("unsent") if kept else request.get_full_path() if request.method == "GET" else reverse("overview")
    logout(request)
    lost = _("What you were about to send is kept for you, and for nobody else.") if kept else ""
    messages.info(request, f"{why} {lost or _('What you recorded before is there.')}")
    return _whole_window(request, f"{reverse('sign-in')}?{urlencode({'next': onward})}")


def _has_second_step(request: Any) -> bool:
    """Whether they have one; asked of the database until it is so, and never to let somebody in."""
    if not request.session.get(marks.SECOND) and steps_of(request.user).exists():
        request.session[marks.SECOND] = True
    return bool(request.session.get(marks.SECOND))


def _name(request: Any) -> str:
    return str(request.resolver_match.url_name) if request.resolver_match else ""


def _whole_window(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if "HX-Request" in request.headers else redirect(url)
