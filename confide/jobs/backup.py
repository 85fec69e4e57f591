"""`confide backup`: copies data, keys and escrow to their three targets, while people work."""

import argparse
import os
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.keeping import attachments
from confide.jobs.keeping.alone import alone
from confide.jobs.keeping.backup import Backup, back_up
from confide.jobs.keeping.targets import DATA, ESCROW, KEYS, Targets, checked, configured
from confide.jobs.keeping.trouble import TROUBLES, KeepingError, sentence
from confide.ledger.integrate import integrate


def arguments(parser: argparse.ArgumentParser) -> None:
    """The three targets; without them, those of the environment."""
    for name, variable in (("data", DATA), ("keys", KEYS), ("escrow", ESCROW)):
        parser.add_argument(
            f"--{name}", type=Path, metavar="FOLDER", help=_("instead of %(name)s") % {"name": variable}
        )


def chosen(options: argparse.Namespace) -> Targets:
    """The targets that were named, here or in the environment. Raises KeepingError."""
    home, named = Path(settings.CONFIDE_HOME), (options.data, options.keys, options.escrow)
    if any(named):
        if not all(named):
            raise KeepingError(_("Name all three: --data, --keys and --escrow."))
        return checked(Targets(*named), home)
    found = configured(os.environ, home)
    if found is None:
        raise KeepingError(
            _("Name the targets: --data, --keys and --escrow, or set {data}, {keys} and {escrow}.").format(
                data=DATA, keys=KEYS, escrow=ESCROW
            )
        )
    return found


def run(options: argparse.Namespace) -> int:
    """Back up; 1 where it could not be done, and then nothing counts."""
    try:
        with alone(Path(settings.CONFIDE_HOME)):
            targets = chosen(options)
            integrate(at=timezone.now())
            _say(back_up(targets, at=timezone.now()))
    except TROUBLES as error:
        print(sentence(error), _("Nothing counts of this backup."), file=sys.stderr)
        return 1
    return 0


def _say(made: Backup) -> None:
    print(
        _("Kept %(rows)s rows and %(files)s files (%(how)s), %(keys)s keys, and the escrow of %(escrowed)s keys.")
        % {
            "rows": f"{sum(made.data.rows.values()):,}",
            "files": len(made.data.files),
            "how": made.data.how,
            "keys": f"{made.keys.rows['vault_datakey']:,}",
            "escrowed": made.escrowed,
        }
    )
    print(_("The ledger in it has %(entries)s entries.") % {"entries": f"{made.data.entries:,}"})
    if said := attachments.outside():
        print(said)
