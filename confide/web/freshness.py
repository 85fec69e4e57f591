"""Proving again who one is, before the most sensitive: within five minutes of a password, a code or a passkey.

- How to use it: on a view, `@fresh`. Inside one, once it is known that there is something to show:
  `if (page := confirm_first(request)) is not None: return page`. For a step of a register that says `fresh=True`:
  `step_first(request, workflow, name)`, with the same answer.
- The page that asks is shown at the very address and carries what was typed along: nothing is lost, nothing stored.
- In a demo nobody has a password: having chosen who to be counts, and `components/freshness.html` says so on the page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from confide.domain.workflow import Workflow
from confide.web.personas import may_choose
from confide.web.signin import evidence, marks, passkeys, unsent
from confide.web.signin.forms import ConfirmForm

PREFIX = "confirm"
ASKED = 403
View = Callable[..., HttpResponseBase]


def confirm_first(request: Any) -> HttpResponse | None:
    """Nothing for whoever proved lately who they are; otherwise the answer to give instead of the page."""
    at = timezone.now()
    if may_choose(request) or at - marks.when(request.session, marks.PROVED) < settings.CONFIDE_FRESH:
        return None
    tried = f"{PREFIX}-then" in request.POST
    form = ConfirmForm(request, request.POST if tried else None, prefix=PREFIX)
    if tried and form.is_valid():
        marks.prove(request.session, at)
        return redirect(request.get_full_path()) if request.POST[f"{PREFIX}-then"] == "look" else None
    if tried and evidence.is_closed(request, request.user.username):
        return _sign_out(request)
    sent = tried and request.POST[f"{PREFIX}-then"] == "look"
    then = "look" if request.method == "GET" or sent else "send"
    context = {"form": form, "then": then, "kept": unsent.typed(request), "options": passkeys.options(request)}
    return render(request, "signin/confirm.html", context, status=ASKED)


def step_first(request: Any, workflow: Workflow, name: str) -> HttpResponse | None:
    """The same, where the step of that name asks for it."""
    return confirm_first(request) if asks(workflow, name) else None


def asks(workflow: Workflow, name: str) -> bool:
    """Whether the step of that name asks for it; for the page, which says so."""
    return any(step.fresh for step in workflow.steps if step.name == name)


def fresh(view: View) -> View:
    """Let only those at a view who proved lately who they are; for views that show nothing that might not exist."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = confirm_first(request)
        return view(request, *args, **kwargs) if page is None else page

    return answer


def _sign_out(request: Any) -> HttpResponse:
    """Whoever cannot prove who they are, however often they try, is not left signed in."""
    unsent.keep(request, timezone.now())
    logout(request)
    return evidence.locked(request)
