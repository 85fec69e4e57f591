"""The retention class that names the key of something new: the one place that says so."""

from datetime import date

from confide.door.retention import holding_class, rule_for


def held_as(category: str, subject_kind: str, on: date) -> str:
    """The class for a category of information about a kind of person, received on a day. Raises LookupError."""
    return holding_class(rule_for(category, subject_kind), on)
