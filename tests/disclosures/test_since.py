"""What was recorded after the question counts: a consent taken back, a death, a changed policy (clauses 2.3e, 2.3l)."""

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.door.reading import system
from confide.records.consent import record_consent
from confide.registers.disclosures import engine, since
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import ask_again, asked, errors, lado_asks, minutes_ago, take
from tests.disclosures.test_answering import IN_LIFE
from tests.disclosures.test_journey import carried_out
from tests.disclosures.test_urgently import SAID
from tests.organisation import AT

NOTICE = "The consent on record has changed since this was asked"


def says(house, state: str, at=None) -> None:
    with system("tests"):
        record_consent(house.dee, actor=house.ama, at=at or timezone.now(), **(IN_LIFE | {"state": state}))


def dies(house) -> None:
    with system("tests"):
        house.dee.died_on = timezone.localdate()
        house.dee.save()


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


def status() -> str:
    with system("tests"):
        return Case.objects.get().status


@pytest.fixture
def agreed(today, window):
    """Dee agreed, Ama asked, and it may go."""
    says(today, "given", AT)
    url = asked(window(today.ama), lado_asks(today))
    assert the_facts().outcome in {"share", "share_minimum"}
    return url


@pytest.fixture
def in_doubt(today, window):
    """Dee agreed, and Ama was in doubt and referred it."""
    says(today, "given", AT)
    url = asked(window(today.ama), {**lado_asks(today), "doubt": {"doubt": "yes"}})
    assert take(window(today.ama), url, "refer", office_question="May this be told?").status_code == 302
    return url


def decides(client, url):
    return take(client, url, "decide-to-share", reasons="She agreed.", confirmed="on")


def approves(client, url):
    return take(client, url, "approve", office_reasons="She agreed.", confirmed="on")


def refused(response, why: str, stands: str) -> None:
    """The step was refused for a reason, and the case stands where it stood."""
    assert response.status_code == 422
    assert response.context["refused"] == why
    assert status() == stands


class TestDeciding:
    def test_what_was_taken_back_after_asking_is_not_decided_by(self, today, window, agreed):
        ama = window(today.ama)
        says(today, "withdrawn")
        response = decides(ama, agreed)
        refused(response, since.CHANGED, "asked")
        assert "She agreed." in response.content.decode()

    def test_asked_again_it_is_answered_by_what_is_on_record_now(self, today, window, agreed):
        ama = window(today.ama)
        says(today, "withdrawn")
        ask_again(ama, agreed, lado_asks(today))
        assert the_facts().outcome not in {"share", "share_minimum"}
        assert decides(ama, agreed).status_code == 422
        assert NOTICE not in ama.get(agreed).content.decode()

    def test_nor_by_the_agreement_of_somebody_who_has_died(self, today, window, agreed):
        dies(today)
        assert decides(window(today.ama), agreed).context["refused"] == since.CHANGED

    def test_what_changed_nothing_stands_in_nobodys_way(self, today, window, agreed):
        says(today, "given")
        response = decides(window(today.ama), agreed)
        assert response.status_code == 302, errors(response)

    def test_the_policy_is_asked_again_only_where_something_changed(self, today, window, agreed, monkeypatch):
        put, decide = [], engine.decide
        monkeypatch.setattr(engine, "decide", lambda asked: put.append(asked) or decide(asked))
        assert decides(window(today.ama), agreed).status_code == 302
        assert put == []

    def test_a_policy_that_changed_meanwhile_is_asked(self, today, window, agreed):
        with system("tests"):
            Disclosure.objects.update(bundle="the one before", telling="after")
        assert decides(window(today.ama), agreed).context["refused"] == since.CHANGED


class TestApproving:
    def test_what_was_taken_back_since_is_not_approved(self, today, window, in_doubt):
        mo = window(today.mo)
        says(today, "withdrawn")
        refused(approves(mo, in_doubt), since.CHANGED_BEFORE_APPROVAL, "with_office")
        assert take(mo, in_doubt, "refuse", office_reasons="She took it back.").status_code == 302

    def test_what_stands_is_approved_as_of_now(self, today, window, in_doubt):
        before = the_facts().decided_at
        response = approves(window(today.mo), in_doubt)
        assert response.status_code == 302, errors(response)
        assert the_facts().decided_at > before


class TestWhatWent:
    def test_what_went_after_it_was_taken_back_is_a_possible_breach(self, today, window, agreed):
        ama = window(today.ama)
        assert decides(ama, agreed).status_code == 302
        says(today, "withdrawn")
        response = carried_out(ama, agreed)
        assert response.status_code == 302, errors(response)
        assert the_facts().differences == ["no_longer_allowed"]
        assert "it could not go any more" in ama.get("/disclosures/loose-ends/").content.decode()

    def test_what_went_before_that_is_none(self, today, window, agreed):
        ama = window(today.ama)
        assert decides(ama, agreed).status_code == 302
        with system("tests"):
            Disclosure.objects.update(decided_at=timezone.now() - timezone.timedelta(minutes=9))
            Case.objects.get().events.update(at=timezone.now() - timezone.timedelta(minutes=9))
        says(today, "withdrawn")
        assert carried_out(ama, agreed, sent_at=minutes_ago(5)).status_code == 302
        assert the_facts().differences == []

    def test_afterwards_it_is_judged_as_of_then_and_not_once_more(self, today, window):
        says(today, "withdrawn")
        response = window(today.ama).post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90)})
        assert response.status_code == 302, errors(response)
        assert the_facts().differences == ["more_than_allowed"]


class TestTheNotice:
    def test_whoever_decides_or_sends_reads_that_the_consent_has_changed(self, today, window, agreed):
        ama = window(today.ama)
        assert NOTICE not in ama.get(agreed).content.decode()
        says(today, "withdrawn")
        assert NOTICE in ama.get(agreed).content.decode()
        assert NOTICE not in window(today.ben).get(agreed).content.decode()

    def test_also_on_the_page_on_which_it_is_recorded_what_went(self, today, window, agreed):
        ama = window(today.ama)
        assert decides(ama, agreed).status_code == 302
        says(today, "withdrawn")
        assert NOTICE in ama.get(f"{agreed}carry-out/").content.decode()

    def test_the_office_reads_it_too(self, today, window, in_doubt):
        says(today, "withdrawn")
        assert NOTICE in window(today.mo).get(in_doubt).content.decode()
