"""An office decides through whoever holds it now, and never through somebody who is concerned."""

from datetime import timedelta

from confide.people.models import Office
from confide.people.offices import who_decides
from tests.organisation import AT, House


def away(code: str, house: House) -> None:
    Office.objects.filter(code=code).update(absent_from=AT.date(), absent_until=AT.date() + timedelta(days=6))


def test_the_holder_decides(house: House):
    assert who_decides("managing_director", matter=[house.ama.id], at=AT) == house.mo


def test_a_holder_who_is_away_is_stood_in_for(house: House):
    away("data_protection_officer", house)
    assert who_decides("data_protection_officer", matter=[], at=AT) == house.ines
    assert who_decides("data_protection_officer", matter=[], at=AT + timedelta(days=7)) == house.gwen
    assert "data_protection_officer" in house.reader(house.ines).offices
    assert "data_protection_officer" not in house.reader(house.gwen).offices


def test_a_matter_of_the_holder_goes_to_the_alternate(house: House):
    Office.objects.filter(code="managing_director").update(alternate=house.gwen)
    assert who_decides("managing_director", matter=[house.mo.id], at=AT) == house.gwen


def test_where_everybody_is_concerned_nobody_decides(house: House):
    assert who_decides("managing_director", matter=[house.mo.id, house.ines.id], at=AT) is None
    assert who_decides("no_such_office", matter=[], at=AT) is None


def test_the_line_manager_is_ones_own(house: House):
    assert who_decides("line_manager", matter=[house.sam.id], at=AT, asker=house.sam) == house.ines
    assert who_decides("line_manager", matter=[house.ama.id], at=AT, asker=house.ama) == house.ben


def test_somebody_who_left_decides_nothing_and_reads_nothing(house: House):
    house.mo.leaves_at = AT - timedelta(days=1)
    house.mo.save()
    assert who_decides("managing_director", matter=[], at=AT) == house.ines
    left = house.reader(house.mo)
    assert (left.governance, left.offices, left.teams) == (False, frozenset(), frozenset())
