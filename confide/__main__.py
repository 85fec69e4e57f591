"""Lets `python -m confide` do what the `confide` command does."""

import sys

from confide.jobs.command_line import main

sys.exit(main())
