"""`confide rotate`: a new epoch where one is due, and the end of those that are 35 days old. Safe at any time."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.keeping.alone import alone
from confide.jobs.keeping.tick import turn
from confide.jobs.keeping.trouble import TROUBLES, sentence


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


def run(_options: argparse.Namespace) -> int:
    """Rotate first, destroy later; 1 where it could not be done, and then nothing was destroyed."""
    try:
        with alone(Path(settings.CONFIDE_HOME)):
            done, destroyed = turn(timezone.now())
    except TROUBLES as error:
        print(sentence(error), file=sys.stderr)
        return 1
    print(
        _("New epoch: %(made)s. Keys wrapped again: %(moved)s. Epochs destroyed: %(destroyed)s.")
        % {"made": done.made or _("none due"), "moved": f"{done.rewrapped:,}", "destroyed": destroyed}
    )
    return 0
