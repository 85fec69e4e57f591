"""How long it takes to gather what is held about one person among a million entries, and how much of it is found.

- People and notes are put together by a seeded generator, in a SQLite of its own; nobody is real, and
  the text is plainer than what people write. Entries are sealed with the keys of their people, as the product does it.
- Aims: the index answers within 50 ms for a typical person; 10,000 entries opened, their seals verified and looked
  through for other people, within 2 s; the sweep within 60 s for each million entries on one core, with a recall of
  0.97 or more on every form of a name but a given name alone.
- The other side is reading the same rows without opening them.
"""

# ruff: noqa: E402 - Django has to be set up before anything that holds a model is imported
from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

HOME = tempfile.mkdtemp(prefix="confide-bench-")
os.environ["CONFIDE_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confide.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet

from bench.decide import commit, machine
from confide.domain.mentions import keys_of, mentioned
from confide.domain.names import parts
from confide.domain.reading import Reader
from confide.domain.roster import Line
from confide.door import snapshots
from confide.door.keys import prepare
from confide.door.mentions import keys
from confide.door.opening import open_rows
from confide.door.reading import reading
from confide.ledger.setup import begin
from confide.people.models import Person, Staff, Team
from confide.people.noting import ROSTER
from confide.people.roster import known_names, nicknames, roster
from confide.records import collating, mentioning
from confide.records.collation import Collated, Collation
from confide.records.models import MentionKey, RecordEntry
from confide.vault.keyring import data_key, prefetch, ring
from confide.vault.sealing import seal
from tests.invented import BARE, FORMS, Name, filler, note, people

RESULTS = Path(__file__).parent / "results" / "collation.json"
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PEOPLE = max(ENTRIES // 10, 100)
MANY = min(10_000, ENTRIES // 10)
"""Entries of the one person who has very many."""
PLANTED = 100
"""Mentions of the person sought, in each form."""
HELD_AS = "CR-01"
BATCH = 5_000
TYPICAL = 40
STANDING: dict[str, Any] = {"agreement_signed": True, "inducted": True, "training": "in_date"}
GOVERNANCE = Reader(id=uuid4(), role="information_governance", governance=True, **STANDING)


def main() -> None:
    """Build, measure, print and keep the figures."""
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    begin("demo", AT)
    chance = Random(1)
    ids, names = everybody(chance)
    planted: dict[UUID, str] = {}
    built = milliseconds(lambda: planted.update(fill(chance, ids, names)))
    figures = {
        "index: one typical person": index_pass(chance, ids),
        f"{MANY} entries of one person: opened, verified, looked through": own_pass(ids[0]),
        **sweep_pass(ids[1], planted),
    }
    whole = {"commit": commit(), "machine": machine(), "entries": ENTRIES, "people": PEOPLE, "figures": figures}
    whole["building it, s"] = round(built / 1e3)
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(whole, indent=2, ensure_ascii=False))
    shutil.rmtree(HOME, ignore_errors=True)


def everybody(chance: Random) -> tuple[list[UUID], list[str]]:
    """The people, with their keys and the roster."""
    names, ids = people(chance, PEOPLE), [uuid4() for _ in range(PEOPLE)]
    team = Team.objects.create(name="Team")
    for start in range(0, PEOPLE, BATCH):
        prepare(ids[start : start + BATCH], [HELD_AS], at=AT)
    rows = [
        Person(id=id_, version=1, reference=f"P-{number:06d}", kind="client", team=team, added_at=AT)
        for number, id_ in enumerate(ids)
    ]
    QuerySet(Person).bulk_create(rows, batch_size=500)
    lines = [
        Line(row.id.hex, row.reference, row.kind, team.pk.hex, " ".join(parts(name)), "")
        for row, name in zip(rows, names, strict=True)
    ]
    with transaction.atomic():
        snapshots.renew(ROSTER, lines, at=AT)
    return ids, names


def entries(chance: Random, ids: list[UUID], names: list[str]) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """For each entry its number, whose it is, what it says, and the form in which it mentions the person sought."""
    fillers = [filler(chance, 40) for _ in range(500)]
    forms = [form for form in (*FORMS, BARE) for _ in range(PLANTED)]
    places = dict(zip(chance.sample(range(MANY, ENTRIES), len(forms)), forms, strict=True))
    sought = Name.of(names[1])
    usual = [FORMS["exact"], FORMS["exact"], FORMS["title and surname"], FORMS["initial"]]
    for number in range(ENTRIES):
        whose = ids[0] if number < MANY else ids[chance.randrange(2, PEOPLE)]
        if form := places.get(number, ""):
            said = sought.first if form == BARE else FORMS[form](chance, sought)
            yield number, (whose.hex, note(chance, said), form)
        else:
            about = chance.choice(usual)(chance, Name.of(chance.choice(names)))
            yield number, (whose.hex, f"{chance.choice(fillers)} {about} {chance.choice(fillers)[:80]}", "")


def fill(chance: Random, ids: list[UUID], names: list[str]) -> dict[UUID, str]:
    """Write the entries and their keys as the product does, many at once. Returns those that mention the one sought."""
    writer = Staff.objects.create(username="writer", name="Writer", role="care_worker")
    rest, planted, known = entries(chance, ids, names), {}, known_names()
    while batch := list(islice(rest, BATCH)):
        rows, found = [], []
        prefetch([(UUID(whose), HELD_AS) for _number, (whose, _words, _form) in batch])
        for _number, (whose, words, form) in batch:
            row = _entry(UUID(whose), words, writer)
            rows.append(row)
            found += [MentionKey(key=key, entry=row) for key in keys(mentioned(words, known))]
            if form:
                planted[row.pk] = form
        with transaction.atomic():
            QuerySet(RecordEntry).bulk_create(rows, batch_size=500)
            MentionKey.objects.bulk_create(found, batch_size=2_000)
    return planted


def _entry(whose: UUID, words: str, writer: Staff) -> RecordEntry:
    id_ = uuid4()
    place: dict[str, Any] = {"table": "records_recordentry", "row": id_, "field": "sealed_confidential", "version": 1}
    plain = json.dumps({"words": words}, ensure_ascii=False).encode()
    row = RecordEntry(
        id=id_,
        version=1,
        chain=id_,
        person_id=whose,
        category="wellbeing",
        purpose="direct_care",
        held_as=HELD_AS,
        kind="fact",
        provided_by="own_observation",
        occurred_at=AT,
        written_at=AT,
        written_by=writer,
    )
    row.sealed_confidential = seal(plain, data_key(whose, HELD_AS, create=False, at=AT), **place)
    return row


def index_pass(chance: Random, ids: list[UUID]) -> dict[str, float]:
    """Where somebody may be mentioned, and how many entries are their own."""
    roster()

    def ours(person: Person) -> int:
        places = RecordEntry.objects.filter(pk__in=mentioning.mentioning(person)).values_list("pk", "person_id")
        return len(places) + RecordEntry.objects.filter(person=person).count()

    def theirs(person: Person) -> int:
        return len(RecordEntry.objects.filter(person=person).values_list("pk", "person_id"))

    with reading(GOVERNANCE):
        asked = list(Person.objects.filter(pk__in=chance.sample(ids[2:], TYPICAL)))
        mine = sorted(milliseconds(lambda p=person: ours(p)) for person in asked)
        other = statistics.median(milliseconds(lambda p=person: theirs(p)) for person in asked)
        sizes = [len(mentioning.mentioning(person)) for person in asked]
    return {
        "median ms": round(statistics.median(mine), 2),
        "p95 ms": round(mine[int(len(mine) * 0.95)], 2),
        "places, median": statistics.median(sizes),
        "own entries alone, ms": round(other, 2),
        "ratio": round(statistics.median(mine) / other, 2),
    }


def own_pass(whose: UUID) -> dict[str, float]:
    """All entries of somebody: opened for a purpose, and whom else they name."""
    with reading(GOVERNANCE):
        person = Person.objects.get(pk=whose)
        line = roster().line(whose.hex)
        assert line is not None
        beside, known = keys_of(line.names, [], nicknames()), known_names()

        def plain() -> list[Any]:
            return list(RecordEntry.objects.filter(person=person))

        def ours() -> int:
            rows = plain()
            for row in rows:
                row.person = person
            open_rows(rows, mentioning.IN_WORDS, purpose="bench", at=AT, serving="own_information")
            assert not any(row.sealed_why for row in rows)
            return sum(len(collating.third_parties(row, known, beside)) for row in rows)

        began = time.process_time()
        mine = [milliseconds(ours) for _ in range(3)]
        processor = (time.process_time() - began) * 1e3 / 3
        other = statistics.median(milliseconds(plain) for _ in range(3))
    return {
        "median ms": round(statistics.median(mine)),
        "processor ms": round(processor),
        "fetched alone, ms": round(other),
        "ratio": round(statistics.median(mine) / other, 2),
    }


def sweep_pass(whose: UUID, planted: dict[UUID, str]) -> dict[str, Any]:
    """The sweep through everything, and what it and the index found of what was planted."""
    ring().clear()
    with reading(GOVERNANCE):
        person = Person.objects.get(pk=whose)
        writer = Staff.objects.get(username="writer")
        collation = collating.begin(person, actor=writer, at=AT)
        indexed = set(Collated.objects.values_list("row", flat=True))

    def swept() -> None:
        while collating.advance(collation.pk, at=AT):
            pass

    def fetched() -> None:
        with reading(GOVERNANCE):
            for _row in RecordEntry.objects.iterator(chunk_size=BATCH):
                pass

    began = time.process_time()
    took = milliseconds(swept)
    processor = (time.process_time() - began) * 1e3
    beside = milliseconds(fetched)
    with reading(GOVERNANCE):
        found = set(Collated.objects.filter(form__isnull=False).values_list("row", flat=True))
        read = Collation.objects.get(pk=collation.pk).swept
    return {
        "sweep": {
            "seconds for each million": round(took / read * 1e3, 1),
            "processor seconds for each million": round(processor / read * 1e3, 1),
            "rows read": read,
            "fetched alone, seconds for each million": round(beside / read * 1e3, 1),
            "ratio": round(took / beside, 2),
            "found of others, in each million": round((len(found - planted.keys())) / read * 1e6),
        },
        "recall of the index": shares(planted, indexed),
        "recall of the sweep": shares(planted, found),
    }


def shares(planted: dict[UUID, str], found: set[UUID]) -> dict[str, float]:
    """How many of the mentions in each form were found."""
    all_of, of_them = Counter(planted.values()), Counter(form for pk, form in planted.items() if pk in found)
    return {form: round(of_them[form] / count, 3) for form, count in all_of.items()}


def milliseconds(call: Callable[[], object]) -> float:
    """One call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
