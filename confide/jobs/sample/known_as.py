"""What else the sample's people are known by, entries in which one of them is named, and one gathering that is done."""

from collections.abc import Iterator

from django.db import transaction

from confide.domain.identifiers import is_nhs_number
from confide.door.reading import system
from confide.jobs.sample.source import Source
from confide.jobs.sample.year import Year
from confide.people import roster
from confide.people.adding import add_alias, add_identifier
from confide.people.models import Person
from confide.records import collating
from confide.records.writing import write_entry

SOME = 6
"""One person in so many has another name, or a number."""
SAID = {"category": "wellbeing", "kind": "fact", "provided_by": "own_observation", "purpose": "direct_care"}


def build(year: Year) -> None:
    """Note names and numbers, and gather what is held about the first of those who have one."""
    source, writer, at = year.source, year.staff["gwen"], year.source.moment(2)
    with system("build the sample organisation"):
        with transaction.atomic():
            for number, person in enumerate(year.people[::SOME]):
                family = source.name().split()[-1]
                if number % 2:
                    add_alias(person, kind="former_name", name=f"{_given(person)} {family}", actor=writer, at=at)
                elif person.kind == "candidate":
                    add_identifier(person, kind="payroll", number=f"TLG-{number:04d}", actor=writer, at=at)
                else:
                    add_identifier(person, kind="nhs_number", number=next(_numbers(source)), actor=writer, at=at)
        _gather(year)


def _gather(year: Year) -> None:
    """Somebody who is named in the records of two others, once with a slip, is gathered to the end."""
    at, writer, sought = year.source.moment(1), year.staff["gwen"], year.people[0]
    name = roster.roster().line(sought.pk.hex)
    first, last = (name.names[0].title().split() if name else ["", ""])[:2]
    for person, called in zip(year.people[1:3], (f"{first} {last}", f"{first} {last[:-1]}"), strict=True):
        write_entry(person, f"Shared a taxi to the clinic with {called}.", actor=writer, at=at, **SAID)
    collation = collating.begin(sought, actor=writer, at=at)
    while collating.advance(collation.pk, at=at):
        pass


def _given(person: Person) -> str:
    line = roster.roster().line(person.pk.hex)
    return line.names[0].split()[0].title() if line else ""


def _numbers(source: Source) -> Iterator[str]:
    """Numbers that pass the check, from the range that is never given out."""
    while True:
        start = f"999{source.chance.randrange(1_000_000):06d}"
        yield from (start + str(digit) for digit in range(10) if is_nhs_number(start + str(digit)))
