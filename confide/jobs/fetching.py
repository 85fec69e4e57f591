"""Asks another computer over HTTP: small answers, a short patience, and one sentence where it fails."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass

from confide.jobs.said import _

PATIENCE = 20
MOST_BYTES = 1_000_000


class Unreachable(Exception):
    """Nothing usable came back; the sentence says what was asked and what happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


def ask(url: str, *, token: str = "", body: bytes | None = None) -> Answer:
    """GET, or POST where there is a body; every status is an answer. Raises Unreachable."""
    if not url.startswith(("https://", "http://")):
        raise Unreachable(_("%(url)s is not an address that begins with https://") % {"url": url})
    headers = {"User-Agent": "confide"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - only http and https come so far
    try:
        with _opener.open(request, timeout=PATIENCE) as response:
            return Answer(response.status, response.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(MOST_BYTES))
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or type(error).__name__
        raise Unreachable(_("%(url)s does not answer: %(why)s") % {"url": url, "why": why}) from None


class _StayThere(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: a token is for one place, and a page for signing in is no checkpoint."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


_opener = urllib.request.build_opener(_StayThere)
