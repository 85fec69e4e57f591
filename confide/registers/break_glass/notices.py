"""What stands on every page while the glass is broken, on the overview of whoever reads it, and on the case."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.models import Case
from confide.cases.register import Notice
from confide.domain.reading import Reader
from confide.door import looks
from confide.people.glass import LASTS, BrokenGlass
from confide.registers.break_glass.rules import RULES
from confide.web import words


def notices(reader: Reader, at: datetime, overview: bool) -> Iterator[Notice]:
    """A line for each glass that the reader has broken; on the overview, one for all that wait for them to read."""
    # Nobody whose reader sees nobody through glass has one that is broken, so most pages ask nothing.
    if reader.glass:
        living = BrokenGlass.objects.filter(staff=reader.id, until_at__gt=at).select_related("person")
        for glass in living.order_by("until_at"):
            yield _broken(glass, at)
    if overview:
        yield from _to_read(reader)


def _to_read(reader: Reader) -> Iterator[Notice]:
    waits = Case.objects.filter(register=RULES.name, decider=reader.id, closed_at=None)
    if count := waits.count():
        said = ngettext(
            "Somebody broke the glass. Read why, and judge it.",
            "The glass was broken %(count)s times. Read why, and judge each.",
            count,
        )
        first = waits.order_by("due_at").values_list("number", flat=True)[0]
        url = reverse("broken_glass-detail", args=[first]) if count == 1 else reverse("broken_glass-list")
        yield Notice(said % {"count": count}, url=url, url_words=_("Read it"))


def _broken(glass: BrokenGlass, at: datetime) -> Notice:
    minutes = max(int((glass.until_at - at).total_seconds()) // 60, 0)
    left = ngettext("less than %(count)s minute", "%(count)s minutes", minutes + 1) % {"count": minutes + 1}
    said = _("You broke the glass for {reference}. It ends by itself in {left}; everything you open is read.")
    number = int(glass.matter.partition("-")[2])
    return Notice(
        said.format(reference=glass.person.reference, left=left),
        url=reverse("people-detail", args=[glass.person.reference]),
        url_words=_("Their record"),
        step_url=reverse("broken_glass-step", args=[number, "end-now"]),
        step_words=_("End it now"),
    )


def may_know(cases: Sequence[Case]) -> Sequence[Case]:
    """The person may know of each: it is a look at them like any other."""
    return cases


def shows(case: Case, facts: Any, _at: datetime) -> Iterable[tuple[str, list[dict[str, str]]]]:
    """Until when it lasted, and what was opened of the person meanwhile, for whoever judges it."""
    since = case.opened_at
    until = facts.ended_at or since + LASTS
    person = reverse("people-detail", args=[facts.reference])
    yield (
        _("How long"),
        [
            {"label": _("Whose record"), "value": facts.reference, "url": person},
            {"label": _("From"), "value": words.plain(since)},
            {"label": _("Until"), "value": words.plain(until)},
        ],
    )
    opened = looks.during(facts.seal_holder(), case.opened_by_id, since, until)
    rows = [{"label": words.plain(found.at), "value": words.code(found.purpose)} for found in opened]
    yield _("What was opened of this person"), rows or [{"label": _("Nothing"), "value": _("Nothing was opened.")}]
