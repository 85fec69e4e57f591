"""What an answer brings with it: duties with their clocks, telling the person, silence, who decides, and the basis."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from confide.authority.decide import decide
from confide.domain.clock import PERIODS
from confide.domain.decision import SENT, Decision
from tests.policy.cases import PACK, case

WITHHELD = {"subject__consent": {"state": "withheld"}}
RISK = {"risk": {"to": "others", "level": "serious"}}
DANGER = {"risk": {"to": "others", "level": "immediate"}}
MD = {"approval": {"by_office": "managing_director", "decision": "approved"}}
ORDER = {
    "recipient": {"kind": "court", "identity": "L4", "need_to_know": "yes"},
    "purpose": "legal_order",
    "instrument": {"kind": "court_order", "verified": "yes", "covers": ["identity", "health"]},
}
TO_LADO = {
    "initiated_by": "we_tell",
    "requester": None,
    "recipient": {"kind": "lado", "identity": "L3", "need_to_know": "yes"},
    "purpose": "safeguarding",
    "subject__consent": {"state": "unsafe_to_seek"},
    "risk": {"to": "child", "level": "serious"},
    "approval": {"by_office": "safeguarding_lead", "decision": "approved"},
}
WARN_HIRER = {
    "initiated_by": "we_tell",
    "requester": None,
    "recipient": {"kind": "hirer", "identity": "L3", "need_to_know": "yes"},
    "purpose": "work_finding",
    "subject": {"kind": "candidate", "work_seeker": True, "consent": {"state": "unsafe_to_seek"}},
    "ask": ["identity", "conduct"],
    "instrument": {"kind": "conduct_reg_20", "covers": ["identity", "conduct"]},
    "channel": "phone",
}
OWN = {
    "action": "give_own",
    "recipient": {"kind": "subject", "identity": "L3", "need_to_know": "yes"},
    "purpose": "own_information",
    "ask": ["identity", "third_party"],
    "channel": "post_special",
}


def duties(**changes):
    return {duty.duty for duty in decide(case(**changes), PACK).duties}


@pytest.mark.parametrize(
    ("changes", "has", "has_not"),
    [
        ({}, {"record_decision", "say_in_confidence", "tell_subject_before"}, {"record_refusal", "answer_asker"}),
        (WITHHELD, {"record_refusal", "answer_asker"}, {"record_decision", "say_in_confidence"}),
        ({**WITHHELD, **RISK}, {"name_no_names", "wait_for_office"}, {"inform_managing_director"}),
        ({"channel": "post_special"}, {"mark_post", "track_post"}, {"not_overheard"}),
        ({"channel": "phone"}, {"not_overheard"}, {"mark_post"}),
        (ORDER, {"keep_order", "inform_managing_director", "tell_subject_after"}, {"tell_subject_before"}),
        (
            DANGER,
            {"ring_999", "ring_on_call_manager", "complete_within_24_hours", "tell_subject_after"},
            {"call_back", "neither_confirm_nor_deny"},
        ),
        (
            {**DANGER, "recipient__identity": "L0"},
            {"ring_999", "ring_on_call_manager", "call_back"},
            {"record_decision"},
        ),
        (TO_LADO, {"report_to_lado_one_working_day", "never_promise"}, {"answer_asker"}),
        (WARN_HIRER, {"hirer_same_or_next_business_day", "confirm_in_writing"}, {"answer_asker"}),
        (OWN, {"explain_withholding"}, {"say_in_confidence"}),
        ({**WITHHELD, "anonymisable": "yes"}, {"anonymise_first"}, {"record_decision"}),
        ({"actor__training": "lapsed_within_grace"}, {"training_warning"}, set()),
    ],
)
def test_an_answer_brings_its_duties(changes, has, has_not):
    found = duties(**changes)
    assert has <= found
    assert not has_not & found


def test_our_own_call_to_999_needs_no_second_one():
    told = {
        **DANGER,
        "initiated_by": "we_tell",
        "requester": None,
        "recipient": {"kind": "emergency_service"},
        "purpose": "danger",
    }
    found = duties(**told)
    assert "ring_on_call_manager" in found
    assert not {"ring_999", "call_back", "neither_confirm_nor_deny"} & found


def test_what_is_owed_about_something_shared_runs_from_when_it_went_and_nothing_else_does():
    decisions = [decide(case(**changes), PACK) for changes in ({}, ORDER, DANGER, TO_LADO, WARN_HIRER, OWN)]
    starts = {duty.duty: duty.starts for decision in decisions for duty in decision.duties}
    assert {code for code, what in starts.items() if what} == {"inform_managing_director", "confirm_in_writing"}
    assert {what for what in starts.values() if what} == {SENT}


def test_every_clock_of_a_duty_is_known_and_the_urgent_ones_run():
    clocks = {duty.duty: duty.clock for duty in decide(case(**DANGER), PACK).duties}
    assert {clock for clock in clocks.values() if clock} <= set(PERIODS)
    assert (clocks["ring_999"], clocks["complete_within_24_hours"]) == ("now", "24_hours")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "before"),
        ({"judgements__telling_safe": "no"}, "not_yet"),
        (ORDER, "after"),
        ({**ORDER, "judgements__telling_safe": "no"}, "not_yet"),
        (DANGER, "after"),
        (WITHHELD, "no"),
        ({"subject": {"kind": "employee"}, "ask": ["staff_name_and_title"]}, "not_applicable"),
        ({"subject": {"kind": "nobody"}, "ask": ["general_statement"]}, "not_applicable"),
        ({"subject": {"kind": "client", "deceased": True}, **MD}, "not_applicable"),
        (OWN, "not_applicable"),
    ],
)
def test_the_person_is_told_when_it_is_safe(changes, told):
    assert decide(case(**changes), PACK).tell_subject == told


PUBLIC = {"subject": {"kind": "employee"}, "ask": ["staff_name_and_title"]}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Say that it is given in confidence, and that they must accept that."),
        (DANGER, "Say afterwards that it was given in confidence. Do not hold up the call for it."),
        (PUBLIC, None),
        ({"subject": {"kind": "director"}, "ask": ["director_published"]}, None),
        (WITHHELD, None),
    ],
)
def test_that_it_is_in_confidence_is_said_where_it_is_and_never_holds_up_a_call(changes, said):
    decision = decide(case(**changes), PACK)
    assert {duty.duty: duty.text for duty in decision.duties}.get("say_in_confidence") == said


def test_exactly_one_of_the_ways_of_telling_holds_in_every_answer():
    parts = itertools.product(
        ({}, WITHHELD, OWN, ORDER), ({}, RISK, DANGER), ({}, MD), ("yes", "no"), (False, True), ("client", "nobody")
    )
    for base, risk, approval, safe, deceased, kind in parts:
        subject = (
            {"kind": kind, "deceased": deceased, "consent": {"state": "withheld"}}
            if deceased or base == WITHHELD
            else None
        )
        changes = {**base, **risk, **approval, "judgements__telling_safe": safe}
        if subject:
            changes.pop("subject__consent", None)
            changes["subject"] = subject
        decision = decide(case(**changes), PACK)
        assert decision.tell_subject in PACK.vocabulary.codes("tell_subject")
        said = [
            duty
            for duty in decision.duties
            if duty.duty in {"tell_subject_before", "tell_subject_after", "not_yet_review"}
        ]
        assert len(said) == (decision.tell_subject in {"before", "after", "not_yet"})


@pytest.mark.parametrize(
    ("changes", "silent"),
    [
        ({}, False),
        (WITHHELD, False),
        ({**WITHHELD, "recipient__identity": "L1"}, True),
        ({"recipient__identity": "failed"}, True),
        ({"requester__identity": "failed"}, True),
        ({**WITHHELD, "subject__safety_flag": True}, True),
        ({"recipient__kind": "media"}, True),
        ({**WITHHELD, "recipient__kind": "private_investigator"}, True),
        ({"recipient__kind": "public", "ask": ["staff_name_and_title"], "subject": {"kind": "employee"}}, False),
    ],
)
def test_who_must_not_learn_that_we_know_somebody_is_told_nothing(changes, silent):
    assert decide(case(**changes), PACK).neither_confirm_nor_deny is silent


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("none", "", None)),
        ({**WITHHELD, **RISK}, ("decide", "managing_director", datetime(2026, 11, 24, 12, tzinfo=UTC))),
        ({"doubt": True}, ("decide", "managing_director", datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC))),
        ({**TO_LADO, "approval": None}, ("decide", "safeguarding_lead", datetime(2026, 11, 24, 12, tzinfo=UTC))),
        (ORDER, ("inform", "managing_director", datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC))),
        ({**WITHHELD, **RISK, **MD}, ("none", "", None)),
        (TO_LADO, ("inform", "managing_director", datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC))),
    ],
)
def test_an_office_decides_or_is_told_in_time(changes, expected):
    found = decide(case(**changes), PACK).escalation
    assert (found.mode, found.office, found.by) == expected


def test_a_weekend_is_no_working_day():
    friday = decide(case(doubt=True, now="2026-11-27T16:00:00+00:00"), PACK).escalation
    assert friday.by == datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "category", "expected"),
    [
        ({}, "health", ("G-CON", "6(1)(f)", "9(2)(h)", "Sch 1 para 2")),
        ({}, "identity", ("G-CON", "6(1)(f)", "", "")),
        (ORDER, "health", ("G-ORD", "6(1)(c)", "9(2)(f)", "")),
        (DANGER, "identity", ("G-VIT", "6(1)(d)", "", "")),
        ({**WITHHELD, **RISK, **MD}, "health", ("G-PI", "6(1)(ea) RLI-5", "9(2)(g)", "Sch 1 para 18")),
    ],
)
def test_each_released_category_has_a_basis_to_confirm(changes, category, expected):
    basis = {basis.category: basis for basis in decide(case(**changes), PACK).basis}[category]
    assert (basis.gateway, basis.art6, basis.art9_10, basis.sch1) == expected


def test_nothing_is_released_without_a_basis():
    for changes in ({}, ORDER, DANGER, OWN, TO_LADO, WARN_HIRER, {**WITHHELD, **RISK, **MD}):
        decision = decide(case(**changes), PACK)
        assert decision.shared
        assert [basis.category for basis in decision.basis] == list(decision.release)
        assert all(basis.gateway and basis.grounds for basis in decision.basis)


def test_what_is_most_decisive_is_asked_first():
    unknown = case(ask=["identity", "health", "wellbeing"], recipient__identity="L2", channel="unknown")
    found = decide(unknown, PACK)
    assert [question.fact for question in found.questions] == ["channel", "recipient.identity"]
    assert [len(question.categories) for question in found.questions] == [2, 1]


def test_a_call_back_is_asked_for_under_its_clause_whatever_else_stands_in_the_way():
    found = decide(case(**DANGER, actor={}, recipient__identity="L1"), PACK)
    assert (found.outcome, [question.fact for question in found.questions]) == (
        "need_information",
        ["recipient.identity"],
    )
    assert "2.5b" in found.questions[0].clauses


def test_a_decision_goes_to_json_and_back():
    for changes in ({}, WITHHELD, ORDER, DANGER, OWN, {**WITHHELD, **RISK}):
        decision = decide(case(**changes), PACK, explain=True)
        assert Decision.from_json(decision.to_json()) == decision
