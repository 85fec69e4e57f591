"""Signs of misuse as they are shown: those that wait, how good each kind has been, and why none is looked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.models import Case
from confide.cases.register import Notice
from confide.domain import signals
from confide.domain.reading import Reader
from confide.door.monitoring import thresholds
from confide.people import watching
from confide.people.models import Staff
from confide.people.monitoring import KINDS, Signal

NAMES = dict(KINDS)


def notices(reader: Reader, _at: datetime, overview: bool) -> Iterator[Notice]:
    """On the overview: how many signs wait for the reader's review."""
    if overview and (count := Signal.objects.filter(reviewer=reader.id, matter="").count()):
        said = ngettext("%(count)s sign of misuse waits for you.", "%(count)s signs of misuse wait for you.", count)
        yield Notice(said % {"count": count}, url=reverse("access_reviews-new"), url_words=_("Look at them"))


def shows(case: Case, _facts: Any, _at: datetime) -> Iterable[tuple[str, list[dict[str, str]]]]:
    """The signs of this review, each with its facts."""
    found = Signal.objects.filter(matter=case.reference).order_by("at")
    rows = [{"label": str(NAMES[sign.kind]), "value": f"{when(sign)}\n{told(sign)}".strip()} for sign in found]
    yield _("The signs"), rows or [{"label": _("Signs"), "value": _("None; it began with what somebody noticed.")}]


def when(sign: Signal) -> str:
    """The day of a sign."""
    return date_format(timezone.localtime(sign.at), "j F Y")


def told(sign: Signal) -> str:
    """The facts of a sign in a line; people by their reference."""
    facts = sign.facts
    parts = []
    if count := facts.get("count"):
        parts.append(ngettext("%(count)s time", "%(count)s times", count) % {"count": count})
    if usual := facts.get("usual"):
        parts.append(_("usually {count} people a day").format(count=usual))
    parts += facts.get("people", [])
    return " · ".join([*parts, *([facts["case"]] if "case" in facts else [])])


def waiting() -> list[Signal]:
    """The signs that nobody has taken up, of those that the reader may see, oldest first."""
    return list(Signal.objects.filter(matter="").select_related("staff").order_by("at"))


def kinds(at: datetime) -> Iterator[dict[str, Any]]:
    """Each kind: whether it is looked for, how many there were, and how many of the reviewed ones were confirmed."""
    off = watching.state(at, version=0).off
    outcomes: dict[str, list[str]] = {kind: [] for kind, _label in KINDS}
    for kind, outcome in Signal.objects.values_list("kind", "outcome"):
        outcomes[kind].append(outcome)
    for kind, label in KINDS:
        precision = signals.precision(outcomes[kind])
        yield {
            "label": label,
            "off": kind in off,
            "found": len(outcomes[kind]),
            "reviewed": sum(bool(outcome) for outcome in outcomes[kind]),
            "precision": "" if precision is None else f"{precision} %",
        }


def why_not(at: datetime) -> str:
    """Why nothing, or not everybody, is looked at; empty where everything is in place."""
    limits = thresholds(timezone.localdate(at))
    state = watching.state(at, version=limits.notice_version if limits else 0)
    if limits is None or state.approved_on is None:
        return _("Nothing is looked for: no assessment of the monitoring has been approved by two people.")
    without = [staff for staff in Staff.objects.all() if staff.works_at(at) and staff.pk not in state.notices]
    said = ngettext(
        "%(count)s member of staff has not had the notice; nothing of theirs is looked at.",
        "%(count)s members of staff have not had the notice; nothing of theirs is looked at.",
        len(without),
    )
    return said % {"count": len(without)} if without else ""
