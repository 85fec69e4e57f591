"""Only what can still change the answer is asked, and whoever asks and receives always is."""

import re

import pytest

from confide.door.reading import system
from confide.records.consent import record_consent
from confide.registers.disclosures.questions import QUESTIONS
from tests.disclosures.conftest import begin, errors, lado_asks
from tests.organisation import House


def asked_of(client, answers, what="asked"):
    """The questions that were put, in their order, and the address of the check."""
    url, put = begin(client, what), []
    while not url.endswith("/check/"):
        slug = url.rstrip("/").rpartition("/")[2]
        put.append(slug)
        response = client.post(url, answers[slug])
        assert response.status_code == 302, f"{slug}: {errors(response)}"
        url = response.url
    return put, url


def test_the_questions_come_in_the_order_in_which_the_answer_is_built_up(today, window):
    put, _url = asked_of(window(today.ama), lado_asks(today))
    declared = [question.slug for question in QUESTIONS]
    assert put == [slug for slug in declared if slug in put]
    assert put[:5] == ["who-asks", "identity", "about", "which-person", "categories"]


def test_nothing_more_is_asked_where_nothing_can_change_the_answer_any_more(today, window):
    answers = lado_asks(today)
    answers["who-asks"] = {"kind": "media", "name": "Rory Blake", "receives": "on"}
    answers["identity"] = {"method": "not_checked"}
    answers["purpose"] = {"purpose": "media_enquiry", "why": "A reporter asks.", "need_to_know": "no"}
    put, _url = asked_of(window(today.ama), answers)
    assert put == ["who-asks", "identity", "about", "which-person", "categories", "purpose"]


def test_a_person_whose_identity_failed_is_asked_about_no_further(today, window):
    answers = lado_asks(today)
    answers["identity"] = {"method": "check_failed"}
    put, _url = asked_of(window(today.ama), answers)
    assert put[-1] == "purpose"


def test_what_weighs_only_without_consent_is_not_asked_with_it(today, window):
    with system("tests"):
        record_consent(
            today.dee,
            actor=today.ama,
            at=today.dee.added_at,
            state="given",
            form="paper",
            given_by="subject",
            covers=["identity", "safeguarding_concern"],
            recipients=["lado"],
            purposes=["safeguarding"],
            explained="yes",
            capacity="has",
            explanation="What, why and what may follow.",
        )
    ama, answers = window(today.ama), lado_asks(today)
    answers["consent"] = {}
    answers["weighing"] = {"best_interest": "yes"}
    answers["risk"] = {"to": "none", "level": "none"}
    put, url = asked_of(ama, answers)
    assert "anonymise" not in put
    page = ama.get(url).content.decode()
    assert "Given, on paper" in page


def test_consent_is_shown_from_the_record_and_never_typed(today, window):
    ama, answers = window(today.ama), lado_asks(today)
    url = begin(ama)
    while not url.endswith("/consent/"):
        url = ama.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url
    page = ama.get(url).content.decode()
    assert "There is no consent on record" in page
    assert f"/consents/new/?person={today.dee.reference}" in page
    assert "given" not in dict(ama.get(url).context["form"].fields["why_none"].choices)


def test_nobody_is_asked_who_asks_where_we_have_to_tell(today, window):
    answers = lado_asks(today)
    answers["who-receives"] = {"kind": "lado", "name": "Hannah Quinn"}
    answers["recipient-identity"] = answers["identity"]
    put, _url = asked_of(window(today.ama), answers, what="lado")
    assert put[:2] == ["who-receives", "recipient-identity"]
    assert "who-asks" not in put


def test_the_kind_that_a_duty_names_is_filled_in(today, window):
    ama = window(today.ama)
    page = ama.get(begin(ama, "dbs"))
    assert page.context["form"].initial["kind"] == "dbs"


def test_another_recipient_is_asked_about_and_identified(today, window):
    answers = lado_asks(today)
    answers["who-asks"] = {**answers["who-asks"], "receives": ""}
    answers["who-receives"] = {"kind": "mash", "name": "Ola Brandt"}
    answers["recipient-identity"] = {"method": "not_checked"}
    put, _url = asked_of(window(today.ama), answers)
    assert put[:4] == ["who-asks", "who-receives", "identity", "recipient-identity"]


def test_nothing_is_ticked_beforehand(today, window):
    ama, answers = window(today.ama), lado_asks(today)
    url = begin(ama)
    while not url.endswith("/check/"):
        page = ama.get(url).content.decode()
        assert not re.search(r"<input[^>]*\schecked", page), url
        url = ama.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url


def test_it_says_which_question_this_is_and_promises_no_number_of_them(today, window):
    ama, answers = window(today.ama), lado_asks(today)
    url = begin(ama)
    assert "Question 1<" in ama.get(url).content.decode()
    url = ama.post(url, answers["who-asks"]).url
    assert "Question 2<" in ama.get(url).content.decode()


def test_back_leads_to_the_question_before(today, window):
    ama, answers = window(today.ama), lado_asks(today)
    first = begin(ama)
    second = ama.post(first, answers["who-asks"]).url
    assert f'class="back" href="{first}"' in ama.get(second).content.decode()


@pytest.mark.parametrize("way", ["lado", "hirer"])
def test_each_duty_to_tell_shows_its_own_clock(today: House, window, way):
    choices = dict(window(today.ama).get("/disclosures/new/").context["form"].fields["what"].choices)
    assert "By " in choices[way]
    assert "Ring 999" in choices["emergency"]
