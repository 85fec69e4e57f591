"""What was said of one question is not said of the next, and only whoever carries it on asks again (1.7k, 2.3d)."""

import pytest
from django.utils import timezone

from confide.door.opening import open_rows
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import ask_again, lado_asks, take

WORDS = ("office_question", "office_reasons", "reasons")


def the_facts() -> Disclosure:
    with system("tests"):
        facts = Disclosure.objects.get()
        open_rows([facts], WORDS, purpose="tests", at=timezone.now())
    return facts


@pytest.fixture
def asked_again(today, window, referred):
    """The office took it up and approved, and then it was asked anew."""
    mo = window(today.mo)
    assert take(mo, referred, "take-up").status_code == 302
    assert take(mo, referred, "approve", office_reasons="Somebody is at risk.", confirmed="on").status_code == 302
    assert the_facts().office_reasons == "Somebody is at risk."
    ask_again(window(today.ama), referred, lado_asks(today), "purpose")
    return referred


def test_what_the_office_was_asked_and_said_goes_with_the_answer_that_it_was_about(today, window, asked_again):
    facts = the_facts()
    assert [getattr(facts, name) for name in WORDS] == ["", "", ""]
    assert facts.taken_up_at is None
    assert "Somebody is at risk." not in window(today.ama).get(asked_again).content.decode()


def test_the_office_can_take_it_up_anew(today, window, asked_again):
    assert take(window(today.ama), asked_again, "refer", office_question="And now?").status_code == 302
    steps = {step["name"] for step in window(today.mo).get(asked_again).context["view"]["steps"]}
    assert "take_up" in steps


def test_a_colleague_who_may_not_ask_again_is_shown_nothing(today, window, referred):
    ben = window(today.ben)
    assert ben.get(referred).status_code == 200, "he sees that there is such a case"
    before = Entry.objects.filter(event="opened").count()
    assert ben.post(f"{referred}ask-again/").status_code == 404
    assert Entry.objects.filter(event="opened").count() == before
