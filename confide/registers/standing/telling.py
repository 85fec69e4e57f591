"""What somebody is told on their overview while something of their standing is missing, or its time is running out.

- Each line says what is missing, who can put it right, and leads to where that is done.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.register import Notice
from confide.domain.reading import Reader
from confide.people import standing
from confide.people.models import Staff
from confide.people.standing import GRACE
from confide.registers.standing.rules import RULES


def notices(reader: Reader, at: datetime, overview: bool) -> Iterator[Notice]:
    """A line for each thing that is missing; on the overview only."""
    if not overview or (reader.agreement_signed and reader.inducted and reader.training == "in_date"):
        return
    if (staff := Staff.objects.select_related("line_manager").filter(pk=reader.id).first()) is None:
        return
    kept = Case.objects.filter(register=RULES.name, subject_staff=staff, closed_at=None).first()
    number, manager = kept.number if kept else None, staff.line_manager.name if staff.line_manager else ""
    if not reader.agreement_signed:
        said = _("You have not signed the confidentiality agreement. Until you have, you cannot work here.")
        yield _told(said, number, "sign-the-agreement", _("Sign the agreement"))
    if not reader.inducted:
        said = _("Your induction is not on record. Until it is, you cannot work here.")
        yield _told(f"{said} {_who(manager)}", number)
    if reader.training != "in_date":
        yield _told(f"{_training(staff, at)} {_who(manager)}", number)


def _told(said: str, number: int | None, step: str = "", words: str = "") -> Notice:
    """The line, with the way to where it is put right: their case, a step of it, or the page that begins one."""
    if number is None:
        return Notice(said, url=reverse("standing-new"), url_words=_("Begin to keep your standing"))
    if step:
        return Notice(said, url=reverse("standing-step", args=[number, step]), url_words=words)
    return Notice(said, url=reverse("standing-detail", args=[number]), url_words=_("Your standing"))


def _who(manager: str) -> str:
    if not manager:
        return _("Ask information governance to name a line manager for you, who records it.")
    return _("Ask {manager}, your line manager, to record it.").format(manager=manager)


def _training(staff: Staff, at: datetime) -> str:
    found = standing.of(staff, at)
    until = found.trained_until
    if until is None:
        return _("Your training is not on record. Until it is, you can work only if an office lets you go on.")
    ended, last = (date_format(day, "j F Y") for day in (until, until + GRACE))
    if found.training == "lapsed":
        return _("Your training ended on {ended}. You can work only if an office lets you go on.").format(ended=ended)
    return _("Your training ended on {ended}. Do it again by {last}, or you cannot go on.").format(
        ended=ended, last=last
    )
