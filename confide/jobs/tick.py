"""`confide tick`: does what is due because time passed; `confide serve` does it every minute.

- Everything it does may run again at any time and changes nothing twice, so several processes may tick.
- What fails is named in the log, by its name and the kind of fault, and tried again at the next tick.
"""

import argparse
import logging
import threading
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from confide.domain.refusal import Refused
from confide.ledger.errors import LedgerError
from confide.people import clockwork
from confide.vault.errors import NoKey, SealBroken, Shredded

EVERY = 60.0
"""Seconds between two ticks."""
NEVER: Mapping[str, datetime] = {}
FAULTS = (DatabaseError, LedgerError, Refused, ValidationError, NoKey, SealBroken, Shredded)

logger = logging.getLogger(__name__)


def tick(at: datetime, last: Mapping[str, datetime] = NEVER) -> dict[str, int]:
    """Do all that is due, given when each was last done; how much of each there was. What failed is left out."""
    done, works = {}, clockwork.works()
    for name in clockwork.due(last, at):
        try:
            done[name] = works[name](at)
        except FAULTS as fault:
            logger.error("the tick could not do its part %r (%s); trying again", name, type(fault).__name__)  # noqa: TRY400 - a traceback could quote a value
    return done


def run_forever(stop: threading.Event, every: float = EVERY) -> None:
    """Tick at once, and every so many seconds until `stop` is set."""
    last: dict[str, datetime] = {}
    try:
        while True:
            at = timezone.now()
            last |= dict.fromkeys(tick(at, last), at)
            if stop.wait(every):
                return
            connection.close_if_unusable_or_obsolete()
    finally:
        connection.close()


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    """Tick once, and say what was done. Exit status 1 where something failed."""
    done = tick(timezone.now())
    for name, count in done.items():
        print(f"{count:5}  {name}")
    return 0 if len(done) == len(clockwork.works()) else 1
