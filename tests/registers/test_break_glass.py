"""Broken glass: one person, half an hour, a reason, nothing but reading, and somebody who reads it afterwards."""

import json
import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone

from confide.cases import situation
from confide.cases.models import Case
from confide.cases.perform import open_case, perform, steps_for
from confide.cases.queue import work_for
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.door import policy
from confide.door.models import Look
from confide.door.opening import open_rows
from confide.door.reading import reading, system
from confide.door.rows import SEALED
from confide.ledger.models import Entry
from confide.people import glass, watching
from confide.people.adding import add_person
from confide.people.find import find
from confide.people.models import Office, Person, Signal
from confide.people.readers import reader_for
from confide.records.models import ConsentEvent
from confide.registers.break_glass.models import BreakGlass
from tests.organisation import House, settle
from tests.registers.playing import opened

BREAK = named("break_glass")
WHY = {"reason": "She rang, confused about her tablets, and nobody of her team answers."}


@pytest.fixture
def now(house: House) -> datetime:
    """Now, with everybody's standing in order: the way in goes by the database's clock."""
    at = timezone.now()
    with system("tests"):
        for staff in (house.ama, house.ben, house.mo, house.ines, house.gwen, house.sam):
            settle(staff, at)
    return at


def broken(house: House, at, by=None, **named_by) -> Case:
    given = {**WHY, **(named_by or {"reference": "P-00001"})}
    return open_case(BREAK, given, actor=by or house.sam, at=at)


def sees(staff, at) -> bool:
    with reading(reader_for(staff, at)):
        return Person.objects.filter(reference="P-00001").exists()


@pytest.mark.postgres
def test_it_shows_one_person_and_what_is_kept_about_them_and_nobody_else(house: House, now):
    opened(named("consent"), house)
    with system("tests"):
        add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=now)
    assert not sees(house.sam, now)
    broken(house, now)
    with reading(reader_for(house.sam, now)):
        assert [person.reference for person in Person.objects.all()] == ["P-00001"]
        (dee,) = open_rows(Person.objects.all(), purpose="page of a person", at=now)
        assert dee.name == "Dee Okonkwo"
        assert ConsentEvent.objects.count() == 1
        assert not Case.objects.exclude(register="break_glass").exists(), "cases about them stay with who handles them"


@pytest.mark.postgres
def test_it_ends_by_itself_at_the_minute_also_for_who_is_reading_already(house: House, now):
    began = now - glass.LASTS + timedelta(seconds=1.5)
    broken(house, began)
    reader = reader_for(house.sam, began)
    with reading(reader):
        rows = Person.objects.filter(reference="P-00001")
        assert rows.exists()
        time.sleep(max((began + glass.LASTS - timezone.now()).total_seconds(), 0) + 0.01)
        assert not rows.all().exists(), "the same reader, the same query, a moment later"
        with system("tests"):
            still = Person.objects.get(pk=house.dee.pk)
        open_rows([still], purpose="look", at=timezone.now())
        assert still.name is SEALED


@pytest.mark.postgres
def test_it_is_ended_early_and_only_by_who_broke_it(house: House, now):
    case = broken(house, now)
    with pytest.raises(Forbidden):
        perform("end_now", case, actor=house.mo, at=now, expecting=case.version)
    perform("end_now", case, actor=house.sam, at=now, expecting=case.version)
    assert not sees(house.sam, now)


def test_it_needs_agreement_induction_and_training(house: House, now):
    with pytest.raises(Forbidden):
        broken(house, now, by=house.kit)


def test_standing_that_lapses_meanwhile_opens_nothing(house: House, now):
    broken(house, now)
    with reading(replace(reader_for(house.sam, now), training="lapsed")):
        (dee,) = open_rows(Person.objects.filter(reference="P-00001"), purpose="look", at=now)
    assert dee.name is SEALED


@pytest.mark.postgres
def test_nothing_comes_of_it_but_reading(house: House, now):
    broken(house, now)
    for register in ("consent", "disclosure"):
        typed = named(register).sample("open", now)
        with pytest.raises(Forbidden) as refused:
            open_case(named(register), typed, actor=house.sam, at=now, person=house.dee)
        assert "1.2e" in refused.value.clauses
    with system("tests"):
        assert not Case.objects.exclude(register="break_glass").exists()
    with reading(reader_for(house.sam, now)):
        assert find(reader_for(house.sam, now), "Okonkwo", now) == []
        assert find(reader_for(house.sam, now), "P-00001", now) == []


def test_the_policy_is_told_that_it_is_through_glass(house: House, now):
    broken(house, now)
    asked = {
        "action": "disclose",
        "recipient": {"kind": "gp", "identity": "L3", "need_to_know": "yes"},
        "requester": {"kind": "gp", "identity": "L3"},
        "ask": ["health"],
        "purpose": "direct_care",
    }
    with reading(reader_for(house.sam, now)):
        (dee,) = open_rows(Person.objects.all(), purpose="page of a person", at=now)
        built = situation.build(asked, actor=house.sam, person=dee, at=now)
    assert (built["actor"]["break_glass"], built["actor"]["in_team"]) == (True, False)
    assert "f_break_glass" in {reason.rule for reason in policy.decide(built).reasons}
    seen = {**{k: v for k, v in built.items() if k not in {"recipient", "requester"}}, "action": "view"}
    seen["purpose"] = "danger"
    assert policy.decide(seen).outcome == "share"
    with house.reads(house.ama, now):
        (dee,) = open_rows(Person.objects.all(), purpose="page of a person", at=now)
        assert not situation.build(asked, actor=house.ama, person=dee, at=now)["actor"]["break_glass"]


@pytest.mark.parametrize(
    "typed",
    [
        {"reference": " p-00001 "},
        {"full_name": "dee OKONKWO", "born_on": date(1941, 5, 6)},
        {"full_name": "Okonkwo Dee", "born_on": date(1941, 5, 6)},
    ],
)
def test_a_person_is_named_exactly(house: House, now, typed):
    case = broken(house, now, **typed)
    assert sees(house.sam, now)
    with system("tests"):
        facts = BreakGlass.objects.get(case=case)
        kept = facts.unlocked(["full_name", "born_on"])
    assert (facts.reference, kept.get("full_name"), kept.get("born_on")) in {
        ("P-00001", "", None),
        ("P-00001", None, None),
    }


@pytest.mark.postgres
def test_every_wrong_guess_gets_one_answer_and_is_recorded_without_what_was_guessed(house: House, now):
    with system("tests"):
        for _ in range(2):
            add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=now,
                       born_on=date(1950, 1, 1))  # fmt: skip
    said = set()
    for typed in (
        {"full_name": "Dee Okonkwo", "born_on": date(1941, 5, 7)},
        {"full_name": "Dee Okonko", "born_on": date(1941, 5, 6)},
        {"full_name": "Nobody Atall", "born_on": date(1941, 5, 6)},
        {"full_name": "Wren Abara", "born_on": date(1950, 1, 1)},
    ):
        with pytest.raises(ValidationError) as wrong:
            broken(house, now, **typed)
        said.add(str(wrong.value.message_dict))
    assert len(said) == 1
    with pytest.raises(ValidationError):
        broken(house, now, reference="P-77777")
    assert Look.objects.filter(what="missed").count() == 5
    misses = [bytes(entry.body) for entry in Entry.objects.filter(event="glass:miss")]
    assert len(misses) == 5
    assert not [body for body in misses if b"Okonk" in body or b"P-7" in body or b"1941" in body]
    assert not sees(house.sam, now)


def test_neither_a_name_alone_nor_nothing_is_looked_for(house: House, now):
    for typed in ({"full_name": "Dee Okonkwo"}, {"born_on": date(1941, 5, 6)}, {"reference": ""}):
        with pytest.raises(ValidationError):
            broken(house, now, **typed)
    assert not Look.objects.filter(what="missed").exists()


def test_nobody_breaks_the_glass_for_their_own_record(house: House, now):
    with system("tests"):
        add_person(
            kind="employee", name="Sam Whitlock", team=house.office, actor=house.gwen.id, at=now, staff=house.sam
        )
    with pytest.raises(ValidationError):
        broken(house, now, reference="P-00002")


@pytest.mark.postgres
def test_the_managing_director_is_told_at_once_and_has_three_working_days(house: House, now):
    case = broken(house, now)
    (item,) = [item for item in work_for(house.mo, now) if item.case.register == "break_glass"]
    assert item.case.pk == case.pk
    assert timedelta(days=3) <= timezone.localdate(case.due_at) - timezone.localdate(now) <= timedelta(days=7)


@pytest.mark.parametrize(("by", "reads"), [("sam", "mo"), ("mo", "ines"), ("ines", "mo")])
def test_whoever_broke_it_does_not_judge_it(house: House, now, by, reads):
    case = broken(house, now, by=getattr(house, by))
    assert case.decider == getattr(house, reads)
    refused = {step.name: why for step, why in steps_for(case, getattr(house, by), now)}
    assert refused["find_justified"] is not None


def test_while_the_managing_director_is_away_the_deputy_reads_it(house: House, now):
    Office.objects.filter(code="managing_director").update(absent_from=timezone.localdate(now))
    assert broken(house, now).decider == house.ines


def test_one_that_nobody_judged_in_time_comes_to_the_deputy(house: House, now):
    case = broken(house, now - timedelta(days=20))
    assert case.pk in {item.case.pk for item in work_for(house.ines, timezone.now())}


@pytest.mark.postgres
def test_judging_ends_it_and_what_was_not_justified_becomes_a_review(house: House, now):
    case = broken(house, now)
    with pytest.raises(Refused):
        perform("find_justified", case, actor=house.mo, at=now, expecting=case.version)
    given = {"judgement": "Her team was at their desks."}
    done = perform("find_not_justified", case, actor=house.mo, at=now, expecting=case.version, given=given)
    assert done.closed_at is not None
    assert not sees(house.sam, now)
    with system("tests"):
        sign = Signal.objects.get()
    assert (sign.kind, sign.staff, sign.reviewer) == ("glass_not_justified", house.sam, house.gwen)


def test_a_justified_one_leaves_no_sign(house: House, now):
    case = broken(house, now)
    perform("find_justified", case, actor=house.mo, at=now, expecting=case.version, given={"judgement": "Well done."})
    with system("tests"):
        assert not Signal.objects.exists()


def test_what_is_opened_through_it_says_so_in_the_ledger(house: House, now):
    broken(house, now)
    with reading(reader_for(house.sam, now)):
        open_rows(Person.objects.all(), purpose="page of a person", at=now)
    body = json.loads(bytes(Entry.objects.filter(event="opened").latest("id").body))
    assert body["data"]["through_glass"] is True
    assert "1.2e" in body["clauses"]


def test_a_stranger_to_it_knows_of_no_case(house: House, now):
    case = broken(house, now)
    for staff in (house.ama, house.ben, house.gwen):
        with pytest.raises(Http404):
            perform("end_now", case, actor=staff, at=now, expecting=case.version)


def test_monitoring_is_not_needed_for_a_miss_to_be_recorded(house: House, now):
    watching.missed(house.sam, now)
    assert Look.objects.get(what="missed").subject == ""


def test_through_it_one_reads_what_a_danger_needs_and_writes_changes_and_takes_away_nothing(house: House, now):
    broken(house, now)
    sam = Client()
    sam.force_login(house.sam)
    text = sam.get("/people/P-00001/").content.decode()
    assert "Dee Okonkwo" in text
    assert "07700 900123" in text
    for way in ("entries/new/", "documents/new/", "change/", "copy/"):
        assert sam.get(f"/people/P-00001/{way}").status_code == 403
        assert "entries/new" not in text
