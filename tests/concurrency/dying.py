"""Does something and is killed on the way: after each thing it says to a database, one process after the other.

- Run in a process of its own: `python -m tests.concurrency.dying MODULE_OF_ACTS`. What stands afterwards goes to
  standard output, one line of JSON for each death.
- Where the databases are is in the environment, because those of a test run have names of their own.
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.db import connections

DATABASES = "CONFIDE_TEST_DATABASE_NAMES"
UNHARMED = 0
MOST = 200


def main() -> None:
    """Every act, killed at every point until it comes to its end."""
    for name, database in json.loads(os.environ[DATABASES]).items():
        settings.DATABASES[name]["NAME"] = database
    django.setup()
    # Its applications exist once Django is set up.
    acts = importlib.import_module(sys.argv[1])
    for act, does in acts.every().items():
        before = acts.written()
        for point in range(1, MOST):
            killed = _lives_until(point, does)
            after = acts.written()
            line = {"act": act, "point": point, "killed": killed, "before": before, "after": after}
            sys.stdout.write(json.dumps(line) + "\n")
            if not killed or acts.over(before, after):
                break


def _lives_until(point: int, does: Callable[[], Any]) -> bool:
    """Do it in a process that is killed once it has spoken to a database so many times; whether it was."""
    child = os.fork()
    if child == 0:
        _Doomed(point).watch()
        does()
        os._exit(UNHARMED)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != UNHARMED:
        raise RuntimeError("it failed by itself")
    return os.WIFSIGNALED(status)


class _Doomed:
    """Counts what is said to the databases, commits too, and ends it all at the last."""

    def __init__(self, left: int) -> None:
        self.left = left

    def watch(self) -> None:
        for connection in connections.all():
            connection.execute_wrappers.append(self._said)
            connection._commit = self._around(connection._commit)

    def _said(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not sql.lstrip().upper().startswith("SELECT"):
            self._one_less()
        return result

    def _around(self, commit: Callable[[], None]) -> Callable[[], None]:
        def committed() -> None:
            self._one_less()
            commit()
            self._one_less()

        return committed

    def _one_less(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
