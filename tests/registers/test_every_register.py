"""What must be true of every register, present and future: generated from what each declares."""

import json

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client

from confide.cases.models import Case, CaseEvent
from confide.cases.perform import hand_on, open_case, perform, steps_for
from confide.cases.register import every
from confide.domain.refusal import Forbidden, NotFromHere, Refused, Stale
from confide.domain.register import OPEN, TO_SUCCESSOR
from confide.door.fields import Declared, Sealed, declared
from confide.door.reading import system
from confide.ledger.models import Entry
from tests.organisation import AT, House
from tests.registers.playing import LATER, case_in, may_take, opened, opener, prepare, reread, take

REGISTERS = [pytest.param(register, id=register.rules.name) for register in every()]
STATES = [
    pytest.param(register, status, id=f"{register.rules.name}-{status}")
    for register in every()
    for status in sorted(register.rules.workflow.states)
]
STEPS = [
    pytest.param(register, status, step, id=f"{register.rules.name}-{status}-{step.name}")
    for register in every()
    for status in sorted(register.rules.workflow.states)
    for step in register.rules.workflow.steps_from(status)
]
OF_OFFICES = [param for param in STEPS if param.values[2].by == "office"]
FIRST_STEPS = [
    pytest.param(register, step.name, id=f"{register.rules.name}-{step.name}")
    for register in every()
    for step in register.rules.workflow.steps_from(register.rules.workflow.initial)
]


def events(register) -> list[str]:
    """What the ledger holds about a register, without what was opened on the way."""
    return list(Entry.objects.filter(event__startswith=f"{register.rules.name}:").values_list("event", flat=True))


def latest(register, step: str) -> dict:
    entries = Entry.objects.filter(event=register.rules.action(step))
    return json.loads(bytes(entries.latest("id").body))


@pytest.mark.parametrize("register", REGISTERS)
def test_every_fact_on_a_page_or_needed_by_a_step_exists(register):
    known = set(declared(register.facts))
    needed = {name for step in register.rules.workflow.steps for name in step.needs}
    assert set(register.fields) | needed | set(register.columns) <= known


@pytest.mark.parametrize("register", REGISTERS)
def test_a_list_shows_nothing_that_is_sealed(register):
    assert not [name for name in register.columns if isinstance(declared(register.facts)[name], Sealed)]


@pytest.mark.parametrize("register", REGISTERS)
def test_every_field_says_what_it_holds(register):
    silent = [field.name for field in register.facts._meta.local_fields if not isinstance(field, Declared)]
    kept_by_us = {"case", "version", "event", "whose"} | {name for name in silent if name.startswith("sealed_")}
    assert set(silent) <= kept_by_us
    assert [found for found in checks.run_checks() if found.id in {"door.E001", "door.E002"}] == []


@pytest.mark.parametrize("register", REGISTERS)
def test_effects_labels_and_pages_name_steps_that_exist(register):
    names = {OPEN, *(step.name for step in register.rules.workflow.steps)}
    paged = {step for page in register.pages for step in page.steps}
    assert {*register.effects, *register.guards, *register.step_labels, *paged} <= names


@pytest.mark.postgres
@pytest.mark.parametrize(("register", "status", "step"), STEPS)
def test_a_step_is_taken_by_somebody_and_recorded(register, status, step, house: House):
    case = case_in(register, status, house)
    before, action = events(register), register.rules.action(step.name)
    assert any(may_take(case, step.name, house, at) for at in (AT, LATER))
    taken = take(register, case, step.name, house)
    entry = latest(register, step.name)
    assert taken.status == step.target
    assert events(register).count(action) == before.count(action) + 1
    assert step.clause in entry["clauses"]
    assert (entry["about"], entry["data"]["from"], entry["data"]["to"]) == (case.reference, status, step.target)
    assert (taken.closed_at is not None) or step.target not in register.rules.workflow.final


@pytest.mark.parametrize(("register", "status"), STATES)
def test_a_step_that_does_not_start_here_is_refused_and_changes_nothing(register, status, house: House):
    case = case_in(register, status, house)
    before = (Entry.objects.count(), case.status, case.version)
    here = {step.name for step in register.rules.workflow.steps_from(status)}
    for name in {step.name for step in register.rules.workflow.steps} - here:
        with pytest.raises(NotFromHere):
            perform(name, case, actor=opener(register, house), at=AT, expecting=case.version)
    now = reread(case)
    assert (Entry.objects.count(), now.status, now.version) == before


@pytest.mark.parametrize("register", REGISTERS)
def test_a_case_of_somebody_who_left_is_still_a_page_for_their_successor(register, house: House):
    case = opened(register, house)
    with system("tests"):
        hand_on(case, leaver=case.owner, successor=house.ines, at=AT)
        Case.objects.filter(pk=case.pk).update(owner=house.ines, subject_staff=None)
    window = Client()
    window.force_login(house.ines)
    answer = window.get(f"/{register.rules.plural}/{case.number}/")
    assert answer.status_code == 200
    assert "Handed over to a successor" in answer.content.decode()
    assert latest(register, TO_SUCCESSOR)["about"] == case.reference


@pytest.mark.postgres
@pytest.mark.parametrize("register", REGISTERS)
def test_opening_is_recorded_with_its_clause_and_names_nobody(register, house: House):
    case = opened(register, house)
    entry = latest(register, OPEN)
    assert entry["event"] == register.rules.action(OPEN)
    assert entry["about"] == case.reference
    assert register.rules.clauses[0] in entry["clauses"]
    assert b"Okonkwo" not in bytes(Entry.objects.latest("id").body)
    assert all(who.startswith("p-") for who in (entry["actor"], *entry["subjects"]))


@pytest.mark.postgres
@pytest.mark.parametrize(("register", "name"), FIRST_STEPS)
def test_change_and_ledger_entry_happen_together_or_not_at_all(register, name, house: House):
    case = opened(register, house)
    actor = may_take(case, name, house)
    counted = (events(register), case.version)
    # The line of the timeline is written last, after the ledger entry, and refuses a note as long as this one.
    given = {**(register.sample(name, AT) if register.sample else {}), "note": "x" * 10_001}
    with pytest.raises((ValidationError, Refused)):
        perform(name, case, actor=actor, at=AT, expecting=case.version, given=given)
    now = reread(case)
    assert (events(register), now.version) == counted
    with system("tests"):
        assert CaseEvent.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("register", REGISTERS)
def test_for_a_stranger_the_case_does_not_exist(register, house: House):
    case = opened(register, house)
    with house.reads(house.sam):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not register.facts.objects.filter(case=case.pk).exists()
        assert not CaseEvent.objects.exists()
    for step in register.rules.workflow.steps_from(case.status):
        with pytest.raises(Http404):
            perform(step.name, case, actor=house.sam, at=AT, expecting=case.version)


@pytest.mark.postgres
@pytest.mark.parametrize("register", REGISTERS)
def test_a_page_that_somebody_else_has_overtaken_changes_nothing(register, house: House):
    case = opened(register, house)
    before = events(register)
    for step in register.rules.workflow.steps_from(case.status):
        actor = may_take(case, step.name, house)
        if actor is not None:
            with pytest.raises(Stale):
                perform(step.name, case, actor=actor, at=AT, expecting=case.version - 1)
    assert events(register) == before


@pytest.mark.postgres
@pytest.mark.parametrize("register", REGISTERS)
def test_a_form_sent_twice_opens_one_case(register, house: House):
    first = opened(register, house, key="form-1")
    second = opened(register, house, key="form-1")
    assert first.pk == second.pk
    with system("tests"):
        assert Case.objects.filter(register=register.rules.name).count() == 1
    assert events(register).count(register.rules.action(OPEN)) == 1


@pytest.mark.parametrize(("register", "name"), FIRST_STEPS)
def test_a_step_sent_twice_is_taken_once(register, name, house: House):
    case = opened(register, house)
    actor = may_take(case, name, house)
    taken = take(register, case, name, house, by=actor, key="form-2")
    before = events(register)
    again = perform(name, case, actor=actor, at=AT, expecting=case.version, key="form-2")
    assert (again.pk, again.version) == (taken.pk, taken.version)
    assert events(register) == before


@pytest.mark.parametrize(("register", "status", "step"), OF_OFFICES)
def test_nobody_decides_for_an_office_what_they_brought_themselves(register, status, step, house: House):
    case = case_in(register, status, house)
    with system("tests"):
        brought_by = Case.objects.select_related("opened_by").get(pk=case.pk).opened_by
    with pytest.raises(Forbidden):
        take(register, case, step.name, house, by=brought_by)


@pytest.mark.parametrize("register", REGISTERS)
def test_somebody_without_standing_only_takes_steps_that_are_never_barred(register, house: House):
    barred = {step.name for step in register.rules.workflow.steps if not step.emergency}
    if not register.rules.open_always or opener(register, house) != house.ama:
        with pytest.raises(Forbidden):
            opened(register, house, by=house.kit)
        return
    case = opened(register, house, by=house.kit)
    allowed = {step.name for step, refused in steps_for(case, house.kit, AT) if refused is None}
    assert not allowed & barred


@pytest.mark.parametrize("register", REGISTERS)
def test_nothing_typed_reaches_a_fact_that_the_step_does_not_ask_for(register, house: House):
    asked = set(register.asked_by(OPEN))
    sealed = [name for name in register.facts.sealed if name not in asked]
    if not sealed or (register.effects.get(OPEN) and register.opens_by_journey):
        return
    typed = {**(register.sample(OPEN, AT) if register.sample else {}), sealed[0]: "smuggled"}
    prepare(register, house)
    person = house.dee if register.needs_person else None
    case = open_case(register, typed, actor=opener(register, house), at=AT, person=person)
    with system("tests"):
        facts = register.facts.objects.get(case=case)
        assert "smuggled" not in facts.unlocked(sealed).values()
