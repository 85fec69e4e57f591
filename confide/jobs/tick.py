"""`confide tick`: does what is due because time passed; `confide serve` does it every minute.

- Everything it does may run again at any time and changes nothing twice, so several processes may tick.
- What fails is named in the log, by its name and the kind of fault, and tried again at the next tick.
"""

import argparse
import logging
import threading
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from confide.jobs.beside import repeat
from confide.people import clockwork

EVERY = 60.0
"""Seconds between two ticks."""
NEVER: Mapping[str, datetime] = {}

logger = logging.getLogger(__name__)


def tick(at: datetime, last: Mapping[str, datetime] = NEVER) -> dict[str, int]:
    """Do all that is due, given when each was last done; how much of each there was. What failed is left out."""
    done, works = {}, clockwork.works()
    for name in clockwork.due(last, at):
        try:
            done[name] = works[name](at)
        except Exception as fault:  # noqa: BLE001 - the other parts have their turn, and this one its next
            logger.error("the tick could not do its part %r (%s); trying again", name, type(fault).__name__)  # noqa: TRY400 - a traceback could quote a value
    return done


def run_forever(stop: threading.Event, every: float = EVERY) -> None:
    """Tick at once, and every so many seconds until `stop` is set."""
    last: dict[str, datetime] = {}

    def turn() -> None:
        at = timezone.now()
        last.update(dict.fromkeys(tick(at, last), at))

    repeat(turn, stop, every, name="tick", first=0.0)


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    """Tick once, and say what was done. Exit status 1 where something failed."""
    done = tick(timezone.now())
    for name, count in done.items():
        print(f"{count:5}  {name}")
    return 0 if len(done) == len(clockwork.works()) else 1
