"""What is in the sample's records: entries over a year, some of them corrected, and a handful of small documents."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from confide.door.keys import prepare
from confide.door.reading import system
from confide.door.retention import holding_class, rule_for
from confide.door.writing import remarks_on
from confide.jobs.sample.source import Source, data
from confide.jobs.sample.year import DAYS, Year
from confide.people.models import Person
from confide.records.documents import add_document, set_aside, store
from confide.records.writing import Mentioned, correct_entry, write_entry

CORRECTED = 40
"""One entry in so many was corrected."""
LATE = timedelta(days=3)
"""By then the last entry of the sample was written."""
Planned = tuple[Person, Mapping[str, Any], datetime]


def build(year: Year) -> None:
    """Write the entries, each by somebody of the person's team on the day that it happened, the oldest first."""
    planned = sorted(_planned(year), key=lambda plan: plan[2])
    _prepare(planned)
    with system("build the sample organisation"):
        # One commit for all of them: each entry and its line in the ledger are whole by themselves.
        with transaction.atomic():
            for number, (person, kind, at) in enumerate(planned):
                _write(year, person, kind, at, corrected=number % CORRECTED == 0)
        of_each_team = {(person.team_id, number % 2): person for number, person in enumerate(year.people)}
        _documents(year, list(of_each_team.values()))


def _planned(year: Year) -> Iterator[Planned]:
    source = year.source
    for person in year.people:
        for kind in data("records")["entry"]:
            if person.kind in kind["about"] and source.chance.randrange(100) < kind["often"]:
                for _each in range(1 + source.chance.randrange(2) if kind["often"] > 40 else 1):
                    yield person, kind, source.moment(source.chance.randrange(LATE.days, DAYS))


def _prepare(planned: list[Planned]) -> None:
    """Make all keys that will be needed, a class at a time."""
    holders: dict[str, set[UUID]] = {}
    for person, kind, at in planned:
        # Nothing was destroyed yet, so it is the first generation of each class, and nobody has to look.
        held = holding_class(rule_for(kind["category"], person.kind), timezone.localdate(at))
        holders.setdefault(held, set()).add(person.row_id)
    for held, people in holders.items():
        prepare(people, (held,), at=timezone.now())


def _write(year: Year, person: Person, kind: Mapping[str, Any], at: datetime, *, corrected: bool) -> None:
    writer, source = year.handler(person, timezone.localdate(at)), year.source
    other = source.some_name() if "other" in kind else ""
    words = source.chance.choice(kind["words"]).format(name=str(person.name).split()[0], other=other)
    said: dict[str, Any] = {name: kind[name] for name in ("category", "purpose", "kind")} | {"provided_by": kind["by"]}
    said["provider_name"] = other
    mentions = [Mentioned(other, kind["other"])] if other else []
    left = len(remarks_on(words))
    said |= {"actor": writer, "mentions": mentions, "ignored": left, "flagged": left + source.chance.randrange(2)}
    entry = write_entry(person, words, at=at, **said)
    if corrected:
        more = f"{words} Added later: checked against the rota."
        correct_entry(entry, more, at=at + timedelta(hours=2), **said, occurred_at=entry.occurred_at)


def _documents(year: Year, people: list[Person]) -> None:
    for number, person in enumerate(people):
        at = year.source.now - timedelta(days=30 + number)
        writer = year.handler(person, timezone.localdate(at))
        candidate = person.kind == "candidate"
        category, purpose = ("qualifications", "work_finding") if candidate else ("care_record", "direct_care")
        name, content = _file(year.source, number, candidate=candidate)
        file = set_aside()
        file.write(content)
        said = {"category": category, "purpose": purpose, "description": "Certificate seen" if candidate else "Plan"}
        add_document(person, file, file_name=name, actor=writer, at=at, into=store(), **said)


def _file(source: Source, number: int, *, candidate: bool) -> tuple[str, bytes]:
    """A small picture of a certificate, or a page of text."""
    if not candidate:
        return f"care-plan-{number + 1}.txt", b"Care plan\n\nMorning, lunch and evening call. Review in three months.\n"
    picture, made = Image.new("RGB", (420, 300), "white"), io.BytesIO()
    ImageDraw.Draw(picture).text((40, 130), f"Certificate {source.chance.randrange(1000, 9999)}", fill="black")
    picture.save(made, "PNG")
    return f"certificate-{number + 1}.png", made.getvalue()
