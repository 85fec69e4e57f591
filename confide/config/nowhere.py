"""Answers `confide doctor` where nothing was set up yet, before Django: settings make the folders that they name."""

import argparse
import os
from pathlib import Path

from confide.config.home import home
from confide.jobs import no_installation
from confide.jobs.said import _

CHECKOUT = Path(__file__).resolve().parents[2]


def is_untouched() -> bool:
    """Whether there is neither a database nor a key; with a database elsewhere only it can tell."""
    there = home(os.environ, CHECKOUT)
    elsewhere = "CONFIDE_DATABASE_URL" in os.environ
    return not (elsewhere or (there / "data" / "confide.sqlite3").exists() or no_installation.has_keys(there))


def arguments(parser: argparse.ArgumentParser) -> None:
    """As `confide doctor` takes them."""
    parser.add_argument("--json", action="store_true", help=_("print a JSON array, an object for each finding"))


def run(options: argparse.Namespace) -> int:
    """Say it; that is one thing that is not as it must be."""
    return no_installation.say(home(os.environ, CHECKOUT), as_json=options.json)
