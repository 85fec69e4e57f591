"""A case is opened, looked at and moved on by pages that lose nothing that was typed."""

import uuid

import pytest

from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.register import by_plural
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.models import TRAINING, StandingRow
from confide.web.forms import form_of
from tests.organisation import AT, LONG_AGO, House
from tests.registers.playing import take
from tests.web.html import document

QUESTION = {"kind": "doubt", "asked_of": "managing_director", "question": "May a neighbour with a key be told?"}


def hidden(answer, name: str) -> str:
    return document(answer).named(name)[0].attributes["value"]


def count() -> int:
    with system("tests"):
        return Case.objects.count()


def test_a_case_is_opened_and_leads_to_its_page(house: House, windows):
    answer = windows(house.ama).post("/advice/new/", QUESTION, follow=True)
    assert answer.redirect_chain == [("/advice/1/", 302)]
    text = answer.content.decode()
    assert "AD-00001 has been recorded." in text
    assert QUESTION["question"] in text


def test_a_form_that_was_sent_twice_counts_once(house: House, windows):
    window = windows(house.ama)
    key = hidden(window.get("/advice/new/"), "key")
    for _ in range(2):
        assert window.post("/advice/new/", {**QUESTION, "key": key}).url == "/advice/1/"
    assert count() == 1


def test_two_forms_are_two_cases(house: House, windows):
    window = windows(house.ama)
    assert hidden(window.get("/advice/new/"), "key") != hidden(window.get("/advice/new/"), "key")


WRONG = {
    "nothing": {"question": ""},
    "control characters": {"question": "May I\x07 share this?"},
    "a null": {"question": "May I\x00 share this?"},
    "far too much": {"question": "word " * 4_000},
    "an unknown code": {"kind": "nonsense"},
    "a code of another list": {"asked_of": "doubt"},
}


@pytest.mark.parametrize("wrong", [pytest.param(value, id=name) for name, value in WRONG.items()])
def test_what_nobody_can_mean_is_said_beside_the_field_and_nothing_is_lost(wrong, house: House, windows):
    answer = windows(house.ama).post("/advice/new/", {**QUESTION, **wrong})
    page = document(answer)
    (name,) = wrong
    assert answer.status_code == 422
    assert page.one("title").words.startswith("Error:")
    assert [link for link in page.every("a") if link.attributes["href"].startswith(f"#id_{name}")]
    (kept,) = [area.words for area in page.every("textarea") if area.attributes["name"] == "question"]
    assert kept.strip() == {**QUESTION, **wrong}["question"].strip()
    assert count() == 0


DATES = ["31/02/2026", "2026-13-01", "yesterday", "0000-00-00", "99999-01-01", "١/٢/٢٠٢٦x"]


@pytest.mark.parametrize("typed", DATES)
def test_a_day_that_does_not_exist_is_said_beside_the_field(typed, house: House, windows):
    answer = windows(house.ama).post("/consents/new/", {"person_reference": "P-00001", "discussed_on": typed})
    assert "There is no such day" in answer.content.decode()
    assert document(answer).named("discussed_on")[0].attributes["value"] == typed
    assert document(answer).named("person_reference")[0].attributes["value"] == "P-00001"


@pytest.mark.parametrize("reference", ["P-99999", "Dee", "P-00001 ", "' OR 1=1"])
def test_a_case_is_about_somebody_whom_one_looks_after(reference, house: House, windows):
    for staff, known in ((house.ama, reference.strip() == "P-00001"), (house.sam, False)):
        text = windows(staff).post("/consents/new/", {"person_reference": reference}).content.decode()
        assert ("There is nobody with this reference" in text) is not known


def test_the_person_one_comes_from_is_filled_in(house: House, windows):
    page = document(windows(house.ama).get("/consents/new/?person=P-00001"))
    assert page.named("person_reference")[0].attributes["value"] == "P-00001"


def test_what_the_register_refuses_is_said_above_the_form(house: House, windows):
    answer = windows(house.ama).post("/advice/new/", {**QUESTION, "question": "May Dee Okonkwo's neighbour be told?"})
    assert "There is a problem" in answer.content.decode()
    assert "Okonkwo" in answer.content.decode()
    assert count() == 0


def test_a_form_that_would_be_refused_says_so_before_anything_is_typed(house: House, windows):
    for staff, said in ((house.kit, "You have not signed the confidentiality agreement"), (house.ben, "")):
        answer = windows(staff).get("/movements/new/")
        assert answer.status_code == 200
        assert (answer.context["refused"].split(" in force")[0] == said) if said else not answer.context["refused"]
        assert ('role="alert"' in answer.content.decode()) == bool(said)
    assert windows(house.ama).get("/movements/new/").context["refused"], "she manages nobody"


def test_a_page_of_a_case_is_one_entry_in_the_record(house: House, windows, cases):
    number = cases["consents"].number
    before = Entry.objects.count()
    windows(house.ama).get(f"/consents/{number}/")
    assert list(Entry.objects.order_by("id")[before:].values_list("event", flat=True)) == ["opened"]


def test_for_a_starter_what_others_do_is_not_there(house: House, windows, cases):
    assert windows(house.kit).get(f"/consents/{cases['consents'].number}/").status_code == 404


def test_what_is_sealed_says_so_and_why(house: House, windows, cases):
    """Ama keeps her own case in sight when her training lapses, and its words stay sealed until she has done it."""
    at = f"/consents/{cases['consents'].number}/"
    with system("tests"):
        StandingRow.objects.filter(staff=house.ama, kind=TRAINING).update(on=LONG_AGO)
    text = windows(house.ama).get(at).content.decode()
    assert "[sealed]" in text
    assert "Some of this stays sealed for you." in text
    assert "Okonkwo" not in text
    assert "her daughter would hear" not in text


def test_steps_are_buttons_and_refusals_are_their_reasons(house: House, windows, cases):
    at = f"/advice/{cases['advice'].number}/"
    text = windows(house.ama).get(at).content.decode()
    assert f'href="{at}withdraw/"' in text
    assert f'href="{at}answer/"' not in text
    refused = windows(house.ama).get(f"{at}answer/")
    assert refused.status_code == 403
    reason = document(refused).texts[document(refused).texts.index("There is a problem") + 1]
    assert reason in text


def test_a_step_is_taken_and_shows_in_the_timeline(house: House, windows, cases):
    window, at = windows(house.ama), f"/advice/{cases['advice'].number}/"
    form = window.get(f"{at}withdraw/")
    sent = {"key": hidden(form, "key"), "expecting": hidden(form, "expecting"), "note": "I found it in the policy."}
    answer = window.post(f"{at}withdraw/", sent, follow=True)
    assert "I do not need it any more" in answer.content.decode()
    assert "I found it in the policy." in answer.content.decode()
    assert window.post(f"{at}withdraw/", sent).url == at
    with system("tests"):
        assert CaseEvent.objects.filter(step="withdraw").count() == 1


def test_somebody_else_was_faster_and_nothing_typed_is_lost(house: House, windows, cases):
    case = cases["advice"]
    window, at = windows(house.mo if case.decider_id == house.mo.pk else house.ben), f"/advice/{case.number}/answer/"
    expecting = hidden(window.get(at), "expecting")
    take(by_plural("advice"), case, "withdraw", house, by=house.ama)
    answer = window.post(at, {"expecting": expecting, "answer": "Ask the person first, and only then the neighbour."})
    assert answer.status_code == 409
    assert "Changed meanwhile" in answer.content.decode()
    assert "Ask the person first, and only then the neighbour." in answer.content.decode()


@pytest.mark.parametrize("expecting", ["", "x", "-1", "9" * 30, "1.0"])
def test_a_version_that_was_never_shown_is_stale(expecting, house: House, windows, cases):
    at = f"/advice/{cases['advice'].number}/withdraw/"
    assert windows(house.ama).post(at, {"expecting": expecting}).status_code == 409


def test_a_step_that_is_not_ones_own_is_refused_and_shows_what_was_typed(house: House, windows, cases):
    case = cases["advice"]
    answer = windows(house.ama).post(
        f"/advice/{case.number}/answer/", {"expecting": case.version, "answer": "I answer myself."}
    )
    assert answer.status_code == 403
    assert "I answer myself." in answer.content.decode()


def test_what_a_step_needs_has_to_be_there(house: House):
    register = by_plural("advice")
    assert form_of(register, "answer")({}).errors.keys() == {"answer"}
    assert "This is needed" in form_of(register, "answer")({}).errors["answer"][0]


def test_a_step_that_does_not_exist_is_no_page(house: House, windows, cases):
    window, at = windows(house.ama), f"/advice/{cases['advice'].number}/"
    assert window.get(f"{at}delete-everything/").status_code == 404
    assert window.post(f"{at}delete-everything/").status_code == 404


def test_a_duty_is_ticked_once(house: House, windows, cases):
    case = cases["advice"]
    with system("tests"):
        duty = Duty(case=case, code="answer_asker", clause="1.7k", due_at=AT)
        duty.save()
    window, at = windows(house.ama), f"/advice/{case.number}/"
    tick = f"{at}duties/{duty.pk}/"
    assert f'action="{tick}"' in window.get(at).content.decode()
    assert window.post(tick).url == at
    assert "Done" in window.get(at).content.decode()
    assert "ticked already" in window.post(tick, follow=True).content.decode()
    assert windows(house.sam).post(tick).status_code == 404
    assert window.post(f"{at}duties/{uuid.uuid4()}/").status_code == 404


def test_what_was_typed_is_kept_where_the_case_left_ones_sight_meanwhile(house: House, windows, cases):
    """Ben was asked; Ama passes her question by withdrawing it while he writes."""
    case, ben = cases["advice"], windows(house.ben)
    at = f"/advice/{case.number}/answer/"
    page = ben.get(at)
    sent = {name: hidden(page, name) for name in ("key", "expecting", "shown")} | {
        "answer": "Tell her, in her own words."
    }
    with system("tests"):
        Case.objects.filter(pk=case.pk).update(office="", decider=None)
    assert ben.get(at).status_code == 404
    answer = ben.post(at, sent)
    assert answer.status_code == 409
    assert "Tell her, in her own words." in answer.content.decode()
    assert windows(house.sam).post(at, sent).status_code == 404
    assert ben.post(at, {**sent, "shown": ""}).status_code == 404
