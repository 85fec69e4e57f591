"""Everything that retention knows of one holder: who, what is held, what happened, before anything is reckoned.

- Nothing is opened here but what `open_dates` is told to: dates of birth and death, in one go.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, F, Q, Value
from django.utils import timezone

from confide.domain.retention import BORN, DIED
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.people.models import OfPerson, Person, Staff
from confide.records.forgetting import GONE
from confide.records.holdings import WHOLE, Only, keepers
from confide.records.keeping import RetentionEvent
from confide.records.models import Held

ENGAGEMENT_ENDED = "engagement_ended"
STAFF_KIND = "employee"


@dataclass(slots=True)
class Holder:
    """Somebody about whom something is held."""

    key: UUID
    kind: str
    created_on: date | None = None
    person: Person | None = None
    staff: Staff | None = None
    left_on: date | None = None
    history: list[tuple[str, date, str]] = field(default_factory=list)
    """(event, day, held as), in the order recorded."""
    held: dict[str, Counter[str]] = field(default_factory=lambda: {WHOLE: Counter()})
    """What is held, and how many of what."""
    also: list[tuple[str, date]] = field(default_factory=list)

    def of(self, held_as: str) -> list[tuple[str, date]]:
        """What happened to them or to this holding."""
        began = [("created", self.created_on), (ENGAGEMENT_ENDED, self.left_on)]
        return [(event, on) for event, on in began if on] + [
            (event, on) for event, on, of in self.history if of in {"", held_as}
        ]

    def counts(self, held_as: str) -> dict[str, int]:
        """How many there are of what; for everything, of all that is held."""
        counted = self.held.values() if held_as == WHOLE else [self.held.get(held_as, Counter())]
        return dict(sorted(sum(counted, Counter[str]()).items()))

    def digest(self, rules: str) -> str:
        """Changes whenever anything that the reckoning goes by does."""
        version = self.person.version if self.person else 0
        said: list[Any] = [rules, self.kind, version, self.created_on, self.left_on, self.history, sorted(self.also)]
        said.append({held_as: dict(sorted(counts.items())) for held_as, counts in sorted(self.held.items())})
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def holders(only: Collection[UUID] | None = None) -> dict[UUID, Holder]:
    """Everybody about whom something is held, or those asked for; not those who were forgotten."""
    with system("count what is held"):
        return _holders(only)


def _holders(only: Collection[UUID] | None) -> dict[UUID, Holder]:
    people = Person.objects.filter(sealed_identity__isnull=False).select_related("staff")
    staff = Staff.objects.filter(leaves_at__isnull=False, person=None).exclude(username__startswith=GONE)
    if only is not None:
        people, staff = people.filter(pk__in=only), staff.filter(pk__in=only)
    found = {person.pk: _person(person) for person in people}
    found |= {who.pk: Holder(who.pk, STAFF_KIND, who.works_from, staff=who, left_on=_left_on(who)) for who in staff}
    about = Q() if only is None else Q(person__in=only)
    _history(found, about)
    _held(found, about, only)
    return found


def open_dates(wanted: Iterable[Holder], at: datetime) -> dict[UUID, dict[str, date]]:
    """When they were born and when they died, as far as that is known, opened for this purpose and recorded."""
    people = [holder.person for holder in wanted if holder.person is not None]
    open_rows(people, ("born_on", "died_on"), purpose="retention", at=at)
    said = {person.pk: {BORN: person.born_on, DIED: person.died_on} for person in people}
    return {key: {event: on for event, on in each.items() if isinstance(on, date)} for key, each in said.items()}


def _person(person: Person) -> Holder:
    left = _left_on(person.staff) if person.staff else None
    created = timezone.localdate(person.added_at)
    return Holder(person.pk, person.kind, created, person=person, staff=person.staff, left_on=left)


def _left_on(staff: Staff) -> date | None:
    """The day somebody left; also one to come, from which a period runs all the same."""
    return timezone.localdate(staff.leaves_at) if staff.leaves_at else None


def _history(found: Mapping[UUID, Holder], about: Q) -> None:
    rows = RetentionEvent.objects.filter(about).order_by("recorded_at", "pk")
    for person, event, on, held_as in rows.values_list("person", "event", "on", "held_as"):
        if person in found:
            found[person].history.append((event, on, held_as))


def _held(found: Mapping[UUID, Holder], about: Q, only: Only) -> None:
    for name, (holder, held_as), count in [*_sealed(about), *_kept(only)]:
        if holder in found and count:
            found[holder].held.setdefault(held_as, Counter())[name] += count
    for keeper in keepers():
        for holder, rules in keeper.also(only).items():
            if holder in found:
                found[holder].also += rules


def _sealed(about: Q) -> Iterable[tuple[str, tuple[UUID, str], int]]:
    """How many rows with words in them each holding has, table by table; what has no class of its own goes last."""
    for model in apps.get_models():
        if issubclass(model, OfPerson) and model.sealed:
            columns = {field.column for field in model.sealed.values()}
            full = reduce(or_, (Q(**{f"{column}__isnull": False}) for column in columns))
            held_as = F("held_as") if issubclass(model, Held) else Value(WHOLE)
            rows = model.objects.filter(about, full).annotate(of=held_as).values_list("person", "of")
            for person, of, count in rows.annotate(Count("pk")).order_by():
                yield str(model._meta.model_name), (person, of), count


def _kept(only: Only) -> Iterable[tuple[str, tuple[UUID, str], int]]:
    return [(keeper.name, holding, count) for keeper in keepers() for holding, count in keeper.held(only).items()]
