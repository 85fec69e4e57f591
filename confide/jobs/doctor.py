"""`confide doctor`: looks whether everything is as it must be; each failure says what to do. Exit status 1 for any."""

import argparse
import dataclasses
import json
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs import no_installation
from confide.jobs.keeping import check_targets, checks
from confide.jobs.keeping.checks import Finding, look
from confide.ledger.models import Log

CHECKS = (
    checks.restoring,
    checks.owner,
    checks.databases,
    checks.migrations,
    checks.kind,
    checks.permissions,
    checks.keys,
    checks.clock,
    checks.recovery_kit,
    checks.escrowed,
    checks.epochs,
    checks.integrator,
    checks.who_looked,
    checks.shreddings,
    check_targets.backups,
    check_targets.files,
    check_targets.disks,
    checks.drills,
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--json", action="store_true", help=_("print a JSON array, an object for each finding"))


def run(options: argparse.Namespace) -> int:
    """Look, and say what was found; 0 where all is well."""
    if not no_installation.has_keys(home := Path(settings.CONFIDE_HOME)) and _holds_nothing():
        return no_installation.say(home, as_json=options.json)
    found = list(look(CHECKS, timezone.now()))
    if options.json:
        print(json.dumps([dataclasses.asdict(finding) for finding in found], indent=2))
    else:
        print("\n".join(_line(finding) for finding in found))
    return 0 if all(finding.well for finding in found) else 1


def _holds_nothing() -> bool:
    """Whether no ledger was begun in the database, as after a command that only made the tables."""
    try:
        return Log._meta.db_table not in connection.introspection.table_names() or not Log.objects.exists()
    except DatabaseError:
        # Then nobody can tell, and each check says what it found.
        return False


def _line(finding: Finding) -> str:
    if finding.well:
        return f"{_('well'):6} {finding.check}: {finding.said}"
    return f"{_('ILL'):6} {finding.check}: {finding.said}\n       {_('Do:')} {finding.do}"
