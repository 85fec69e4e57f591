"""What `confide doctor` says where nothing was set up yet: one thing, without making anything.

- It runs before Django, because settings make the folders that they name.
"""

import argparse
import json
import os
from pathlib import Path

from confide.config.home import home
from confide.jobs.said import _

CHECKOUT = Path(__file__).resolve().parents[2]
OF_NO_LEDGER = "session.key"
"""The one key that any command makes."""


def folder() -> Path:
    """The folder that everything would lie under."""
    return home(os.environ, CHECKOUT)


def is_untouched() -> bool:
    """Whether there is neither a database nor a key; with a database elsewhere only it can tell."""
    there = folder()
    return not (
        "CONFIDE_DATABASE_URL" in os.environ or (there / "data" / "confide.sqlite3").exists() or has_keys(there)
    )


def has_keys(there: Path) -> bool:
    """Whether there is a key of a ledger or an epoch, or what is left of a restoring, in a folder."""
    keys = (path for path in (there / "keys").rglob("*.key") if path.name != OF_NO_LEDGER)
    return (there / "restoring.json").exists() or any(keys)


def arguments(parser: argparse.ArgumentParser) -> None:
    """As `confide doctor` takes them."""
    parser.add_argument("--json", action="store_true", help=_("print a JSON array, an object for each finding"))


def run(options: argparse.Namespace) -> int:
    """Say it; that is one thing that is not as it must be."""
    said = _("There is no installation in {folder}.").format(folder=folder())
    do = _("Run confide init to set one up, or name the right folder with CONFIDE_HOME.")
    if options.json:
        print(json.dumps([{"check": "installation", "well": False, "said": said, "do": do}], indent=2))
    else:
        print(said, do)
    return 1
