"""Advice is asked without a name, answered in a working day, and seen by nobody else."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from confide.cases.perform import open_case
from confide.cases.register import named
from confide.door.reading import system
from confide.ledger.models import Entry
from tests.organisation import AT, House
from tests.registers.playing import reread, take

ADVICE = named("advice")
DOUBT = {"kind": "doubt", "asked_of": "line_manager", "question": "May a neighbour be told about a fall?"}
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


def ask(house: House, at=AT, **changes):
    return open_case(ADVICE, {**DOUBT, **changes}, actor=house.ama, at=at)


def test_a_doubt_goes_to_ones_own_line_manager_and_is_due_in_a_working_day(house: House):
    case = ask(house, at=FRIDAY)
    assert (case.office, case.decider) == ("line_manager", house.ben)
    assert case.due_at == datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


def test_a_question_about_the_policy_goes_to_the_managing_director(house: House):
    assert ask(house, kind="policy_query").decider == house.mo


@pytest.mark.parametrize(
    "question",
    [
        "Dee Okonkwo fell.",
        "May I tell OKONKWO's son?",
        "what about dee okonkwo",
        "Mrs Okonkwo",
        "May P-00010's GP be told?",
        "may p00010 be told?",
        "Is it like DI-00017?",
        "As in ad-3, may one do that?",
    ],
)
def test_somebody_who_is_named_is_noticed(question, house: House):
    with pytest.raises(ValidationError) as warned:
        ask(house, question=question)
    assert "question" in warned.value.message_dict
    assert Entry.objects.filter(event="advice:ask").count() == 0
    assert ask(house, question=question, names_somebody=True).status == "asked"


@pytest.mark.parametrize(
    "question",
    ["A deed of gift.", "May one post a P45?", "Is the co-op open?", "Somebody fell.", "Is the canteen open?"],
)
def test_words_that_name_nobody_pass(question, house: House):
    assert ask(house, question=question).status == "asked"


def test_looking_for_names_opens_nobody_and_is_recorded(house: House):
    ask(house)
    entry = Entry.objects.filter(event="opened").latest("id")
    assert b'"looked_through":1' in bytes(entry.body)
    assert b'"tables":{}' in bytes(entry.body)


def test_a_line_manager_passes_on_what_they_cannot_answer(house: House):
    case = take(ADVICE, ask(house), "pass_on", house, by=house.ben)
    with system("tests"):
        assert case.decider == house.mo
    answered = take(ADVICE, case, "answer", house, by=house.mo)
    closed = take(ADVICE, answered, "close", house, by=house.ama)
    assert reread(closed).closed_at == AT
