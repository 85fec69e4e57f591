"""Nobody is taken for whom they only sound like, and in an emergency asking that costs no time (clauses 1.3c, 1.7k)."""

import pytest

from confide.cases.models import Case
from confide.door.reading import system
from tests.disclosures.conftest import errors, minutes_ago
from tests.disclosures.test_urgently import DANGER, SAID

ALMOST = "Somebody with nearly that name was found"


def the_case() -> Case:
    with system("tests"):
        return Case.objects.get()


def nothing_yet() -> bool:
    with system("tests"):
        return not Case.objects.exists()


def told(client, **typed):
    return client.post("/disclosures/emergency/", {**DANGER, **typed})


def recorded(client, **typed):
    return client.post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90), **typed})


@pytest.mark.parametrize("who", ["Dee", "dee okonkwo", "Okonkwo", "P-00001", "p-00001"])
@pytest.mark.parametrize("sent", [told, recorded])
def test_whoever_was_named_exactly_is_taken_unasked(today, window, sent, who):
    response = sent(window(today.ama), who=who)
    assert response.status_code == 302, errors(response)
    assert the_case().person_id == today.dee.pk


@pytest.mark.parametrize("who", ["Tee", "Okonkwoo", "De"])
@pytest.mark.parametrize("sent", [told, recorded])
def test_whom_the_words_only_resemble_is_asked_about_and_nothing_typed_is_lost(today, window, sent, who):
    response = sent(window(today.ama), who=who)
    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["person"]
    assert ALMOST in page
    assert "None of these" in page
    assert f'value="{who}"' in page
    assert nothing_yet()


@pytest.mark.parametrize("sent", [told, recorded])
def test_it_is_whoever_was_chosen(today, window, sent):
    assert sent(window(today.ama), who="Tee", person=str(today.dee.pk)).status_code == 302
    assert the_case().person_id == today.dee.pk


@pytest.mark.parametrize("sent", [told, recorded])
def test_or_none_of_those_who_were_found(today, window, sent):
    response = sent(window(today.ama), who="Tee", person="unlisted")
    assert response.status_code == 302, errors(response)
    assert the_case().person_id is None
    assert "Tee" in window(today.ama).get(response.url).content.decode()


def test_an_emergency_goes_through_when_it_is_sent_again_as_it_is(today, window):
    ama = window(today.ama)
    page = told(ama, who="Tee").content.decode()
    assert '<input type="hidden" name="offered" value="Tee">' in page
    response = told(ama, who="Tee", offered="Tee")
    assert response.status_code == 302, errors(response)
    assert the_case().person_id is None
    assert the_case().status == "to_complete"


def test_other_words_are_asked_about_anew(today, window):
    assert told(window(today.ama), who="Okonkwoo", offered="Tee").status_code == 422
    assert nothing_yet()


def test_where_it_was_shared_already_the_choice_is_made(today, window):
    assert recorded(window(today.ama), who="Tee", offered="Tee").status_code == 422
