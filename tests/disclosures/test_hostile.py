"""Whatever is sent, the answer is a clear sentence beside the field, nothing typed is lost, and nothing breaks."""

import pytest

from confide.cases.models import Case
from confide.door.reading import system
from tests.disclosures.conftest import answer, asked, begin, errors, lado_asks, take
from tests.disclosures.test_urgently import DANGER, SAID

LONG = "word " * 20_000


@pytest.fixture
def at_question(today, window):
    """The window and the address of one question, everything before it answered."""

    def reached(slug):
        ama, answers = window(today.ama), lado_asks(today)
        url = begin(ama)
        while not url.endswith(f"/{slug}/"):
            url = ama.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url
        return ama, url, dict(answers[slug])

    return reached


@pytest.mark.parametrize(
    ("slug", "changes", "field"),
    [
        ("who-asks", {"kind": "pope"}, "kind"),
        ("who-asks", {"name": "H" * 201}, "name"),
        ("who-asks", {"name": "Hannah\x00Quinn"}, "name"),
        ("who-asks", {"name": "Hannah\x07Quinn"}, "name"),
        ("who-asks", {"name": "   "}, "name"),
        ("identity", {"method": "magic"}, "method"),
        ("identity", {"organisation": "not-one-of-ours"}, "organisation"),
        ("identity", {"checked_at": "2026-02-30T10:00"}, "checked_at"),
        ("identity", {"checked_at": "tomorrow"}, "checked_at"),
        ("identity", {"checked_at": "9999-01-01T00:00"}, "checked_at"),
        ("identity", {"checked_at": "0001-01-01T00:00"}, "checked_at"),
        ("identity", {"confirmed_by": ""}, "confirmed_by"),
        ("about", {"about": "everybody"}, "about"),
        ("which-person", {"person": "d0c1a7f2-0000-4000-8000-000000000001"}, "person"),
        ("which-person", {"person": "' OR 1=1"}, "person"),
        ("which-person", {"person": ""}, "person"),
        ("categories", {"ask": []}, "ask"),
        ("categories", {"ask": ["identity", "everything"]}, "ask"),
        ("purpose", {"why": LONG}, "why"),
        ("purpose", {"purpose": "fun"}, "purpose"),
        ("purpose", {"need_to_know": "perhaps"}, "need_to_know"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field(at_question, slug, changes, field):
    ama, url, typed = at_question(slug)
    response = ama.post(url, {**typed, **changes})
    assert response.status_code == 200
    assert field in response.context["form"].errors, errors(response)
    assert ama.get(url).status_code == 200


def test_nothing_typed_is_lost_where_something_else_is_wrong(at_question):
    ama, url, typed = at_question("purpose")
    page = ama.post(url, {**typed, "purpose": ""}).content.decode()
    assert "They look into marks on her arm." in page
    assert "Choose the purpose" in page


def test_a_person_outside_my_care_cannot_be_chosen(today, window):
    sam, answers = window(today.sam), lado_asks(today)
    url = begin(sam)
    for _ in range(3):
        url = sam.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url
    response = sam.post(url, answers["which-person"])
    assert "person" in response.context["form"].errors
    assert "Okonkwo" not in response.content.decode()


def test_words_to_search_for_are_taken_as_words(at_question):
    ama, url, _typed = at_question("which-person")
    for words in ("%", "_", "\x00", "'; drop table people_person", LONG, "Dee"):
        response = ama.post(url, {"look_for": words, "find": "find"})
        assert response.status_code == 200
    assert "Dee Okonkwo" in response.content.decode()


def test_what_to_start_with_has_to_be_on_the_list(today, window):
    response = window(today.ama).post("/disclosures/new/", {"what": "../../etc"})
    assert "what" in response.context["form"].errors


@pytest.mark.parametrize(
    "changes", [{"ask": ["pay"]}, {"to": "none"}, {"reached": "smoke"}, {"danger": "\x00"}, {"key": "k" * 999}]
)
def test_an_emergency_form_that_was_tampered_with(today, window, changes):
    assert window(today.ama).post("/disclosures/emergency/", {**DANGER, **changes}).status_code in {302, 422}


@pytest.mark.parametrize("changes", [{}, {"occurred_at": "x"}, {"ask": "nothing"}, {"method": ""}, {"purpose": LONG}])
def test_a_record_made_afterwards_that_was_tampered_with(today, window, changes):
    assert window(today.ama).post("/disclosures/afterwards/", {**SAID, **changes}).status_code == 422


def test_a_step_that_is_none_does_not_exist(today, window):
    ama = window(today.ama)
    url = asked(ama, lado_asks(today))
    for step in ("open", "delete", "share-in-emergency", "record-afterwards", "no-such-step"):
        assert ama.get(f"{url}{step}/").status_code == 404
        assert ama.post(f"{url}{step}/", {"reasons": "x"}).status_code == 404


def test_a_step_from_the_wrong_place_says_so(today, window):
    ama = window(today.ama)
    url = asked(ama, lado_asks(today))
    page = ama.get(f"{url}keep-silent/")
    assert page.status_code == 403
    response = take(ama, url, "keep-silent", silence_reason="I would rather not.")
    assert response.status_code in {403, 422}
    assert "I would rather not." in response.content.decode()


def test_a_case_that_is_none_does_not_exist(today, window):
    for number in (0, 999, 10**18):
        assert window(today.ama).get(f"/disclosures/{number}/").status_code == 404


def test_a_draft_that_was_sent_takes_no_more_answers(today, window):
    ama = window(today.ama)
    check = answer(ama, begin(ama), lado_asks(today))
    url = ama.post(check).url
    assert ama.post(check.replace("check", "channel"), {"channel": "phone"}).url == url
    with system("tests"):
        assert Case.objects.count() == 1


def test_somebody_who_died_after_agreeing_breaks_nothing(today, window):
    ama = window(today.ama)
    with system("tests"):
        person = type(today.dee).objects.get(pk=today.dee.pk)
        person.died_on = person._meta.model.objects.get(pk=person.pk).added_at.date()
        person.save()
    answers = lado_asks(today)
    assert ama.get(asked(ama, answers)).status_code == 200
