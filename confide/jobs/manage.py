"""Passes a subcommand on to Django's own command line, for those who develop Confide."""

import argparse

from django.core.management import execute_from_command_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Run Django's command; it ends the process itself where it fails."""
    execute_from_command_line(["confide manage", *options.words])
    return 0
