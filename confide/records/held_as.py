"""The retention class that names the key of something new: the one place that says so."""

from datetime import date


def held_as(category: str, subject_kind: str, on: date) -> str:
    """The class for a category of information about a kind of person, received on a day."""
    return f"record/{subject_kind}/{category}/{on.year}"
