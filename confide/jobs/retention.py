"""`confide retention`: works out what is due, finishes destructions that were interrupted, and says what is late.

- Run it every day; the second time changes nothing. Exit status 1 says that something should be gone already.
"""

import argparse
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from confide.door.reading import system
from confide.records.keeping import Due
from confide.records.reckoning import reckon
from confide.vault.shredding import resume


def arguments(_parser: argparse.ArgumentParser) -> None:
    """What the command takes: nothing."""


def tick(at: datetime) -> int:
    """Bring the list up to date and finish what was begun. Returns how many lines of the list changed."""
    resume(at=at)
    return reckon(at)


def run(_options: argparse.Namespace) -> int:
    """Do it, and say how things stand."""
    at = timezone.now()
    tick(at)
    today = timezone.localdate(at)
    with system("say what is due"):
        due, late = Due.objects.filter(from_on__lte=today).count(), Due.objects.filter(by_on__lt=today).count()
    print(ngettext("%d holding is due.", "%d holdings are due.", due) % due)
    print(ngettext("%d should be gone already.", "%d should be gone already.", late) % late)
    return 1 if late else 0
