"""Tags for every page: the navigation, deadlines as pills, and the pack's words in the reader's language."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.register import every
from confide.web import words

register = Library()
IN_HOURS = timedelta(hours=72)


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The way to every part; the part that one is in is marked."""
    places = [(_("Overview"), reverse("overview")), (_("People"), reverse("people-list"))]
    places += [(_(each.rules.title), reverse(f"{each.rules.plural}-list")) for each in every()]
    places.append((_("Policy"), reverse("policy-list")))
    here = context["request"].path
    items = [{"label": label, "url": url, "current": _within(here, url)} for label, url in places]
    return {"items": items}


def _within(here: str, url: str) -> bool:
    return here == url if url == "/" else here.startswith(url)


@register.inclusion_tag("components/notices.html", takes_context=True)
def notices(context: Context) -> dict[str, Any]:
    """What registers tell this reader on this page."""
    request, at = context["request"], timezone.now()
    overview = request.path == reverse("overview")
    asked = [each.notices for each in every() if each.notices]
    return {"notices": [notice for told in asked for notice in told(request.reader, at, overview)]}


@register.simple_tag
def demo() -> bool:
    """Whether this is the sample organisation."""
    return bool(settings.CONFIDE_DEMO)


@register.inclusion_tag("components/deadline.html")
def deadline(when: datetime) -> dict[str, Any]:
    """A pill that says how long there is still, or how long it is overdue."""
    return {"when": when, **remaining(when, timezone.now())}


def remaining(when: datetime, now: datetime) -> dict[str, str]:
    """Tone and words for a deadline: hours within three days of it, days otherwise."""
    left = abs(when - now)
    hours, days = int(left.total_seconds() // 3600), left.days
    if not hours:
        near = _("Less than an hour overdue") if when < now else _("Less than an hour left")
        return {"tone": "refuse" if when < now else "refer", "words": near}
    if when < now:
        overdue = ngettext("%d hour overdue", "%d hours overdue", hours) % hours
        return {"tone": "refuse", "words": overdue if left < IN_HOURS else _("%d days overdue") % days}
    if left < IN_HOURS:
        return {"tone": "refer", "words": ngettext("%d hour left", "%d hours left", hours) % hours}
    return {"tone": "plain", "words": ngettext("%d day left", "%d days left", days) % days}


@register.filter
def said(text: str) -> str:
    """Words of the pack in the reader's language."""
    return _(text) if text else ""


@register.filter
def code(name: str) -> str:
    """A code as words."""
    return words.code(name)
