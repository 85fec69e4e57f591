"""Opening a case and taking its steps: what is written, what is refused, and how much work it is."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from confide.cases.duties import overdue, tick
from confide.cases.models import Case, CaseEvent, Duty
from confide.cases.perform import open_case, perform, steps_for
from confide.cases.queue import DECIDER, OWNER, work_for
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Incomplete, NotFromHere, Refused, Stale
from confide.door.opening import open_rows
from confide.door.reading import NobodyReading, reading, system
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.people.models import Person
from tests.organisation import AT, House
from tests.registers.playing import opened, reread, take

ADVICE, CONSENT, STANDING = named("advice"), named("consent"), named("standing")
POLICY_QUESTION = {"kind": "policy_query", "asked_of": "line_manager", "question": "May one text a rota?"}


def asked_the_managing_director(house: House) -> Case:
    return open_case(ADVICE, POLICY_QUESTION, actor=house.ama, at=AT)


def test_numbers_count_from_one_in_each_register(house: House):
    assert [opened(ADVICE, house).reference for _ in range(2)] == ["AD-00001", "AD-00002"]
    assert opened(CONSENT, house).reference == "CO-00001"


def test_the_timeline_names_the_ledger_entry_of_each_step(house: House):
    case = take(ADVICE, opened(ADVICE, house), "answer", house)
    with system("tests"):
        lines = list(CaseEvent.objects.filter(case=case))
    assert [(line.step, line.from_status, line.to_status) for line in lines] == [
        ("open", "", "asked"),
        ("answer", "asked", "answered"),
    ]
    assert [Entry.objects.get(pk=line.ledger_entry).event for line in lines] == ["advice:ask", "advice:answer"]


def test_a_step_that_does_not_start_here_says_so(house: House):
    case = opened(ADVICE, house)
    with pytest.raises(NotFromHere, match="You cannot close a case that is asked"):
        perform("close", case, actor=house.ama, at=AT, expecting=case.version)


def test_what_a_step_needs_has_to_be_there(house: House):
    case = asked_the_managing_director(house)
    with pytest.raises(Incomplete) as refused:
        perform("answer", case, actor=house.mo, at=AT, expecting=case.version, given={"answer": ""})
    assert refused.value.missing == ("answer",)
    assert reread(case).status == "asked"


def test_a_refusal_of_the_policy_is_the_hint_of_its_button(house: House):
    case = asked_the_managing_director(house)
    hints = {step.name: refused for step, refused in steps_for(case, house.ama, AT)}
    with pytest.raises(Forbidden) as refused:
        perform("answer", case, actor=house.ama, at=AT, expecting=case.version, given={"answer": "Yes."})
    assert str(hints["answer"]) == str(refused.value)
    assert hints["withdraw"] is None


def test_somebody_who_may_not_see_the_person_cannot_open_a_case_about_them(house: House):
    with pytest.raises(Http404):
        opened(CONSENT, house, by=house.sam)


def test_a_case_about_a_member_of_staff_does_not_exist_for_them(house: House):
    case = open_case(ADVICE, POLICY_QUESTION, actor=house.ama, at=AT, subject_staff=house.mo)
    with system("tests"):
        assert case.decider == house.ines
    for staff, sees in ((house.mo, False), (house.ines, True), (house.ama, True)):
        with house.reads(staff):
            assert Case.objects.filter(pk=case.pk).exists() is sees


def test_a_confined_case_is_kept_from_team_manager_and_governance(house: House):
    case = asked_the_managing_director(house)
    for staff in (house.ben, house.gwen, house.kit, house.sam):
        with house.reads(staff):
            assert not Case.objects.filter(pk=case.pk).exists()


def test_what_is_overdue_comes_to_the_deputy(house: House):
    long_ago = AT - timedelta(days=400)
    case = open_case(ADVICE, POLICY_QUESTION, actor=house.ama, at=long_ago + timedelta(days=401))
    with house.reads(house.ines):
        assert not Case.objects.filter(pk=case.pk).exists()
    with system("tests"):
        Case.objects.filter(pk=case.pk).update(due_at=long_ago)
    late = reread(case)
    with house.reads(house.ines):
        assert Case.objects.filter(pk=case.pk).exists()
    answered = perform("answer", late, actor=house.ines, at=AT, expecting=late.version, given={"answer": "No."})
    assert answered.status == "answered"


def test_work_is_what_is_ones_own_or_waits_for_ones_office_the_most_urgent_first(house: House):
    first, second = asked_the_managing_director(house), opened(ADVICE, house)
    assert {item.case.pk: item.why for item in work_for(house.mo, AT)} == {first.pk: DECIDER}
    assert {item.case.pk: item.why for item in work_for(house.ben, AT)} == {second.pk: DECIDER}
    assert work_for(house.ama, AT) == []
    take(ADVICE, first, "answer", house)
    assert [(item.case.pk, item.why) for item in work_for(house.ama, AT)] == [(first.pk, OWNER)]
    assert work_for(house.sam, AT) == []


def test_duties_are_ticked_once_and_recorded(house: House):
    case = opened(CONSENT, house)
    with system("tests"):
        duty = Duty(case=case, code="tell_subject_after", clause="2.3c", due_at=AT - timedelta(hours=1))
        duty.save()
    with house.reads(house.ama):
        assert overdue(AT) == [duty]
        tick(duty, house.ama, AT, remark="Rang her.")
        assert overdue(AT) == []
        with pytest.raises(Refused, match="already"):
            tick(duty, house.ama, AT)
    with pytest.raises(Http404):
        tick(duty, house.sam, AT)
    assert Entry.objects.latest("id").event == "consent:tick"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_when_two_decide_at_once_one_is_told_that_somebody_was_faster(house: House):
    case = asked_the_managing_director(house)
    given = [{"answer": "Yes."}, {"answer": "No."}]
    outcomes = at_once(
        lambda nth: perform("answer", case, actor=house.mo, at=AT, expecting=case.version, given=given[nth])
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "Stale"]
    assert Entry.objects.filter(event="advice:answer").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_opens_one_case(house: House):
    outcomes = at_once(lambda _nth: open_case(ADVICE, POLICY_QUESTION, actor=house.ama, at=AT, key="one-form"))
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Entry.objects.filter(event="advice:ask").count() == 1


def at_once(act) -> list:
    """What comes of doing the same twice, from two threads that start together."""
    together, outcomes = threading.Barrier(2), []

    def run(nth: int) -> None:
        together.wait()
        try:
            outcomes.append(act(nth))
        except (Refused, Http404) as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_nothing_happens_in_the_name_of_somebody_who_is_not_reading(house: House):
    case = opened(ADVICE, house)
    with reading(None), pytest.raises(NobodyReading):
        case.refresh_from_db()
    with house.reads(house.sam), pytest.raises(Stale):
        perform("withdraw", case, actor=house.ama, at=AT, expecting=case.version + 1)


def queries(act) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        act()
    return len(captured)


def test_a_page_of_people_costs_the_same_however_many_they_are(house: House):
    def page() -> None:
        with house.reads(house.ama):
            open_rows(Person.objects.all(), ["name"], purpose="list", at=AT)

    one = queries(page)
    with system("tests"):
        for number in range(20):
            add_person(kind="client", name=f"Client {number}", team=house.homecare, actor=house.ama.id, at=AT)
    page()
    assert queries(page) == one <= 11


def test_opening_and_taking_a_step_cost_a_bounded_number_of_queries(house: House):
    reader = house.reader(house.ama)
    with reading(reader):
        opening = queries(lambda: opened(CONSENT, house))
        case = reread(Case.objects.get())
        stepping = queries(lambda: perform("withdraw", case, actor=house.ama, at=AT, expecting=case.version))
        asking = queries(lambda: steps_for(case, house.ama, AT))
        work = queries(lambda: work_for(house.ama, AT))
    # Beginning and ending a transaction inside another is said to SQLite as a query.
    bounds = {"sqlite": (22, 18, 0, 3), "postgresql": (25, 21, 0, 3)}
    assert (opening, stepping, asking, work) == bounds[connections["default"].vendor]
