"""The retention class that names the key of something new: the one place that says so."""

from datetime import date

from confide.door import shredding
from confide.door.retention import rule_for
from confide.people.models import Person


def held_as(category: str, person: Person, on: date) -> str:
    """The class for a category of information about a person, received on a day.

    Whether they were a child is for the reckoning, which knows when they were born.
    """
    return class_under(rule_for(category, person.kind), person, on)


def class_under(rule: str, person: Person, on: date) -> str:
    """The class for something about a person under one rule, received on a day."""
    return shredding.held_as(person.row_id, rule, on)
