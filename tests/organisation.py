"""A small organisation for tests: Ama, Ben, Mo, Ines, Gwen, Sam and Kit, their teams and offices, and Dee.

- Built through the product's own ways in, so nothing in it could not have come about; in each process once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from confide.domain.reading import Reader
from confide.door.reading import reading, system
from confide.ledger.setup import begin
from confide.people.adding import add_person
from confide.people.attesting import attest
from confide.people.models import Membership, Office, Person, Staff, Team
from confide.people.readers import reader_for
from confide.vault.keyring import ring
from tests.once import once

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LONG_AGO = date(2024, 1, 8)


@dataclass
class House:
    homecare: Team
    teaching: Team
    office: Team
    ama: Staff
    ben: Staff
    mo: Staff
    ines: Staff
    gwen: Staff
    sam: Staff
    kit: Staff
    dee: Person

    def reader(self, staff: Staff, at: datetime = AT) -> Reader:
        return reader_for(staff, at)

    def reads(self, staff: Staff, at: datetime = AT):
        return reading(reader_for(staff, at))

    def everybody(self) -> list[Staff]:
        return [self.ama, self.ben, self.mo, self.ines, self.gwen, self.sam, self.kit]


def hire(username: str, name: str, role: str, team: Team, *, manages: bool = False, boss: Staff | None = None) -> Staff:
    staff = Staff.objects.create(
        username=username, name=name, job_title=name, role=role, team=team, line_manager=boss, works_from=LONG_AGO
    )
    Membership.objects.create(staff=staff, team=team, manages=manages, from_on=LONG_AGO)
    return staff


def settle(staff: Staff, at: datetime = AT) -> None:
    """Give somebody everything that standing needs."""
    on = (at - timedelta(days=60)).date()
    attest(staff, "agreement", on=on, actor=staff, at=at - timedelta(days=60), agreement_version=1)
    attest(staff, "induction", on=on, actor=staff, at=at - timedelta(days=60))
    attest(staff, "training", on=on, actor=staff, at=at - timedelta(days=60), competence_shown=True)


@pytest.fixture
def house(db) -> House:
    return once("house", built)


def built() -> House:
    ring().clear()
    begin("demo", AT - timedelta(days=400))
    homecare, teaching, office = (Team.objects.create(name=name) for name in ("Homecare", "Teaching", "Head office"))
    mo = hire("mo", "Mo Farouk", "managing_director", office)
    ines = hire("ines", "Ines Carvalho", "director", office, boss=mo)
    gwen = hire("gwen", "Gwen Pritchard", "information_governance", office, boss=mo)
    ben = hire("ben", "Ben Ashdown", "line_manager", homecare, manages=True, boss=mo)
    ama = hire("ama", "Ama Boateng", "care_worker", homecare, boss=ben)
    sam = hire("sam", "Sam Whitlock", "recruitment_consultant", teaching, boss=ines)
    kit = hire("kit", "Kit Nyland", "care_worker", homecare, boss=ben)
    Office.objects.create(code="managing_director", holder=mo, deputy=ines, alternate=ines)
    Office.objects.create(code="data_protection_officer", holder=gwen, deputy=ines)
    Office.objects.create(code="media_contact", holder=ines, deputy=mo)
    Office.objects.create(code="line_manager", holder=ben, deputy=ines)
    with system("tests"):
        for staff in (mo, ines, gwen, ben, ama, sam):
            settle(staff)
        dee = add_person(
            kind="service_user",
            name="Dee Okonkwo",
            team=homecare,
            actor=ama.id,
            at=AT - timedelta(days=30),
            born_on=date(1941, 5, 6),
            phone="07700 900123",
            capacity="has",
        )
    return House(homecare, teaching, office, ama, ben, mo, ines, gwen, sam, kit, dee)
