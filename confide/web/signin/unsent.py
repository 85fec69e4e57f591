"""What somebody was about to send when their session was over: sealed for them, shown to them, sent when they say so.

- One form for each person, the last one. Its file waits for half an hour, and is asked for again after that.
- It is sent to the address it was meant for, as if the button had been pressed again.
"""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from confide.cases.models import Draft
from confide.door.opening import open_rows
from confide.web import waiting, words
from confide.web.reading import Asked

REGISTER = "unsent"
NEVER_KEPT = {"csrfmiddlewaretoken", "send", "code", "credential"}
HIDDEN = {"key", "expecting", waiting.TOKEN}
PASSWORDS = ("confirm-", "password")


def typed(request: Any) -> list[tuple[str, str]]:
    """What stands in a form, without its token and without anything that proves who somebody is.

    Of a file that came with it only that it waits, and where; or its fingerprint, where nothing else of it is wanted.
    """
    pairs = [(name, value) for name, values in request.POST.lists() for value in values if name != waiting.TOKEN]
    found = [(name, value) for name, value in pairs if name not in NEVER_KEPT and not name.startswith(PASSWORDS)]
    found += [file.instead(name) for name, file in request.FILES.items() if hasattr(file, "instead")]
    held = waiting.hold(request)
    return [*found, (waiting.TOKEN, held.token)] if held else found


def keep(request: Any, at: datetime) -> bool:
    """Keep the form that was sent; whether there was anything to keep."""
    if request.method != "POST" or not (found := typed(request)):
        return False
    forget(request)
    draft = Draft(owner=request.user, register=REGISTER, updated_at=at)
    draft.answers = {"path": request.path, "typed": found}
    draft.save()
    return True


def forget(request: Any) -> None:
    """Throw away what was kept."""
    for draft in Draft.objects.filter(owner=request.user, register=REGISTER):
        draft.delete()


@require_http_methods(["GET", "POST"])
def unsent(request: Asked) -> HttpResponse:
    """Show what was kept; send it to where it was meant for, or throw it away."""
    drafts = list(Draft.objects.filter(owner=request.user, register=REGISTER)[:1])
    if not drafts:
        return redirect("overview")
    open_rows(drafts, purpose="unsent form", at=timezone.now())
    kept: Any = drafts[0].answers
    if request.method == "POST" or not isinstance(kept, dict):
        forget(request)
        # The browser sends the same form on, to the address that was kept and to no other.
        if isinstance(kept, dict) and "send" in request.POST:
            return HttpResponseRedirect(kept["path"], preserve_request=True)
        waiting.let_go(request.user.pk, _file_of(kept))
        return redirect("overview")
    rows = [
        {"label": words.code(name), "value": value} for name, value in kept["typed"] if value and name not in HIDDEN
    ]
    if token := _file_of(kept):
        held = waiting.find(request.user.pk, token)
        rows.append({"label": _("File"), "value": held.name if held else _("Not kept for so long: choose it again.")})
    return render(request, "signin/unsent.html", {"typed": kept["typed"], "rows": rows})


def _file_of(kept: Any) -> str:
    """By what the file is found that belongs to the form."""
    return str(dict(kept["typed"]).get(waiting.TOKEN, "")) if isinstance(kept, dict) else ""
