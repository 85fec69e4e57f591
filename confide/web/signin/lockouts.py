"""Sign-ins that were closed after too many wrong tries: for information governance, who may open them again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from confide.people.models import Staff
from confide.web.freshness import confirm_first
from confide.web.reading import Asked
from confide.web.signin import evidence

TRIES = 100


@require_http_methods(["GET", "POST"])
def lockouts(request: Asked) -> HttpResponse:
    """What is closed, and the latest tries; opening one again is recorded."""
    if not request.reader.governance:
        raise Http404
    if request.method == "POST":
        if (page := confirm_first(request)) is not None:
            return page
        who = request.POST.get("who", "")[:150]
        # Some databases refuse to compare with what is no letter.
        if who.isprintable() and evidence.open_again(who, actor=request.user, at=timezone.now()):
            messages.success(request, _("This sign-in is open again, and that is recorded."))
        return redirect("lockouts")
    known = dict(Staff.objects.values_list("username", "name"))
    context = {
        "closed": [_row(attempt, known) for attempt in evidence.closed(timezone.now())],
        "tries": [_row(each, known) for each in evidence.tries(TRIES)],
    }
    return render(request, "signin/lockouts.html", context)


def _row(attempt: Any, known: dict[str, str]) -> dict[str, Any]:
    """A try, with the name of the member of staff; of a user name that nobody has only that."""
    return {
        "who": attempt.username,
        "name": known.get(attempt.username, ""),
        "at": attempt.attempt_time,
        "address": attempt.ip_address,
        "locked": getattr(attempt, "locked_out", True),
    }
