"""Who is reading, for as long as a request is answered.

- Whoever is not signed in gets the pages that say so themselves, and is asked to sign in everywhere else.
- The reader is built from what is recorded, once a request, and is held until the last part of a stream has gone.
- What was opened for one person is kept by no browser and no cache between.
- A form that is larger than anybody types, or in another alphabet than the pages ask for, is refused before it is read.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from confide.domain.reading import Reader
from confide.door.reading import NobodyReading, reading
from confide.people.models import Staff
from confide.people.readers import reader_for

END = object()
TYPED = "application/x-www-form-urlencoded"
LENGTH = re.compile(r"[0-9]{0,15}", re.ASCII)


class Asked(HttpRequest):
    """A request as it reaches a page that needs somebody: they are signed in, and they read."""

    user: Staff  # type: ignore[assignment]  # whoever is not signed in never gets that far
    reader: Reader


class ReaderMiddleware(LoginRequiredMiddleware):
    """Answers every request with its reader reading, and asks everybody else to sign in."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reader = reader_of(request)
        setattr(request, "reader", reader)  # noqa: B010 - Django's own request knows no reader
        _refuse_what_no_browser_sends(request)
        if _too_large(request):
            return render(request, "413.html", status=413)
        with reading(reader):
            response: Any = self.get_response(request)
        if response.streaming:
            response.streaming_content = held(reader, response.streaming_content)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        answer: HttpResponseBase = response
        return answer

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the page for signing in; where a script asked for a part of a page, the whole window goes there."""
        answer: Any = super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(answer.url) if "HX-Request" in request.headers else answer

    def get_login_url(self, view_func: Any) -> str:
        return reverse("sign-in")


def reader_of(request: HttpRequest) -> Reader | None:
    """The reader that a request is answered for; nobody where nobody is signed in."""
    user = request.user
    return reader_for(user, timezone.now()) if isinstance(user, Staff) and user.is_authenticated else None


def held(reader: Reader | None, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a stream, each made while `reader` is reading and handed on while nobody is.

    It breaks off, as a fault that is seen at the other end, when the minute comes in which the reader leaves.
    """
    rest = iter(parts)
    while True:
        if reader is not None and reader.has_left(timezone.now()):
            raise NobodyReading("Whoever was reading has left.")
        with reading(reader):
            part: Any = next(rest, END)
        if part is END:
            return
        yield part


def _refuse_what_no_browser_sends(request: HttpRequest) -> None:
    """Raises BadRequest. A form says in which alphabet it comes, and some of those can spell what no page can show."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() != "utf-8" or not LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or ""):
        raise BadRequest


def _too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    typed = request.content_type in {TYPED, "text/plain", ""}
    return typed and int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
