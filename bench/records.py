"""What sealing costs a page of 50 records, and what its entry in the ledger costs, on PostgreSQL.

- The other side is the same rows in a table of the same columns with the words in clear, read in the same rounds.
- Two pages are read: fifty records of one person, as their own page shows them, and fifty of fifty people, which is the
  worst for keys, because each person has their own.
- Beside the time that passed stands the processor time of this process, which a busy machine disturbs less.
- Run it as `python bench/records.py [ROUNDS]`; the result goes to `results/records.json` with the commit.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["CONFIDE_TEST_DATABASE"] = "postgres"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
import psycopg

django.setup()

from django.core.management import call_command
from django.db import connection, connections, models
from django.template.loader import get_template

from confide.domain.reading import Reader
from confide.door.opening import _Batch, _commit, open_rows
from confide.door.reading import ScopedManager, reading, system
from confide.ledger.setup import begin
from confide.people.adding import add_person
from confide.people.attesting import attest
from confide.people.models import Membership, Staff, Team
from confide.people.readers import reader_for
from confide.records.models import RecordEntry
from confide.records.writing import write_entry
from confide.vault.keyring import prefetch, ring
from tests.postgres import url

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
PAGE, PEOPLE, EACH = 50, 200, 10
WORDS = "Morning call 08.10 to 08.45. Washed and dressed with help of one. Ate porridge and half a banana. " * 3
SAID = {"category": "care_record", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}


class Plain(models.Model):
    """The same columns, in clear."""

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    chain = models.UUIDField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    category = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    held_as = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    provided_by = models.CharField(max_length=60)
    occurred_at = models.DateTimeField(db_index=True)
    written_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT)
    written_at = models.DateTimeField()
    flagged = models.PositiveIntegerField()
    ignored = models.PositiveIntegerField()
    words = models.TextField()

    objects = ScopedManager()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        """Scoped as the sealed one is."""
        return RecordEntry.visible_to(reader)


def build() -> Staff:
    """Five hundred people of one team with eight entries each, and the same entries in clear."""
    team = Team.objects.create(name="Homecare")
    ama = Staff.objects.create(username="ama", name="Ama Boateng", role="care_worker", team=team)
    Membership.objects.create(staff=ama, team=team, from_on=AT.date().replace(year=2024))
    with system("bench"):
        for kind in ("agreement", "induction", "training"):
            attest(ama, kind, on=AT.date(), actor=ama, at=AT, competence_shown=True, agreement_version=1)
        for number in range(PEOPLE):
            person = add_person(kind="service_user", name="Wren Abara", team=team, actor=ama.id, at=AT)
            for _each in range(PAGE if not number else EACH):
                write_entry(person, WORDS, actor=ama, at=AT, **SAID)
        with connections["default"].schema_editor() as editor:
            editor.create_model(Plain)
        columns = [field.attname for field in Plain._meta.fields if field.attname != "words"]
        rows = RecordEntry.objects.values(*columns)
        models.QuerySet(Plain).bulk_create([Plain(**row, words=WORDS) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ama


def page(model: type[models.Model], keys: list[object]) -> list[models.Model]:
    """The page: the same rows of either table, as the same query asks for them."""
    rows = model.objects.filter(pk__in=keys, replaced_by=None).select_related("person", "written_by")
    return list(rows.order_by("-occurred_at"))


class Sides:
    """The ways of reading the page that are compared."""

    def __init__(self, keys: list[object]) -> None:
        self.keys = keys

    def plain(self) -> str:
        """In clear, scoped as the sealed one is."""
        rows = page(Plain, self.keys)
        return shown([(row, row.words) for row in rows])

    def warm(self) -> str:
        """Sealed, opened with keys at hand."""
        rows = page(RecordEntry, self.keys)
        prefetch([(row.seal_holder(), row.held_under) for row in rows])
        return shown([(row, row.unlocked(["special_words"])["special_words"]) for row in rows])

    def cold(self) -> str:
        """The same, and no key at hand: what the first page of a process costs."""
        ring()._held.clear()
        return self.warm()

    def query(self) -> str:
        """The page without opening it."""
        return shown([(row, "[sealed]") for row in page(RecordEntry, self.keys)])

    def audited(self) -> str:
        """The page with its entry in the ledger, as every page has one."""
        rows = page(RecordEntry, self.keys)
        batch = _Batch("bench", AT, serving="direct_care")
        batch.values = {id(row): {"special_words": ""} for row in rows}
        _commit(rows, batch)
        return shown([(row, "[sealed]") for row in rows])

    def door(self) -> str:
        """All of it: scope looked at again, the policy asked, the entry written, the words opened."""
        rows = open_rows(page(RecordEntry, self.keys), ["special_words"], purpose="bench", at=AT, serving="direct_care")
        if shut := {row.sealed_why for row in rows if row.sealed_why}:
            raise RuntimeError(shut)
        return shown([(row, row.told) for row in rows])


def shown(rows: list[tuple[Any, str]]) -> str:
    """The timeline of the page, in the template that people see."""
    items = [{"entry": row, "category": row.category, "kind": row.kind, "told": told} for row, told in rows]
    return "".join(PART.render({"item": item}) for item in items)


PART = get_template("people/parts/entry.html")


Spent = tuple[float, float]


def took(work: Callable[[], object]) -> Spent:
    """Milliseconds that passed, and those of the processor."""
    passed, worked = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - passed) * 1_000, (time.process_time() - worked) * 1_000


def measured(sides: Sides) -> dict[str, Spent]:
    """The medians of every way, all of them taken in turns."""
    times: dict[str, list[Spent]] = {name: [] for name in NAMES}
    for number in range(ROUNDS + 10):
        for name in NAMES:
            spent = took(getattr(sides, name))
            if name == "cold":
                # What comes next is measured warm again, pseudonyms too.
                sides.door()
            if number >= 10:
                times[name].append(spent)
    return {
        name: (statistics.median(one for one, _ in spent), statistics.median(other for _, other in spent))
        for name, spent in times.items()
    }


def main() -> None:
    for name in ("confide", "confide_keys"):
        with psycopg.connect(url("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    begin("demo", AT)
    ama = build()
    with reading(reader_for(ama, AT)):
        chosen = list(RecordEntry.objects.order_by("person__reference").values_list("pk", "person"))
        one_each = {person: key for key, person in chosen}
        pages = {
            "of one person": [key for key, person in chosen if person == chosen[0][1]],
            "of fifty people": list(one_each.values())[:PAGE],
        }
        report({name: measured(Sides(keys)) for name, keys in pages.items()})


NAMES = ("plain", "warm", "cold", "query", "audited", "door")
COMPARED = {
    "sealed, warm keys, over in clear": ("warm", "plain", 1.1),
    "sealed, cold keys, over in clear": ("cold", "plain", 2.0),
    "with its entry in the ledger, over the page": ("audited", "query", 1.8),
    "the whole door, over in clear": ("door", "plain", None),
}


def report(medians: dict[str, dict[str, Spent]]) -> None:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    result = {
        "what": f"pages of {PAGE} entries each, medians of {ROUNDS} rounds",
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "postgresql": server,
        "load": round(os.getloadavg()[0], 1),
        "figures": {page: dict(figures(median)) for page, median in medians.items()},
    }
    place = Path(__file__).parent / "results" / "records.json"
    place.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    for page, found in result["figures"].items():
        for name, figure in found.items():
            print(
                f"{page:16} {name:50} {figure['ratio']:6.2f} x passed {figure['processor']['ratio']:6.2f} x processor"
            )


def figures(median: dict[str, Spent]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, (one, other, most) in COMPARED.items():
        passed, worked = zip(median[one], median[other], strict=True)
        yield name, {**figure(passed), **({"at_most": most} if most else {}), "processor": figure(worked)}


def figure(pair: tuple[float, float]) -> dict[str, float]:
    return {"ms": round(pair[0], 3), "other_ms": round(pair[1], 3), "ratio": round(pair[0] / pair[1], 2)}


if __name__ == "__main__":
    main()
