"""Tries to sign in that failed: kept as evidence, counted, and closing a sign-in after too many.

- A user name that nobody has is kept as a digest only: people type passwords into the wrong box.
- Nothing else that was typed is kept; neither is it anywhere else.
- A sign-in that does not exist is closed like any other, so that being closed tells nobody anything.
"""

import copy
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from confide.door.recording import record
from confide.people.models import Staff

UNKNOWN = "unknown:"
TOO_MANY = 429


class Evidence(AxesDatabaseHandler):  # type: ignore[misc] # axes ships no types
    """What axes keeps of a try, without anything that was typed."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        """Keep one try. What comes of it is noted on the request, as axes does."""
        if request is None:
            return
        bare: Any = copy.copy(request)
        bare.GET = bare.POST = QueryDict()
        super().user_login_failed(sender, credentials, bare, **more)
        for name in ("axes_locked_out", "axes_credentials", "axes_failures_since_start"):
            setattr(request, name, getattr(bare, name, None))


def whose(_request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Under which name a try is kept."""
    typed = str((credentials or {}).get("username") or "").strip()
    if Staff.objects.filter(username=typed).exists():
        return typed
    return UNKNOWN + salted_hmac("confide.signin.unknown", typed).hexdigest()[:16]


def address(request: HttpRequest) -> str | None:
    """From where a try came, as the library that counts other tries finds it."""
    found: str | None = get_client_ip(request)
    return found


def failed(request: HttpRequest, username: str) -> None:
    """Keep a wrong second step, which counts like a wrong password."""
    AxesProxyHandler.user_login_failed("confide", {"username": username}, request)


def wrong_code(request: HttpRequest, username: str) -> None:
    """Keep a wrong one-time code. It keeps nobody from trying on: a code is too long to be guessed."""
    failed(copy.copy(request), username)


def is_closed(request: HttpRequest, username: str) -> bool:
    """Whether this sign-in is closed for now. It only ever keeps somebody out; nobody is let in by it."""
    return settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, {"username": username})


def locked(request: HttpRequest, _response: HttpResponse | None = None, _credentials: Any = None) -> HttpResponse:
    """The page that says it is closed, the same for everybody."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "signin/locked.html", {"minutes": minutes}, status=TOO_MANY)


def closed(at: datetime) -> list[AccessAttempt]:
    """Every sign-in that is closed now, the latest first."""
    since = at - settings.AXES_COOLOFF_TIME
    recent = AccessAttempt.objects.filter(failures_since_start__gt=0, attempt_time__gte=since)
    count: dict[str, int] = {}
    for attempt in recent:
        count[attempt.username] = count.get(attempt.username, 0) + attempt.failures_since_start
    shut = [name for name, failures in count.items() if failures >= settings.AXES_FAILURE_LIMIT]
    latest = {name: next(each for each in recent if each.username == name) for name in shut}
    return sorted(latest.values(), key=lambda attempt: attempt.attempt_time, reverse=True)


def tries(most: int) -> list[AccessFailureLog]:
    """The latest tries that failed."""
    return list(AccessFailureLog.objects.order_by("-attempt_time")[:most])


def open_again(username: str, *, actor: Staff, at: datetime) -> int:
    """Open a closed sign-in, recorded; the evidence stays. How many rows were counted back."""
    with transaction.atomic():
        staff = Staff.objects.filter(username=username).first()
        count: int = AxesProxyHandler.reset_attempts(username=username)
        if count:
            about = [staff.id] if staff else []
            record("sign_in:open_again", at=at, actor=actor.id, about="sign-in", clauses=("1.7b",), subjects=about)
    return count


def forget(at: datetime) -> int:
    """Remove tries that are older than evidence is kept; for the tick."""
    before = at - timedelta(days=settings.CONFIDE_EVIDENCE_DAYS)
    return sum(
        model.objects.filter(attempt_time__lt=before).delete()[0]
        for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )
