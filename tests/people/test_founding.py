"""What the first people bring is on record with its days and on the other's word, and nobody comes in so later."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from confide.domain.refusal import Refused
from confide.door.opening import open_rows
from confide.door.reading import reading, system
from confide.ledger.models import Entry
from confide.ledger.setup import begin
from confide.people import founding, moving, standing
from confide.people.attesting import attest
from confide.people.founding import Brought
from confide.people.models import Staff, StandingRow, Team
from confide.people.readers import reader_for
from tests.organisation import AT, House

DAY = timedelta(days=1)
BROUGHT = Brought(
    signed_on=date(2026, 11, 2),
    agreement_version=1,
    inducted_on=date(2026, 11, 3),
    trained_on=date(2026, 11, 4),
    evidence="In the locked cabinet, folder Quokka.",
)


def join(user_name: str, role: str) -> Staff:
    team, _made = Team.objects.get_or_create(name="Head office")
    facts = {"username": user_name, "name": user_name.title(), "role": role, "team": team, "works_from": AT.date()}
    return moving.join(**facts, actor="system:tests", at=AT)


@pytest.fixture
def two(db) -> tuple[Staff, Staff]:
    """Information governance and the Managing Director, on the first day."""
    begin("live", AT)
    return join("gwen", "information_governance"), join("mo", "managing_director")


def brings(staff: Staff) -> standing.Standing:
    with system("tests"):
        return standing.of(staff, AT)


@pytest.mark.postgres
def test_each_stands_on_the_word_of_the_other_with_the_days_on_which_it_happened(two):
    gwen, mo = two
    assert founding.wanting(AT) == [(gwen, mo), (mo, gwen)]
    founding.vouch(gwen, mo, BROUGHT, at=AT)
    assert brings(gwen).complete
    assert founding.wanting(AT) == [(mo, gwen)]
    founding.vouch(mo, gwen, BROUGHT, at=AT)
    assert brings(mo).complete
    assert founding.wanting(AT) == []
    with system("tests"):
        rows = StandingRow.objects.filter(staff=gwen).order_by("on")
        assert [(row.kind, row.on.day, row.recorded_by) for row in rows] == [
            ("agreement", 2, mo),
            ("induction", 3, mo),
            ("training", 4, mo),
        ]
        assert rows[0].agreement_version == 1
    with reading(reader_for(mo, AT)):
        (row,) = open_rows([StandingRow.objects.get(staff=gwen, kind="training")], ["evidence"], purpose="t", at=AT)
        assert row.evidence == BROUGHT.evidence


def test_the_ledger_says_that_it_was_given_at_the_beginning_and_on_whose_word(two):
    gwen, mo = two
    founding.vouch(gwen, mo, BROUGHT, at=AT)
    said = [entry.said for entry in Entry.objects.filter(event__startswith="standing:")]
    assert [entry["event"] for entry in said] == ["standing:agreement", "standing:induction", "standing:training"]
    joined = {entry.said["subjects"][0] for entry in Entry.objects.filter(event="staff:join")}
    for entry in said:
        assert entry["actor"] == "system:command-line"
        assert entry["data"]["given"] == "at_the_beginning"
        assert set(entry["subjects"]) == joined
    assert b"Quokka" not in b"".join(bytes(entry.body) for entry in Entry.objects.all())


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("signed_on", AT.date() + DAY),
        ("inducted_on", AT.date() + DAY),
        ("trained_on", AT.date() + DAY),
        ("signed_on", date(1926, 11, 2)),
        ("trained_on", AT.date() - timedelta(days=400)),
        ("agreement_version", 0),
        ("evidence", "  "),
    ],
)
def test_what_nobody_can_bring_is_refused_and_nothing_is_written(what, given, two):
    gwen, mo = two
    with pytest.raises(ValidationError) as refused:
        founding.vouch(gwen, mo, replace(BROUGHT, **{what: given}), at=AT)
    assert set(refused.value.message_dict) == {what}
    assert brings(gwen).missing == ("agreement", "induction", "training")


def test_training_that_is_in_its_grace_can_be_brought(two):
    gwen, mo = two
    founding.vouch(gwen, mo, replace(BROUGHT, trained_on=AT.date() - timedelta(days=370)), at=AT)
    assert brings(gwen).training == "lapsed_within_grace"


def test_nobody_vouches_for_themselves_or_without_looking_after_access(two):
    gwen, mo = two
    ama = join("ama", "care_worker")
    for staff, by in ((gwen, gwen), (ama, mo), (mo, ama)):
        with pytest.raises(Refused):
            founding.vouch(staff, by, BROUGHT, at=AT)


def test_it_is_given_once(two):
    gwen, mo = two
    founding.vouch(gwen, mo, BROUGHT, at=AT)
    with pytest.raises(Refused, match="once"):
        founding.vouch(gwen, mo, BROUGHT, at=AT)


def test_whoever_comes_to_look_after_access_later_is_inducted_on_the_pages(two):
    gwen, mo = two
    founding.vouch(gwen, mo, BROUGHT, at=AT)
    founding.vouch(mo, gwen, BROUGHT, at=AT)
    third = join("ines", "information_governance")
    Staff.objects.filter(pk=gwen.pk).update(leaves_at=AT)
    for by in (mo, gwen):
        with pytest.raises(Refused):
            founding.vouch(third, by, BROUGHT, at=AT)
    assert founding.wanting(AT) == []


def test_in_an_organisation_that_began_otherwise_there_is_nothing_to_vouch_for(house: House):
    with system("tests"):
        StandingRow.objects.filter(staff=house.gwen).delete()
        attest(house.mo, "induction", on=AT.date(), actor=house.ines, at=AT)
    assert founding.refusal(house.gwen, house.mo, AT) is not None
    assert founding.wanting(AT) == []


def test_an_agreement_that_was_signed_on_the_pages_already_stands_in_nobodys_way(two):
    gwen, mo = two
    with system("tests"):
        attest(gwen, "agreement", on=AT.date(), actor=gwen, at=AT, agreement_version=1)
    founding.vouch(gwen, mo, BROUGHT, at=AT)
    assert brings(gwen).complete
