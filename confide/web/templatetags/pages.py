"""Tags for every page: the navigation, deadlines as pills, and the pack's words in the reader's language."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.forms import Field
from django.template import Context, Library
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.register import every
from confide.web import words
from confide.web.signin import marks

register = Library()
IN_HOURS = timedelta(hours=72)


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The way to every part; the part that one is in is marked. There is none before the second step is set up."""
    if not settings.CONFIDE_DEMO and not context["request"].session.get(marks.SECOND):
        return {"items": []}
    places = [(_("Overview"), reverse("overview")), (_("People"), reverse("people-list"))]
    everyday = [each for each in every() if each.everyday]
    places += [(_(each.rules.title), reverse(f"{each.rules.plural}-list")) for each in everyday]
    places += [(_("Registers"), reverse("registers")), (_("Policy"), reverse("policy-list"))]
    here = _place(context["request"].path)
    return {"items": [{"label": label, "url": url, "current": _within(here, url)} for label, url in places]}


def _place(path: str) -> str:
    """Where a path belongs: a register that has no place of its own is among the registers."""
    others = [each for each in every() if not each.everyday]
    hidden = any(_within(path, reverse(f"{each.rules.plural}-list")) for each in others)
    return reverse("registers") if hidden else path


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
def problems(form: Any) -> list[dict[str, str]]:
    """What is wrong with each field, with the way to it. What is said of several, or of any, says which one it is."""
    wrong = [(field, str(error)) for field in form or () for error in field.errors]
    often = Counter(error for _field, error in wrong)
    bare = {str(Field.default_error_messages["required"]), _("This is needed.")}
    return [
        {
            "at": "" if field.is_hidden else f"{field.auto_id}{'_0' if field.use_fieldset else ''}",
            "words": f"{field.label}: {error}" if often[error] > 1 or error in bare else error,
        }
        for field, error in wrong
    ]


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
