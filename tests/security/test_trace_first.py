"""Whoever opens something leaves a trace of it first, or opens nothing."""

from pathlib import Path

import pytest
from django.conf import settings

from confide.door.opening import open_rows
from confide.door.rows import SEALED
from confide.ledger.errors import NotBegun
from confide.people.models import Person
from tests.organisation import AT, House, house

__all__ = ["house"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_where_no_entry_can_be_written_nothing_opens(house: House):
    key = Path(settings.CONFIDE_KEYS) / "ledger" / "mac.key"
    aside = key.with_name("aside")
    with house.reads(house.ben):
        people = list(Person.objects.all())
        assert people
        key.rename(aside)
        try:
            with pytest.raises(NotBegun):
                open_rows(people, purpose="look", at=AT)
            assert all(person.name is SEALED for person in people)
        finally:
            aside.rename(key)
        open_rows(people, purpose="look", at=AT)
        assert [person.name for person in people] == ["Dee Okonkwo"]
