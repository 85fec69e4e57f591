"""The keys that somebody holds, and how they go to a successor when that person leaves."""

from datetime import datetime

from confide.door.reading import system
from confide.door.recording import record
from confide.people.models import Staff
from confide.registers.cabinets.models import Cabinet
from confide.registers.cabinets.rules import RULES, names


def _of(staff: Staff) -> list[Cabinet]:
    found = Cabinet.objects.filter(case__closed_at=None, key_holders__contains=staff.username).select_related("case")
    return [cabinet for cabinet in found.order_by("case__number") if staff.username in names(cabinet.key_holders)]


def held(staff: Staff) -> list[str]:
    """References of the cabinets that somebody holds a key of."""
    with system("hand over what somebody had in hand"):
        return [cabinet.case.reference for cabinet in _of(staff)]


def give(staff: Staff, successor: Staff, at: datetime) -> int:
    """Write the successor down for each. To be called in a transaction."""
    with system("hand over what somebody had in hand"):
        cabinets = _of(staff)
        for cabinet in cabinets:
            holders = [successor.username if name == staff.username else name for name in names(cabinet.key_holders)]
            cabinet.key_holders = ", ".join(dict.fromkeys(holders))
            cabinet.save()
            people = [staff.id, successor.id]
            action, about = RULES.action("change_the_keys"), cabinet.case.reference
            record(action, at=at, actor="system:tick", about=about, clauses=("2.8h",), subjects=people)
        return len(cabinets)
