"""Two people act at the same moment: one of them counts, the other is told, and nothing is given twice or lost.

- Threads with connections of their own, on SQLite and on PostgreSQL; they start together, as near as it gets.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from confide.cases.models import Case, CaseEvent, Draft, Duty, SentKey
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Refused, Stale
from confide.door.reading import system
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry
from confide.ledger.verify import verify
from confide.people.models import StandingRow
from tests.disclosures.conftest import answer, begin, lado_asks
from tests.disclosures.test_urgently import DANGER
from tests.registers.playing import case_in, opened, reread
from tests.security.sheets import typed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ADVICE, CONSENT, DISCLOSURE = named("advice"), named("consent"), named("disclosure")
TYPED = {"kind": "policy_query", "asked_of": "managing_director", "question": "May one text a rota?"}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each came to: its result, or what it raised."""
    gate = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def act(turn: int, does: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            came[turn] = does()
        except BaseException as raised:  # noqa: BLE001 - whatever it is, the test looks at it
            came[turn] = raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=50)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other for ever"
    return came


def statuses(came: Sequence[Any]) -> list[int]:
    """The status of each answer; anything else is an error of ours."""
    wrong = [each for each in came if not hasattr(each, "status_code")]
    assert wrong == []
    return sorted(each.status_code for each in came)


@pytest.fixture(autouse=True)
def proved():
    """Whatever happened, the record of it holds."""
    yield
    integrate(at=datetime.now(UTC))
    found = verify()
    assert found.ok, found
    assert found.pending == 0
    with system("tests"):
        for case in Case.objects.all():
            events = CaseEvent.objects.filter(case=case)
            assert case.version == events.count()
            written = set(Entry.objects.filter(pk__in=events.values("ledger_entry")).values_list("about", flat=True))
            assert written == {case.reference}


def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(today, window):
    case = case_in(DISCLOSURE, "with_office", today)
    acts = []
    for step, reasons in (("approve", "It protects her."), ("refuse", "It is not needed."), ("withdraw", "A mistake.")):
        client = window(today.mo if step != "withdraw" else today.ama)
        url = f"/disclosures/{case.number}/{step}/"
        hidden = {name: client.get(url).context[name] for name in ("key", "expecting")}
        given = {**hidden, "office_reasons": reasons, "reasons": reasons, "confirmed": "on"}
        acts.append(partial(client.post, url, given))
    came = at_once(*acts)
    assert statuses(came) == [302, 409, 409]
    for lost, reasons in zip(came, ("It protects her.", "It is not needed.", "A mistake."), strict=True):
        assert lost.status_code == 302 or reasons in lost.content.decode()
    assert reread(case).version == case.version + 1


def test_of_many_steps_in_one_version_one_is_taken(today):
    case = opened(ADVICE, today)

    def withdraw() -> Case:
        return perform("withdraw", case, actor=today.ama, at=timezone.now(), expecting=case.version)

    came = at_once(*[withdraw] * 6)
    assert Counter(type(each) for each in came) == {Case: 1, Stale: 5}
    assert Entry.objects.filter(event="advice:withdraw").count() == 1


def test_the_same_form_sent_six_times_at_once_makes_one_case(today, window):
    client = window(today.ama)
    given = {**typed(ADVICE, "open"), "key": "one-form"}
    came = at_once(*[lambda: client.post("/advice/new/", given)] * 6)
    assert statuses(came) == [302] * 6
    assert {each.url for each in came} == {"/advice/1/"}
    with system("tests"):
        assert Case.objects.count() == SentKey.objects.count() == 1
        assert CaseEvent.objects.count() == 1


def test_an_emergency_sent_twice_at_once_is_shared_once(today, window):
    client = window(today.ama)
    came = at_once(*[lambda: client.post("/disclosures/emergency/", DANGER)] * 3)
    assert statuses(came) == [302] * 3
    assert {each.url for each in came} == {"/disclosures/1/"}
    with system("tests"):
        assert [case.status for case in Case.objects.all()] == ["to_complete"]
        assert CaseEvent.objects.count() == 2


def test_a_step_sent_four_times_at_once_is_taken_once(today, window):
    case, client = case_in(DISCLOSURE, "asked", today), window(today.ama)
    url = f"/disclosures/{case.number}/decide-not-to-share/"
    hidden = {name: client.get(url).context[name] for name in ("key", "expecting")}
    came = at_once(*[lambda: client.post(url, {**hidden, "reasons": "Nobody needs it."})] * 4)
    assert statuses(came) == [302] * 4
    assert Entry.objects.filter(event="disclosure:decide_not_to_share").count() == 1


def test_answers_sent_twice_at_once_become_one_case(today, window):
    client = window(today.ama)
    check = answer(client, begin(client), lado_asks(today))
    came = at_once(*[partial(client.post, check)] * 3)
    assert statuses(came) == [302] * 3
    assert {each.url for each in came} == {"/disclosures/1/"}
    with system("tests"):
        assert Case.objects.count() == 1
        assert Draft.objects.count() == 0


def test_a_question_answered_in_two_windows_at_once_loses_no_answer_unsaid(today, window):
    client = window(today.ama)
    url = begin(client)
    given = [{**lado_asks(today)["who-asks"], "name": name} for name in ("Hannah Quinn", "Hugh Quinn", "Hope Quinn")]
    came = at_once(*[partial(client.post, url, each) for each in given])
    assert set(statuses(came)) <= {302, 409}
    assert 302 in statuses(came)
    for lost, said in zip(came, given, strict=True):
        assert lost.status_code == 302 or said["name"] in lost.content.decode()


def test_numbers_are_given_once_and_none_is_left_out(today):
    registers = [ADVICE, CONSENT] * 6

    def one(register: Any) -> Callable[[], Case]:
        person = today.dee if register.needs_person else None
        given = register.sample("open", timezone.now())
        return lambda: open_case(register, given, actor=today.ama, at=timezone.now(), person=person)

    came = at_once(*[one(register) for register in registers])
    assert [each for each in came if not isinstance(each, Case)] == []
    assert sorted(case.reference for case in came) == [f"{p}-{n:05}" for p in ("AD", "CO") for n in range(1, 7)]


def test_a_duty_ticked_twice_at_once_is_done_once(today, window):
    case = opened(ADVICE, today)
    with system("tests"):
        duty = Duty(case=case, code="ring_999", clause="1.3c")
        duty.save()
    came = at_once(*[lambda: window(today.ama).post(f"/advice/{case.number}/duties/{duty.pk}/")] * 4)
    assert statuses(came) == [302] * 4
    assert Entry.objects.filter(event="advice:tick").count() == 1


def test_the_standing_of_one_is_begun_once(today, window):
    clients = [window(today.ama), window(today.ben), window(today.ama)]
    came = at_once(*[partial(each.post, "/standing/new/", {"who": "ama"}) for each in clients])
    assert statuses(came) == [302, 422, 422]
    with system("tests"):
        assert Case.objects.count() == 1


def test_a_signature_given_twice_at_once_is_one_row(today, window):
    case, client = opened(named("standing"), today), window(today.ama)
    url = f"/standing/{case.number}/sign-the-agreement/"
    with system("tests"):
        before = StandingRow.objects.count()
    given = {**typed(named("standing"), "sign_the_agreement"), "expecting": case.version}
    came = at_once(*[partial(client.post, url, {**given, "key": f"key-{n}"}) for n in range(4)])
    assert statuses(came) == [302, 409, 409, 409]
    with system("tests"):
        assert StandingRow.objects.count() == before + 1


def test_while_some_write_others_integrate_and_read_and_nothing_is_lost(today, window):
    def write(turn: int) -> Callable[[], Any]:
        def some() -> int:
            return len([open_case(ADVICE, TYPED, actor=today.ama, at=timezone.now()) for _ in range(turn)])

        return some

    def count() -> int:
        return sum(integrate(at=datetime.now(UTC)) is not None for _ in range(4))

    client = window(today.mo)
    came = at_once(write(4), write(4), write(4), count, count, lambda: client.get("/ledger/"))
    assert [each for each in came if isinstance(each, BaseException) and not isinstance(each, Refused)] == []
    assert Entry.objects.filter(event="advice:ask").count() == 12
