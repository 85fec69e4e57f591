"""What is written down about looking after an installation: in the ledger, so that it can be proved."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from confide.door.recording import record
from confide.ledger.models import Entry

ABOUT = "keeping"
BEGUN, KIT, PROVED, DRILLED = "keeping:begun", "keeping:kit_made", "keeping:kit_proved", "keeping:drilled"
EPOCH_MADE, EPOCH_DESTROYED = "keeping:epoch_made", "keeping:epoch_destroyed"


def write_down(event: str, *, at: datetime, data: Mapping[str, str | int] | None = None) -> None:
    """Record something that was done; `data` holds ids, counts and times only."""
    with transaction.atomic():
        record(event, at=at, actor="system:keeping", about=ABOUT, data=dict(data or {}))


def last(event: str) -> datetime | None:
    """When something was last done."""
    newest = Entry.objects.filter(about=ABOUT, event=event).order_by("-id").first()
    return newest.at if newest else None
