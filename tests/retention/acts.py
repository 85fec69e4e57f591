"""What whoever is killed while destroying does, and what stands and opens afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from confide.cases.models import Case
from confide.cases.perform import perform
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.models import Staff
from confide.records.models import RecordEntry
from confide.registers.disposals.models import DisposalItem
from confide.vault.keyring import ring
from confide.vault.models import DataKey, Shredding


def every() -> dict[str, Callable[[], Any]]:
    """The last step of a disposal that two people agreed to."""

    def destroy() -> None:
        with system("tests"):
            case = Case.objects.get(register="disposal")
        gwen = Staff.objects.get(username="gwen")
        perform("destroy", case, actor=gwen, at=datetime.now(UTC), expecting=case.version)

    return {"destroy": destroy}


def over(_before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether it came to its end; what was begun by one is finished by the next."""
    return bool(after["status"] == "destroyed")


def written() -> dict[str, Any]:
    """What stands, and whether the words still open for anybody who asks anew."""
    # As a process that asks anew: one that holds the key goes on for five minutes at the most.
    ring().clear()
    with system("tests"):
        entry = RecordEntry.objects.select_related("person").get()
        open_rows([entry], purpose="look", at=datetime.now(UTC))
        found = {
            "status": Case.objects.get(register="disposal").status,
            "opens": str(entry.told) == "quokkas dislike marmalade",
            "meant": Shredding.objects.filter(retention="CR-01").count(),
            "keys": DataKey.objects.filter(retention="CR-01").count(),
            "tombstones": Entry.objects.filter(event="disposal:destroy").count(),
            "said": DisposalItem.objects.exclude(destroyed_at=None).count(),
        }
    connections.close_all()
    return found
