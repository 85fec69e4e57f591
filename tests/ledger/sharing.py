"""Verifies a ledger with other processes and without, and says what each found: `python -m tests.ledger.sharing`.

Run in a process of its own, because one with several threads is never forked.
"""

import json
import multiprocessing
import os
import sys
from dataclasses import asdict

import django
from django.conf import settings

from tests.concurrency.dying import DATABASES


def main() -> None:
    """Both ways, then work whose workers die."""
    for name, database in json.loads(os.environ[DATABASES]).items():
        settings.DATABASES[name]["NAME"] = database
    settings.CONFIDE_KEYS = os.environ["CONFIDE_KEYS"]
    django.setup()
    from confide.ledger import verify  # noqa: PLC0415 - once Django is set up
    from confide.ledger.crew import crew  # noqa: PLC0415 - once Django is set up

    found = {}
    for way, enough in (("alone", 10**9), ("shared", 1)):
        verify.ENOUGH_TO_SHARE = enough
        found[way] = asdict(verify.verify())
    with crew(worth_it=True) as work:
        found["by others"] = work is not map and set(work(by_whom, range(8))) != {os.getpid()}
        found["after a death"] = list(work(twice, range(8)))
    sys.stdout.write(json.dumps(found))


def by_whom(_part: int) -> int:
    return os.getpid()


def twice(part: int) -> int:
    if part == 5 and multiprocessing.parent_process() is not None:
        os._exit(1)
    return part * 2


if __name__ == "__main__":
    main()
