"""`confide shred --resume`: finishes every shredding that was interrupted. Deciding to shred is done in the product."""

import argparse
import sys

from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.keeping.trouble import TROUBLES, sentence
from confide.vault.shredding import resume


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing can be shredded from here that two people have not approved."""
    parser.add_argument("--resume", action="store_true", required=True, help=_("finish what was interrupted"))


def run(_options: argparse.Namespace) -> int:
    """Finish them, and say how many there were."""
    try:
        print(_("Shreddings finished: %(number)s") % {"number": resume(at=timezone.now())})
    except TROUBLES as error:
        print(sentence(error), file=sys.stderr)
        return 1
    return 0
