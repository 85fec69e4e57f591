"""Builds the sample organisation: who there is, whom it knows, and a year of decisions."""

from datetime import datetime

from django.utils import timezone

from confide.door.reading import system
from confide.jobs.sample import (
    access,
    casework,
    coming,
    known_as,
    organisation,
    paper,
    population,
    records,
    retention,
    standing,
    year,
)
from confide.jobs.sample.source import Source
from confide.ledger.setup import begin
from confide.people.models import Organisation, Staff


def is_there() -> bool:
    """Whether there is anybody in this folder already."""
    return Staff.objects.exists()


def build(now: datetime, seed: int = 1) -> int:
    """Build it as of `now`. Returns the number of decisions. The ledger is a demonstration for ever."""
    begin("demo", timezone.now())
    source = Source(now, seed)
    with system("build the sample organisation"):
        staff = organisation.build(source)
        standing.build(source, staff)
        people = population.build(source, staff)
    bodies = list(Organisation.objects.all())
    whole = year.Year(source, staff, people, bodies)
    decisions = year.build(whole)
    casework.build(whole)
    records.build(whole)
    coming.build(whole)
    retention.build(whole)
    known_as.build(whole)
    paper.build(whole)
    access.build(source, staff, people)
    return decisions
