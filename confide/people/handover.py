"""What somebody holds and hands over when they leave: each part of the product says what is theirs, and gives it on.

- Like `people.scope.widen`: whoever keeps something that a person can hold announces it when loaded.
- Nothing is handed over to nobody: whoever leaves has a named successor for everything that they hold.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from confide.door.recording import Who, record
from confide.door.typed import Label
from confide.people.models import Office, Staff

PARTS = ("holder", "deputy", "alternate")
"""The ways in which somebody can stand in an office."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that a member of staff can hold."""

    code: str
    label: Label
    held: Callable[[Staff], list[str]]
    """References of what they hold now; nothing personal in them."""
    give: Callable[[Staff, Staff, datetime], int]
    """Gives all of it from one to the other, recorded, in the transaction that is open; how much there was."""


_kinds: dict[str, Kind] = {}


def announce(kind: Kind) -> None:
    """Add a kind of thing that is handed over."""
    _kinds[kind.code] = kind


def kinds() -> Mapping[str, Kind]:
    """Every kind that was announced."""
    return dict(_kinds)


class Choices:
    """Every kind, for a list to choose from; complete once everything is loaded."""

    def __iter__(self) -> Iterator[tuple[str, Label]]:
        """Code and words of each."""
        return iter([(kind.code, kind.label) for kind in _kinds.values()])


def held(staff: Staff) -> dict[str, list[str]]:
    """What somebody holds, by kind; kinds of which they hold nothing are left out."""
    found = {code: kind.held(staff) for code, kind in _kinds.items()}
    return {code: references for code, references in found.items() if references}


def offices_of(staff: Staff) -> list[str]:
    """The offices that somebody holds or stands in for."""
    return sorted({office.code for part in PARTS for office in Office.objects.filter(**{part: staff})})


def give_offices(staff: Staff, successor: Staff, at: datetime) -> int:
    """Put the successor in every office, wherever the one who leaves stood."""
    given = 0
    for part in PARTS:
        for office in Office.objects.select_for_update().filter(**{part: staff}):
            setattr(office, part, successor)
            office.save(update_fields=[part])
            data = {"office": office.code, "as": part}
            people = [staff.id, successor.id]
            record("office:give", at=at, actor="system:tick", about=f"office/{office.code}", subjects=people, data=data)
            given += 1
    return given


def fill_office(code: str, staff: Staff, *, actor: Who, at: datetime) -> None:
    """Let one of the first people hold an office that nobody holds yet, and stand in wherever nobody does yet.

    To be called in a transaction.
    """
    Office.objects.get_or_create(code=code, defaults={"holder": staff})
    for office in Office.objects.select_for_update().filter(alternate=None):
        others = Staff.objects.filter(offices_held__isnull=False).exclude(pk=office.holder_id)
        office.alternate = others.first() if office.holder_id == staff.pk else staff
        office.save(update_fields=["alternate"])
        people = [who for who in (office.holder.id, office.alternate and office.alternate.id) if who]
        record("office:fill", at=at, actor=actor, about=f"office/{office.code}", subjects=people)


def people_of(staff: Staff) -> list[str]:
    """How many have them as line manager, as one line; none where nobody has."""
    count = staff.manages.count()
    return [f"{count}"] if count else []


def give_people(staff: Staff, successor: Staff, at: datetime) -> int:
    """Give everybody whose line manager leaves the new one; the new one goes to the leaver's own manager."""
    given = 0
    for member in staff.manages.select_for_update(of=("self",)):
        member.line_manager = staff.line_manager if member == successor else successor
        member.save(update_fields=["line_manager"])
        people = [member.id, successor.id]
        record("staff:change_manager", at=at, actor="system:tick", about="staff", subjects=people)
        given += 1
    return given


announce(Kind("people", _("The people whose line manager they are"), people_of, give_people))
announce(Kind("offices", _("Offices, and standing in for them"), offices_of, give_offices))
