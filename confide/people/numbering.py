"""Numbers: each series counts in a locked row, so that no number is given out twice and none is guessed."""

from confide.people.models import Counter

PERSON_PREFIX = "P"
"""What the reference of a person begins with."""


def next_number(series: str) -> int:
    """The next number of a series, from 1. Call it inside the transaction that uses the number."""
    locked = Counter.objects.select_for_update(of=("self",)).filter(series=series)
    counter = locked.first()
    if counter is None:
        Counter.objects.get_or_create(series=series)
        counter = locked.get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
