"""Does something and is killed on the way: after each thing it says to a database, one process after the other.

- Run in a process of its own: `python -m tests.concurrency.dying`. What stands afterwards goes to standard output, one
  line of JSON for each death.
- Where the databases are is in the environment, because those of a test run have names of their own.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
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
    acts = _acts()
    for act, does in acts.items():
        before = _written()
        for point in range(1, MOST):
            killed = _lives_until(point, does)
            after = _written()
            line = {"act": act, "point": point, "killed": killed, "before": before, "after": after}
            sys.stdout.write(json.dumps(line) + "\n")
            if not killed or after != before:
                break


def _acts() -> dict[str, Callable[[], Any]]:
    """What is done; everything is looked up by whoever does it, since nothing is shared with the one who is killed."""
    # The applications exist once Django is set up.
    from confide.cases.models import Case  # noqa: PLC0415
    from confide.cases.perform import open_case, perform  # noqa: PLC0415
    from confide.cases.register import named  # noqa: PLC0415
    from confide.door.reading import system  # noqa: PLC0415
    from confide.ledger.integrate import integrate  # noqa: PLC0415
    from confide.people.models import Person, Staff  # noqa: PLC0415

    def ama() -> Staff:
        return Staff.objects.get(username="ama")

    def begin(register: str) -> None:
        with system("tests"):
            dee = Person.objects.get()
        at = datetime.now(UTC)
        given = named(register).sample("open", at)
        open_case(named(register), given, actor=ama(), at=at, person=dee, key=f"open-{register}")

    def share() -> None:
        with system("tests"):
            case = Case.objects.get(register="disclosure")
        at = datetime.now(UTC)
        perform("share_in_emergency", case, actor=ama(), at=at, expecting=1, given={"note": "She fell."}, key="share")

    return {
        "open a disclosure": lambda: begin("disclosure"),
        "share it": share,
        "record a consent": lambda: begin("consent"),
        "integrate": lambda: integrate(at=datetime.now(UTC)),
    }


def _written() -> dict[str, Any]:
    """What stands in the database, but for the trace of looking."""
    from confide.cases.models import Case, CaseEvent, Duty, SentKey  # noqa: PLC0415
    from confide.door.reading import system  # noqa: PLC0415
    from confide.ledger.models import Checkpoint, Entry, Leaf  # noqa: PLC0415
    from confide.people.models import Counter  # noqa: PLC0415
    from confide.records.models import ConsentEvent  # noqa: PLC0415
    from confide.registers.consents.models import Consent  # noqa: PLC0415
    from confide.registers.disclosures.models import Disclosure  # noqa: PLC0415

    with system("tests"):
        found = {
            "cases": sorted([case.reference, case.status, case.version] for case in Case.objects.all()),
            "facts": sorted(
                v for facts in (Consent, Disclosure) for v in facts.objects.values_list("version", flat=True)
            ),
            "events": CaseEvent.objects.count(),
            "duties": Duty.objects.count() > 0,
            "consents": ConsentEvent.objects.count(),
            "forms": SentKey.objects.count(),
            "numbers": sum(Counter.objects.exclude(series="person").values_list("last", flat=True)),
            "entries": Entry.objects.exclude(event="opened").count(),
            "checkpoints": Checkpoint.objects.count(),
            "leaves": Leaf.objects.count(),
        }
    connections.close_all()
    return found


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
