"""Each quarter every line manager is asked once who may see what, answers for everybody, and is reminded when late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.perform import perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.jobs.tick import tick
from confide.ledger.models import Entry
from confide.people.models import Office, Staff
from confide.registers.certifications.models import Certification
from tests.organisation import AT, House
from tests.registers.playing import reread

DAY = timedelta(days=1)


def asked() -> dict[str, Case]:
    with system("tests"):
        return {row.who: row.case for row in Certification.objects.select_related("case").order_by("case__number")}


def certify(case: Case, by: Staff, at: datetime = AT, **answers: str) -> Case:
    case = reread(case)
    return perform("certify", case, actor=by, at=at, expecting=case.version, given={"answers": answers})


@pytest.mark.postgres
def test_the_tick_asks_every_manager_once_a_quarter(house: House):
    tick(AT)
    assert set(asked()) == {"mo", "ben", "ines"}
    before = Entry.objects.count()
    tick(AT)
    tick(AT + DAY)
    assert Entry.objects.count() == before
    tick(datetime(2027, 1, 2, 9, 0, tzinfo=UTC))
    with system("tests"):
        assert Certification.objects.filter(quarter="2026-Q4").count() == 3
        assert Certification.objects.filter(quarter="2027-Q1").count() == 3


def test_it_is_the_managers_own_with_two_weeks_to_answer(house: House):
    tick(AT)
    case = asked()["ben"]
    assert (case.owner, case.due_at) == (house.ben, AT + 14 * DAY)
    with house.reads(house.ama):
        assert not Case.objects.filter(pk=case.pk).exists()


@pytest.mark.postgres
def test_everybody_is_answered_for(house: House):
    tick(AT)
    case = asked()["ben"]
    with pytest.raises(Refused, match="Still open: Kit Nyland"):
        certify(case, house.ben, ama="kept")
    with pytest.raises(Refused, match="Kit Nyland"):
        certify(case, house.ben, ama="kept", kit="whatever")
    certify(case, house.ben, ama="kept", kit="kept", mo="ended")
    with house.reads(house.ben):
        row = Certification.objects.get(case=case)
        open_rows([row], purpose="tests", at=AT)
        assert [(each["who"], each["outcome"], each["teams"]) for each in row.answers] == [
            ("ama", "kept", ["Homecare"]),
            ("kit", "kept", ["Homecare"]),
        ]
    with system("tests"):
        assert not Duty.objects.exists()


def test_what_is_to_change_is_a_duty_from_then_on(house: House):
    tick(AT)
    certify(asked()["ben"], house.ben, ama="kept", kit="ended")
    with system("tests"):
        duty = Duty.objects.get()
    assert (duty.code, duty.due_at) == ("change_access", AT + DAY)


def test_nobody_answers_for_the_people_of_somebody_else(house: House):
    tick(AT)
    with pytest.raises(Forbidden):
        certify(asked()["ben"], house.gwen, ama="kept", kit="kept")


@pytest.mark.postgres
def test_whoever_is_late_is_reminded_once_a_week(house: House):
    tick(AT)
    case = asked()["ben"]
    certify(asked()["mo"], house.mo, ines="kept", gwen="kept", ben="kept")
    for day, times in ((13, 0), (14, 1), (15, 1), (21, 2)):
        tick(AT + day * DAY)
        with system("tests"):
            assert Certification.objects.get(case=case).chased == times, day
            assert not Certification.objects.get(who="mo").chased
    with system("tests"):
        assert CaseEvent.objects.filter(case=case, step="chase").count() == 2


def test_somebody_who_has_left_is_not_asked_about(house: House):
    Staff.objects.filter(username="kit").update(leaves_at=AT)
    tick(AT)
    certify(asked()["ben"], house.ben, ama="kept")


def test_without_anybody_of_information_governance_nobody_is_asked(house: House):
    Office.objects.filter(code="data_protection_officer").delete()
    assert tick(AT)["asking who may see what"] == 0
    assert named("certification").rules.opened_by == "governance"


def test_the_page_asks_for_each_and_loses_nothing(house: House, client):
    now = timezone.now()
    tick(now)
    client.force_login(house.ben)
    url = f"/certifications/{asked()['ben'].number}/certify/"
    page = client.get(url)
    assert "Ama Boateng" in page.content.decode()
    hidden = {name: page.context[name] for name in ("key", "expecting")}
    again = client.post(url, {**hidden, "of-ama": "changed"})
    assert again.status_code == 422
    assert "Still open: Kit Nyland" in again.content.decode()
    assert 'value="changed" checked' in again.content.decode()
    assert client.post(url, {**hidden, "of-ama": "changed", "of-kit": "kept"}).status_code == 302
