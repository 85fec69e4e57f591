"""How long it takes to find and to sort people by name: through the roster, and by opening every name.

- 100,000 people with names put together by a seeded generator, in a SQLite of its own; nobody is real.
- Aims: the roster opens within a second, a look-up takes at most 20 ms, a page sorted by name at most 150 ms.
- The other side is what there was before: every name is opened with the key of its person and compared in memory. It is
  measured on fewer people, and reckoned up in proportion, which flatters it where sorting counts.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

os.environ["CONFIDE_HOME"] = tempfile.mkdtemp(prefix="confide-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confide.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from bench.decide import commit, machine
from confide.domain.names import parts
from confide.domain.reading import Reader
from confide.domain.roster import Line, Sight, anybody
from confide.door import snapshots
from confide.door.keys import prepare
from confide.door.opening import open_rows, search
from confide.door.reading import reading, system
from confide.ledger.setup import begin
from confide.people.adding import add_person
from confide.people.find import find, in_order
from confide.people.models import Person, Team
from confide.people.noting import ROSTER
from confide.people.roster import Keeper, keeper
from confide.vault.keyring import ring
from tests.invented import people, slip

RESULTS = Path(__file__).parent / "results" / "roster.json"
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
OPENED = min(PEOPLE, 2_000)
"""People for the other side."""
ROUNDS = 40
STANDING: dict[str, Any] = {"agreement_signed": True, "inducted": True, "training": "in_date"}
GOVERNANCE = Reader(id=uuid4(), role="information_governance", governance=True, **STANDING)


def main() -> None:
    """Build, measure, print and keep the figures."""
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    begin("demo", AT)
    chance = Random(1)
    names = people(chance, PEOPLE)
    build(names)
    found = {
        "opening the whole, or every name": compare(opened, every_name, rounds=5),
        "one look-up by name": compare(*looking_up(chance, names)),
        "one page of 25 sorted by name": compare(page, sorted_page, rounds=9),
    }
    member = Reader(id=uuid4(), role="care_worker", teams=frozenset({TEAMS[0].pk}), **STANDING)
    found["look-ups of the roster alone"] = kinds_of_look_up(chance, names)
    found["a member of one team, one look-up by name"] = {"median ms": median(lambda: find(member, names[3], AT), 9)}
    whole = {"commit": commit(), "machine": machine(), "people": PEOPLE, "opened": OPENED, "figures": found}
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(whole, indent=2, ensure_ascii=False))


TEAMS: list[Team] = []


def build(names: list[str]) -> None:
    """Some people through the front door, for the other side; the rest as lines of the roster with bare rows."""
    TEAMS.extend(Team.objects.create(name=f"Team {number}") for number in range(50))
    ids = [uuid4() for _ in range(OPENED)]
    prepare(ids, [Person.retention], at=AT)
    with system("bench"), transaction.atomic():
        for number, (id_, name) in enumerate(zip(ids, names, strict=False)):
            team = TEAMS[number % 50]
            add_person(kind="client", name=name, team=team, actor="system:bench", at=AT, born_on=BORN, id=id_)
    kept = list(keeper().roster().lines())
    rest = [
        Line(uuid4().hex, f"P-{number:05d}", "client", TEAMS[number % 50].pk.hex, " ".join(parts(name)), "")
        for number, name in enumerate(names[OPENED:], OPENED + 1)
    ]
    with transaction.atomic():
        snapshots.renew(ROSTER, [*kept, *rest], at=AT)


BORN = date(1950, 1, 1)


def opened() -> None:
    """A process that begins: the roster from the database."""
    ring().clear()
    Keeper().roster()


def every_name() -> None:
    """A process that begins: every name, opened one by one."""
    ring().clear()
    with reading(GOVERNANCE):
        search(Person.objects.all(), ("name",), lambda _values: False, purpose="bench", at=AT)


def looking_up(chance: Random, names: list[str]) -> tuple[Callable[[], object], Callable[[], object]]:
    """Somebody by the whole of their name."""
    keeper().roster()

    def ours() -> object:
        return find(GOVERNANCE, chance.choice(names[:OPENED]), AT)

    def theirs() -> object:
        wanted = parts(chance.choice(names[:OPENED]))
        with reading(GOVERNANCE):
            return search(
                Person.objects.all(),
                ("name",),
                lambda values: set(wanted) <= set(parts(values["name"])),
                purpose="bench",
                at=AT,
            )

    return ours, theirs


def kinds_of_look_up(chance: Random, names: list[str]) -> dict[str, float]:
    """Look-ups of each kind, in memory."""
    everybody, sight = keeper().roster(), Sight(everybody=True)
    kinds: dict[str, Callable[[str], str]] = {
        "the whole name": lambda name: name,
        "three letters": lambda name: name[:3],
        "one letter": lambda name: name[:1],
        "a slip": lambda name: slip(chance, name.split()[-1]),
        "nobody": lambda _name: "Xyzzyx Qwertiop",
        "a reference": lambda _name: f"P-{chance.randrange(PEOPLE):05d}",
    }
    return {
        kind: median(lambda typed=typed: everybody.find(typed(chance.choice(names)), sight, 20, anybody), ROUNDS)
        for kind, typed in kinds.items()
    }


def page() -> None:
    """The first page of everybody, in the order of their names, opened."""
    with reading(GOVERNANCE):
        ids = in_order()[:25]
        open_rows(Person.objects.in_bulk(ids).values(), ("name",), purpose="bench", at=AT)


def sorted_page() -> None:
    """The same by opening every name."""
    with reading(GOVERNANCE):
        rows = search(Person.objects.all(), ("name",), lambda _values: True, purpose="bench", at=AT)
        sorted(rows, key=lambda person: str(person.name))[:25]


def compare(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Both, turn about; the other side reckoned up to as many people. The ratio is ours to theirs."""
    mine, other, processor = [], [], []
    for number in range(rounds):
        began = time.process_time()
        mine.append(milliseconds(ours))
        processor.append((time.process_time() - began) * 1e3)
        if number < 5:
            other.append(milliseconds(theirs) * PEOPLE / OPENED)
    middle, beside = statistics.median(mine), statistics.median(other)
    p95 = sorted(mine)[int(len(mine) * 0.95)]
    return {
        "median ms": round(middle, 2),
        "p95 ms": round(p95, 2),
        "processor ms": round(statistics.median(processor), 2),
        "opening every name, ms": round(beside),
        "ratio": round(middle / beside, 5),
    }


def median(call: Callable[[], object], rounds: int) -> float:
    """The median of some calls."""
    return round(statistics.median(milliseconds(call) for _ in range(rounds)), 2)


def milliseconds(call: Callable[[], object]) -> float:
    """One call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
