"""`confide ledger roles`: prints the SQL that gives each process of a service on PostgreSQL no more than it needs.

- The web may add to the ledger and read it. It cannot change, remove or empty anything in it, nor give a place to an
  entry or sign for one; everything else in the database it may use as before.
- The integrator may read entries, and write places, tiles and checkpoints; it cannot write an entry.
- Neither owns a table, so neither can take a guard away. Run it as the owner after every `migrate`; doing it again is
  harmless.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from confide.ledger.models import Checkpoint, Cosignature, Entry, Leaf, Log, Pending, Tile

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
WEB = {Entry: "SELECT, INSERT", Pending: "SELECT, INSERT"} | dict.fromkeys(
    (Leaf, Tile, Checkpoint, Cosignature, Log), "SELECT"
)
INTEGRATOR = {
    Entry: "SELECT",
    Pending: "SELECT, DELETE",
    Leaf: "SELECT, INSERT",
    Tile: "SELECT, INSERT, UPDATE",
    Checkpoint: "SELECT, INSERT",
    Cosignature: "SELECT, INSERT",
    Log: "SELECT",
}
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


def arguments(verbs: Any) -> None:
    """`roles`."""
    making = verbs.add_parser("roles", help=_("print the SQL that gives web and integrator no more than they need"))
    making.add_argument("--web", default="confide_web", metavar="ROLE", help=_("the role of the web (%(default)s)"))
    making.add_argument(
        "--integrator", default="confide_integrator", metavar="ROLE", help=_("of the integrator (%(default)s)")
    )


def run(options: argparse.Namespace) -> int:
    """Print it."""
    if not (NAME.fullmatch(options.web) and NAME.fullmatch(options.integrator)):
        print(_("A role is named with small letters, digits and low lines."), file=sys.stderr)
        return 2
    print("\n".join(statements(options.web, options.integrator)))
    return 0


def statements(web: str, integrator: str) -> Iterator[str]:
    """Every statement, in order."""
    for role in (web, integrator):
        exists = f"SELECT FROM pg_roles WHERE rolname = '{role}'"
        yield f"DO $$ BEGIN IF NOT EXISTS ({exists}) THEN CREATE ROLE {role} LOGIN; END IF; END $$;"
        yield f"GRANT USAGE ON SCHEMA public TO {role};"
        yield f"REVOKE ALL ON {', '.join(sorted(model._meta.db_table for model in WEB))} FROM {role};"
    ours = {model._meta.db_table for model in WEB}
    for table in sorted(set(_tables()) - ours):
        yield f"GRANT {EVERYTHING} ON {table} TO {web};"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {web};"
    yield f"GRANT USAGE ON SEQUENCE {Cosignature._meta.db_table}_id_seq TO {integrator};"
    for role, granted in ((web, WEB), (integrator, INTEGRATOR)):
        for model, rights in granted.items():
            yield f"GRANT {rights} ON {model._meta.db_table} TO {role};"


def _tables() -> Iterator[str]:
    """Every table that the web reads or writes, but not the record of migrations."""
    there = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in there:
            yield model._meta.db_table
