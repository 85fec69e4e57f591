"""What whoever is killed does, and what stands in the database afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from confide.cases.models import Case, CaseEvent, Duty, SentKey
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.ledger.integrate import integrate
from confide.ledger.models import Checkpoint, Entry, Leaf
from confide.people.models import Counter, Person, Staff
from confide.records.models import ConsentEvent
from confide.registers.consents.models import Consent
from confide.registers.disclosures.models import Disclosure


def every() -> dict[str, Callable[[], Any]]:
    """What is done; everything is looked up by whoever does it, since nothing is shared with the one who is killed."""

    def ama() -> Staff:
        return Staff.objects.get(username="ama")

    def begin(register: str) -> None:
        with system("tests"):
            dee = Person.objects.get()
        at = datetime.now(UTC)
        given = named(register).sample("open", at)
        open_case(named(register), given, actor=ama(), at=at, person=dee, key=f"open-{register}")

    def share() -> None:
        with system("tests"):
            case = Case.objects.get(register="disclosure")
        at = datetime.now(UTC)
        perform("share_in_emergency", case, actor=ama(), at=at, expecting=1, given={"note": "She fell."}, key="share")

    return {
        "open a disclosure": lambda: begin("disclosure"),
        "share it": share,
        "record a consent": lambda: begin("consent"),
        "integrate": lambda: integrate(at=datetime.now(UTC)),
    }


def over(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether it came to its end: all of it is there, or nothing."""
    return after != before


def written() -> dict[str, Any]:
    """What stands in the database, but for the trace of looking."""
    with system("tests"):
        found = {
            "cases": sorted([case.reference, case.status, case.version] for case in Case.objects.all()),
            "facts": sorted(
                v for facts in (Consent, Disclosure) for v in facts.objects.values_list("version", flat=True)
            ),
            "events": CaseEvent.objects.count(),
            "duties": Duty.objects.count() > 0,
            "consents": ConsentEvent.objects.count(),
            "forms": SentKey.objects.count(),
            "numbers": sum(Counter.objects.exclude(series="person").values_list("last", flat=True)),
            "entries": Entry.objects.exclude(event="opened").count(),
            "checkpoints": Checkpoint.objects.count(),
            "leaves": Leaf.objects.count(),
        }
    connections.close_all()
    return found
