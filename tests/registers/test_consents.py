"""Consent is never inferred, takes effect in the next decision, and is taken back as easily as it is given."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.cases.situation import NEEDS, build
from confide.domain.refusal import Refused
from confide.door.opening import open_rows
from confide.door.reading import WayBarred, system
from confide.people.models import DesignatedOther, Person
from confide.records.consent import consent_for
from confide.records.models import ConsentEvent
from tests.organisation import AT, House
from tests.registers.playing import LATER, reread, take

CONSENT = named("consent")
ASKED = {"recipient_kind": "family", "purpose": "family_update"}


def given(**changes):
    return {**CONSENT.sample("open", AT), "expires_on": None, **changes}


def record(house: House, at=AT, **changes):
    return open_case(CONSENT, given(**changes), actor=house.ama, at=at, person=house.dee)


def consent(house: House, *categories: str, at=AT):
    with house.reads(house.ama):
        return consent_for(house.dee, **ASKED, categories=categories or ("contact", "wellbeing"), at=at)


def test_without_an_event_nothing_was_sought(house: House):
    assert consent(house)["state"] == "not_sought"


def test_it_counts_from_the_moment_it_is_recorded(house: House):
    record(house)
    found = consent(house)
    assert (found["state"], found["form"], found["by"], found["explained"]) == ("given", "paper", "subject", "yes")
    assert found["covers"] == ["contact", "wellbeing"]
    assert consent(house, at=AT - timedelta(minutes=1))["state"] == "not_sought"


def test_it_covers_nothing_that_was_not_named(house: House):
    record(house)
    assert consent(house, "contact", "health")["covers"] == ["contact"]
    assert consent(house, "health")["state"] == "not_sought"
    with house.reads(house.ama):
        for other in ({"recipient_kind": "gp"}, {"purpose": "reference"}):
            assert consent_for(house.dee, **{**ASKED, **other}, categories=["contact"], at=AT)["state"] == "not_sought"


def test_taking_it_back_is_one_step_without_a_reason_and_works_at_once(house: House):
    case = record(house)
    perform("withdraw", case, actor=house.ben, at=AT + timedelta(minutes=1), expecting=case.version)
    assert consent(house, at=AT + timedelta(minutes=1))["state"] == "withdrawn"


def test_a_no_that_names_nobody_speaks_to_everybody(house: House):
    record(house)
    record(house, at=AT + timedelta(hours=1), state="withheld", covers=[], recipients=[], purposes=[])
    assert consent(house, at=AT + timedelta(hours=2))["state"] == "withheld"


def test_the_latest_answer_wins_for_each_category(house: House):
    record(house)
    record(house, at=AT + timedelta(hours=1), state="withheld", covers=["wellbeing"])
    found = consent(house, at=AT + timedelta(hours=2))
    assert (found["state"], found["covers"]) == ("given", ["contact"])


def test_an_agreed_end_ends_nothing_until_it_is_recorded(house: House):
    case = record(house, expires_on=(AT + timedelta(days=30)).date())
    assert case.due_at.date() == (AT + timedelta(days=30)).date()
    assert consent(house, at=LATER)["state"] == "given"
    with pytest.raises(Refused, match="only on a day that was agreed"):
        perform("record_its_end", case, actor=house.ama, at=AT, expecting=case.version)
    take(CONSENT, case, "record_its_end", house)
    assert consent(house, at=LATER)["state"] == "lapsed"


def test_nothing_is_left_to_do_about_a_consent_without_an_end(house: House):
    assert record(house).closed_at == AT
    assert record(house, state="unsafe_to_seek", given_by="nobody", form="none").closed_at == AT


WRONG = [
    ({"explanation": ""}, "explanation"),
    ({"discussed_on": None}, "discussed_on"),
    ({"discussed_on": (AT + timedelta(days=1)).date()}, "discussed_on"),
    ({"covers": []}, "covers"),
    ({"recipients": []}, "recipients"),
    ({"form": "none"}, "form"),
    ({"given_by": "nobody"}, "given_by"),
    ({"capacity": "lacks"}, "given_by"),
    ({"expires_on": AT.date()}, "expires_on"),
    ({"given_by": "designated_other", "capacity": "lacks"}, "authority"),
    ({"given_by": "designated_other", "authority": "deputy_welfare"}, "proof"),
    ({"state": "agreed_probably"}, "state"),
    ({"explanation": "x" * 10_001}, "explanation"),
    ({"explanation": "a\x00b"}, "explanation"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_is_missing_or_wrong_is_said_beside_the_field_and_nothing_is_written(changes, field, house: House):
    with pytest.raises(ValidationError) as wrong:
        record(house, **changes)
    assert field in wrong.value.message_dict
    with system("tests"):
        assert not ConsentEvent.objects.exists()


def test_somebody_who_looks_for_work_agrees_in_writing(house: House):
    with system("tests"):
        house.dee.work_seeker = True
        house.dee.save()
    with pytest.raises(ValidationError) as wrong:
        record(house, form="oral")
    assert "form" in wrong.value.message_dict
    record(house, form="electronic")
    assert consent(house)["form"] == "electronic"


def test_somebody_who_decides_for_a_person_shows_proof(house: House):
    proof = {"authority": "lpa_health_welfare", "proof": "registered_lpa", "proof_seen_on": AT.date()}
    record(house, given_by="designated_other", capacity="lacks", other_name="Ify Okonkwo", **proof)
    with house.reads(house.ama):
        assert DesignatedOther.objects.get().kind == "lpa_health_welfare"
        open_rows(people := list(Person.objects.all()), NEEDS, purpose="test", at=AT)
        answers = {"recipient": {"kind": "family"}, "purpose": "family_update", "ask": ["contact"]}
        built = build(answers, actor=house.ama, person=people[0], at=AT)
    assert built["subject"]["designated_other"] == "lpa_health_welfare"
    assert built["subject"]["capacity"] == "lacks"
    assert built["subject"]["consent"]["by"] == "designated_other"


@pytest.mark.postgres
@pytest.mark.parametrize("sql", ["UPDATE records_consentevent SET state = 'given'", "DELETE FROM records_consentevent"])
def test_an_event_is_never_changed_or_removed(sql, house: House):
    case = record(house)
    with house.reads(house.ama):
        event = ConsentEvent.objects.get()
        with pytest.raises(WayBarred):
            event.save()
        with pytest.raises(WayBarred):
            event.delete()
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert reread(case).status == "recorded"
