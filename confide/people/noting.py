"""Telling the roster: whoever changes a name, an alias, a number or a team changes the roster in the same transaction.

- Called by the rows themselves when they are saved, so nobody has to remember it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from confide.domain.names import parts
from confide.domain.roster import Line
from confide.door import snapshots
from confide.door.reading import system
from confide.door.sweeping import told

ROSTER = "roster"
NOTHING: Mapping[str, Mapping[Any, list[str]]] = {"names": {}, "numbers": {}}


def note(person: Any, *, is_new: bool = False) -> None:
    """Add how somebody is known now to the roster. Call it inside the transaction of the change."""
    with system("keep the roster"):
        if snapshots.lock(ROSTER).generation is None:
            begin(at=timezone.now())
        else:
            snapshots.add(ROSTER, list(_lines([person], NOTHING if is_new else _beside(person=person))))


def begin(*, at: datetime) -> None:
    """Make the roster anew from everybody's rows. Call it inside a transaction."""
    with system("keep the roster"):
        snapshots.lock(ROSTER)
        everybody = apps.get_model("people", "Person").objects.order_by("pk")
        snapshots.renew(ROSTER, list(_lines(everybody.iterator(chunk_size=1_000), _beside())), at=at)


def _beside(**whose: Any) -> dict[str, dict[Any, list[str]]]:
    """Aliases and numbers by person."""
    found: dict[str, dict[Any, list[str]]] = {"names": defaultdict(list), "numbers": defaultdict(list)}
    for alias, values in told(apps.get_model("people", "Alias").objects.filter(**whose), ("name",)):
        found["names"][alias.person_id].append(_folded(values))
    for number, values in told(apps.get_model("people", "Identifier").objects.filter(**whose), ("number",)):
        if values:
            found["numbers"][number.person_id].append(f"{number.kind}:{values['number']}")
    return found


def _lines(people: Iterable[Any], beside: Mapping[str, Mapping[Any, list[str]]]) -> Iterator[Line]:
    for person, values in told(people, ("name",)):
        aliases, numbers = (beside[kind].get(person.pk, []) for kind in ("names", "numbers"))
        names = [name for name in (_folded(values), *aliases) if name] if values else []
        team = person.team_id.hex if person.team_id else ""
        known_by = "\n".join(numbers) if values else ""
        yield Line(person.pk.hex, person.reference, person.kind, team, "\n".join(names), known_by)


def _folded(values: Mapping[str, Any]) -> str:
    return " ".join(parts(values.get("name") or ""))
