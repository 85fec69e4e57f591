"""Choosing who to be, in a demo; anywhere else people sign in (`confide.web.signin`).

- Choosing needs three things at once: settings that say demo, a record that never was anything else, and a visitor on
  this very computer. Where one is missing there is no such page.
- Whoever has left does not sign in.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from confide.door.proof import proof
from confide.door.typed import Label
from confide.people.models import Staff

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PERSONAS: Mapping[str, Label] = {
    "ama": _(
        "Looks after people at home and is often in a hurry. Asks whether something may be shared, and records it."
    ),
    "ben": _(
        "Ama's line manager. Sees what the team has in hand, answers questions, and does not decide for the office."
    ),
    "mo": _("Decides what is referred, sharing or not, and never in a matter of his own. Reads what happened."),
    "ines": _("Stands in for the Managing Director, and decides what he may not. The media ask her."),
    "gwen": _("Leads information governance and is the data protection officer. Sees every register and the record."),
    "lola": _("Safeguarding lead and Caldicott Guardian. Decides what a safeguarding body may be told."),
    "sam": _("Works in another team: what is not Sam's does not exist for Sam. The training is nearly out of date."),
    "kit": _("Started today, with no agreement signed and no induction. Kit can ask, and share in an emergency only."),
}


def may_choose(request: HttpRequest) -> bool:
    """Whether a visitor may choose who to be."""
    return settings.CONFIDE_DEMO and _is_here(request) and proof().kind != "live"


def _is_here(request: HttpRequest) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR") or request.META.get("HTTP_FORWARDED")
    try:
        return not forwarded and ip_address(address).is_loopback
    except ValueError:
        return False


def choose(request: HttpRequest) -> HttpResponse:
    """The page of a demo."""
    if request.method == "POST":
        staff = _persona(request.POST.get("who", ""))
        login(request, staff, backend=BACKEND)
        return HttpResponseRedirect(_onward(request))
    found = {staff.username: staff for staff in Staff.objects.filter(username__in=PERSONAS).select_related("team")}
    people: list[dict[str, Any]] = [
        {"staff": found[name], "about": about} for name, about in PERSONAS.items() if name in found
    ]
    return render(request, "choose.html", {"people": people, "next": request.GET.get("next", "")})


def _persona(username: str) -> Staff:
    staff = Staff.objects.filter(username=username).first() if username in PERSONAS else None
    if staff is None or not staff.works_at(timezone.now()):
        raise Http404
    return staff


def _onward(request: HttpRequest) -> str:
    """The address one came for, where it is one of this site; else the first page."""
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, None, require_https=request.is_secure())
    return wanted if here and wanted.startswith("/") else reverse("overview")
