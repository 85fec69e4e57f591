"""What cases mean for retention: which of them keep their person's record from being destroyed, and for how long.

- An open case of a register that says so (`bars_disposal`) stops everything that is held about whom it is about.
- Files of documents lie outside the database; they go with what they belong to.
- A closed case is kept with the rest, and never less than its register's own rule says from the day it was closed.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Case
from confide.cases.register import every
from confide.domain.refusal import Refused
from confide.door.retention import schedule
from confide.records.documents import let_files_go
from confide.records.holdings import WHOLE, Bar, Ending, Holding, Keeper, Only, bar, keep, nothing

STOPPED = "It must be kept while {references} is open: {which}."
KEPT = "It must be kept for now: {which}. Ask information governance."


def barring(holders: Collection[UUID]) -> Iterator[Bar]:
    """The open cases about these people that stop a disposal."""
    titles = {register.rules.name: register.rules.title for register in every() if register.rules.bars_disposal}
    about = Q(person__in=holders) | Q(person=None, subject_staff__in=holders)
    cases = Case.objects.filter(about, register__in=titles, closed_at=None).order_by("reference")
    for case in cases:
        yield Bar(case.reference, titles[case.register], holder=case.concerned())


def seen_of(found: Iterable[Bar]) -> list[str]:
    """The references of those bars that the reader sees; of any other not even that it is there is said."""
    seen = Case.objects.filter(reference__in={each.reference for each in found})
    return list(seen.order_by("reference").values_list("reference", flat=True))


def kept(found: Iterable[Bar], which: str) -> Refused:
    """The refusal to destroy or give away what these stop."""
    if references := ", ".join(seen_of(found)):
        return Refused(STOPPED, ("2.8j",), references=references, which=which)
    return Refused(KEPT, ("2.8j",), which=which)


def closed(only: Only) -> dict[UUID, list[tuple[str, date]]]:
    """For everybody with cases the rules that these are kept by, each from the day the last of them was closed."""
    codes = {register.rules.name: schedule().registers.get(register.rules.plural) for register in every()}
    rows = Case.objects.filter(closed_at__isnull=False).order_by()
    found: dict[UUID, list[tuple[str, date]]] = {}
    for name in ("person", "subject_staff"):
        about = rows.filter(person=None) if name == "subject_staff" else rows
        about = about if only is None else about.filter(**{f"{name}__in": only})
        last = about.exclude(**{name: None}).values_list(name, "register").annotate(Max("closed_at"))
        for holder, register, closed_at in last:
            if code := codes.get(register):
                found.setdefault(holder, []).append((code, timezone.localdate(closed_at)))
    return found


def held(only: Only) -> dict[Holding, int]:
    """How many cases there are about everybody, or about those asked for."""
    cases = Case.objects.exclude(person=None) if only is None else Case.objects.filter(person__in=only)
    rows = cases.values_list("person").annotate(Count("pk")).order_by()
    return {(person, WHOLE): count for person, count in rows}


def let_go(_holder: UUID, _held_as: str, _ending: Ending) -> int:
    """Nothing: what is written about a case is sealed, and goes with the key."""
    return 0


bar(barring)
keep(Keeper("files", _("Files"), held=nothing, let_go=let_files_go))
keep(Keeper("cases", _("Cases"), held=held, let_go=let_go, also=closed))
