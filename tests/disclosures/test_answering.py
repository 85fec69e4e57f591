"""Answers are kept, shown again, changed and asked again before they count (clauses 1.7k, 2.3i, 1.3f)."""

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.records.consent import record_consent
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import answer, asked, begin, lado_asks
from tests.organisation import AT


def the_case() -> Case:
    with system("tests"):
        return Case.objects.get()


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


IN_LIFE = {
    "form": "paper",
    "given_by": "subject",
    "covers": ["identity", "safeguarding_concern"],
    "recipients": ["lado"],
    "purposes": ["safeguarding"],
    "explained": "yes",
    "capacity": "has",
    "discussed_on": AT.date(),
}


def opened(facts: Disclosure) -> Disclosure:
    with system("tests"):
        open_rows([facts], ("decision",), purpose="tests", at=timezone.now())
    return facts


class TestAnswering:
    def test_an_answer_can_be_changed_before_it_counts(self, today, window):
        ama = window(today.ama)
        check = answer(ama, begin(ama), lado_asks(today))
        assert "Secure email" in ama.get(check).content.decode()
        ama.post(check.replace("check", "channel"), {"channel": "portal"})
        assert "A secure portal" in ama.get(check).content.decode()
        with system("tests"):
            assert not Case.objects.exists()

    def test_when_somebody_was_identified_stands_as_it_was_typed_however_often_the_answer_is_looked_at(
        self, today, window
    ):
        ama, given = window(today.ama), lado_asks(today)
        # In summer the clock on the wall is not the one that moments are kept in.
        given["identity"] = {**given["identity"], "checked_at": "2026-07-14T09:05"}
        check = answer(ama, begin(ama), given)
        page = check.replace("check", "identity")
        assert 'value="2026-07-14T09:05"' in ama.get(page).content.decode()
        ama.post(page, given["identity"])
        assert 'value="2026-07-14T09:05"' in ama.get(page).content.decode()
        assert "14 July 2026, 09:05" in ama.get(check).content.decode()

    def test_asking_again_with_changed_facts_is_a_new_decision_of_the_same_case(self, today, window):
        ama = window(today.ama)
        answers = lado_asks(today)
        answers["identity"] = {"method": "not_checked"}
        url = asked(ama, answers)
        first = the_facts().outcome
        check = ama.post(f"{url}ask-again/").url + "check/"
        ama.post(check.replace("check", "identity"), lado_asks(today)["identity"])
        later = (
            answer(ama, ama.get(check, follow=True).redirect_chain[-1][0], lado_asks(today))
            if (ama.get(check).status_code == 302)
            else check
        )
        assert ama.post(later).url == url
        assert the_case().status == "asked"
        assert the_facts().outcome != first

    def test_a_question_answered_with_nothing_is_listed_and_can_be_changed(self, today, window):
        ama = window(today.ama)
        check = answer(ama, begin(ama), {**lado_asks(today), "accurate": {"accurate_on": ""}})
        page = ama.get(check)
        rows = {row.question: row.value for row in page.context["rows"]}
        assert rows["accurate"] == "Not answered"
        assert check.replace("check", "accurate") in page.content.decode()
        assert ama.post(check.replace("check", "accurate"), {"accurate_on": "2026-11-01"}).url == check
        assert {row.question: row.value for row in ama.get(check).context["rows"]}["accurate"] == "1 November 2026"

    @pytest.mark.parametrize("state", [None, "given", "withheld"])
    def test_nobody_is_asked_whether_somebody_who_has_died_agrees(self, today, window, state):
        with system("tests"):
            if state:
                record_consent(today.dee, actor=today.ama, at=AT, **(IN_LIFE | {"state": state}))
            today.dee.died_on = timezone.localdate()
            today.dee.save()
        ama = window(today.ama)
        answers = {slug: given for slug, given in lado_asks(today).items() if slug != "consent"}
        check = answer(ama, begin(ama), answers)
        assert "consent" not in {row.question for row in ama.get(check).context["rows"]}
        assert ama.get(ama.post(check).url).status_code == 200
        facts = the_facts()
        clauses = {reason["clause"] for reason in opened(facts).decision["reasons"]}
        assert "2.2b" not in clauses
        assert ("1.3f" in clauses) == (state == "withheld")
        assert facts.outcome == "refer"

    def test_every_question_put_has_a_row(self, today, window):
        ama = window(today.ama)
        empty = {"accurate": {"accurate_on": ""}, "harm": {"serious_harm": "unknown"}}
        url = begin(ama)
        put = []
        while not url.endswith("/check/"):
            put.append(url.rstrip("/").rpartition("/")[2])
            url = ama.post(url, {**lado_asks(today), **empty}[put[-1]]).url
        assert [row.question for row in ama.get(url).context["rows"]] == put

    def test_asking_again_begins_with_what_the_decision_has_to_know(self, today, window):
        ama = window(today.ama)
        answers = lado_asks(today)
        needs = {**answers["purpose"], "need_to_know": "unknown"}
        url = asked(ama, {**answers, "purpose": needs, "accurate": {"accurate_on": ""}})
        with system("tests"):
            assert the_facts().outcome == "need_information"
        first = ama.get(ama.post(f"{url}ask-again/").url).url
        assert first.endswith("/purpose/")
        second = ama.post(first, answers["purpose"]).url
        assert second.endswith("/accurate/")
        assert ama.post(second, {"accurate_on": "2026-11-01"}).url.endswith("/check/")

    def test_a_draft_is_taken_up_again_where_it_was_left(self, today, window):
        ama = window(today.ama)
        url = begin(ama)
        ama.post(url, lado_asks(today)["who-asks"])
        draft = url.rsplit("/", 2)[0] + "/"
        assert ama.get(draft).url.endswith("/identity/")
        assert draft in ama.get("/disclosures/new/").content.decode()

    def test_a_draft_can_be_deleted(self, today, window):
        ama = window(today.ama)
        draft = begin(ama).rsplit("/", 2)[0] + "/"
        assert ama.get(f"{draft}delete/").status_code == 200
        ama.post(f"{draft}delete/")
        assert ama.get(draft).status_code == 404

    def test_the_draft_of_somebody_else_does_not_exist(self, today, window):
        url = begin(window(today.ama))
        for staff in (today.ben, today.mo, today.gwen):
            assert window(staff).get(url).status_code == 404
            assert window(staff).post(url, {"kind": "lado"}).status_code == 404

    def test_a_question_out_of_order_leads_to_the_one_that_is_open(self, today, window):
        ama = window(today.ama)
        url = begin(ama)
        later = url.replace("who-asks", "channel")
        assert ama.get(later).url == url
        assert ama.post(later, {"channel": "phone"}).url == url
        assert ama.get(url.replace("who-asks", "check")).url == url
        assert ama.post(url.replace("who-asks", "check")).url == url
        assert ama.get(url.replace("who-asks", "no-such-question")).url == url

    def test_answers_sent_twice_open_one_case(self, today, window):
        ama = window(today.ama)
        check = answer(ama, begin(ama), lado_asks(today))
        assert ama.post(check).url == ama.post(check).url == ama.get(check).url
        assert the_case().number == 1

    def test_a_check_with_a_number_from_the_request_is_no_check(self, today, window):
        ama = window(today.ama)
        answers = lado_asks(today)
        answers["identity"] = {**answers["identity"], "source": "given", "organisation": ""}
        asked(ama, answers)
        with system("tests"):
            assert ama.get(f"/disclosures/{the_case().number}/").context["view"]["tone"] == "refer"
        assert the_facts().outcome == "need_information"

    def test_why_a_person_could_not_be_asked_is_recorded_with_their_consents(self, today, window):
        asked(window(today.ama), lado_asks(today))
        with system("tests"):
            event = today.dee.consentevents.get()
        assert event.state == "unsafe_to_seek"
        assert event.covers == ["identity", "safeguarding_concern"]


def test_every_condition_behind_a_reason_can_be_read(today, window):
    ama = window(today.ama)
    conditions = ama.get(asked(ama, lado_asks(today))).context["view"]["conditions"]
    assert conditions, "the decision was justified by rules, and each has its conditions (1.7k)"
    assert all(rule["conditions"] for rule in conditions)
    assert {part["held"] for rule in conditions for part in rule["conditions"]} <= {"so it is", "not so", "not reached"}
