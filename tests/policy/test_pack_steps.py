"""Who may take which step: by their relation to the case, and only in good standing unless the step cannot wait."""

from __future__ import annotations

import pytest

from confide.authority.pack import StepRule, load
from confide.authority.steps import may, may_each

STEPS = (
    StepRule("disclosure", "open", "anyone", "1.3", emergency=True),
    StepRule("disclosure", "read", "reader", "1.3"),
    StepRule("disclosure", "refer", "handler", "1.7l"),
    StepRule("disclosure", "approve", "office", "1.7l"),
    StepRule("disclosure", "share_in_emergency", "handler", "1.3c", emergency=True),
    StepRule("standing", "record", "line_manager", "1.6b"),
    StepRule("standing", "override", "managing_director", "1.6d"),
    StepRule("standing", "check", "not_opener", "1.6b"),
    StepRule("standing", "own", "owner", "1.6b"),
    StepRule("standing", "withdraw", "opener", "1.6b"),
    StepRule("standing", "audit", "governance", "1.6b"),
)
PACK = load(steps=STEPS)
AMA = {"id": "ama", "agreement_signed": True, "inducted": True, "training": "in_date"}
MO = {**AMA, "id": "mo", "roles": ["managing_director"], "offices": ["managing_director"]}
INA = {**AMA, "id": "ina", "roles": ["information_governance"]}
SAM = {**AMA, "id": "sam"}
CASE = {"id": "DI-1", "opened_by": "ama", "owner": "ama", "office": "managing_director", "confined": False}


def allowed(action, actor, **case):
    return may(action, actor=actor, case={**CASE, **case}, pack=PACK).allowed


@pytest.mark.parametrize(
    ("action", "actor", "case", "expected"),
    [
        ("disclosure:open", SAM, {}, True),
        ("disclosure:refer", AMA, {}, True),
        ("disclosure:refer", SAM, {}, False),
        ("disclosure:refer", SAM, {"owner": "sam"}, True),
        ("disclosure:refer", SAM, {"handover": "sam"}, True),
        ("disclosure:approve", MO, {}, True),
        ("disclosure:approve", AMA, {}, False),
        ("disclosure:approve", MO, {"opened_by": "mo"}, False),
        ("disclosure:approve", MO, {"subject_staff": "mo"}, False),
        ("disclosure:approve", MO, {"author": "mo"}, False),
        ("disclosure:approve", MO, {"respondent": "mo"}, False),
        ("disclosure:approve", MO, {"office": "safeguarding_lead"}, False),
        ("disclosure:approve", MO, {"office": ""}, False),
        ("standing:record", SAM, {"team_relation": "manager"}, True),
        ("standing:record", SAM, {"team_relation": "member"}, False),
        ("standing:record", SAM, {"team_relation": "manager", "subject_staff": "sam"}, False),
        ("standing:override", MO, {}, True),
        ("standing:override", MO, {"subject_staff": "mo"}, False),
        ("standing:override", INA, {}, False),
        ("standing:check", SAM, {"team_relation": "member"}, True),
        ("standing:check", AMA, {"team_relation": "member"}, False),
        ("standing:own", AMA, {}, True),
        ("standing:own", SAM, {}, False),
        ("standing:withdraw", AMA, {"owner": "sam"}, True),
        ("standing:withdraw", SAM, {"owner": "sam"}, False),
        ("standing:audit", INA, {}, True),
        ("standing:audit", MO, {}, True),
        ("standing:audit", SAM, {}, False),
    ],
)
def test_a_step_is_for_those_it_names(action, actor, case, expected):
    assert allowed(action, actor, **case) is expected


@pytest.mark.parametrize(
    ("actor", "case", "expected"),
    [
        (AMA, {}, True),
        (SAM, {}, False),
        (SAM, {"team_relation": "member"}, True),
        (SAM, {"team_relation": "member", "confined": True}, False),
        (SAM, {"team_relation": "manager", "confined": True}, False),
        (SAM, {"team_relation": "member", "subject_staff": "sam"}, False),
        (SAM, {"team_relation": "member", "respondent": "sam"}, False),
        (INA, {}, True),
        (INA, {"confined": True}, False),
        (MO, {"confined": True}, True),
        (MO, {"confined": True, "office": ""}, False),
        (MO, {"confined": True, "subject_staff": "mo"}, False),
        (AMA, {"confined": True}, True),
        (SAM, {"confined": True, "through_glass": True}, True),
        (SAM, {"subject_staff": "sam", "through_glass": True}, False),
    ],
)
def test_a_case_is_read_by_those_who_are_concerned_with_it(actor, case, expected):
    assert allowed("disclosure:read", actor, **case) is expected


@pytest.mark.parametrize(
    ("spoilt", "clause"),
    [({"agreement_signed": False}, "1.5a"), ({"inducted": False}, "1.6b"), ({"training": "lapsed"}, "1.6d")],
)
def test_standing_bars_every_step_but_the_urgent_ones(spoilt, clause):
    ama = {**AMA, **spoilt}
    no = may("disclosure:refer", actor=ama, case=CASE, pack=PACK)
    assert not no.allowed
    assert no.clauses == (clause,)
    assert allowed("disclosure:share_in_emergency", ama)
    assert allowed("disclosure:open", ama)


def test_for_thirty_days_after_training_lapsed_nothing_changes():
    assert allowed("disclosure:refer", {**AMA, "training": "lapsed_within_grace"})


def test_an_override_counts_for_ones_own_people_only():
    lapsed = {**AMA, "training": "lapsed", "override": True}
    assert allowed("disclosure:refer", lapsed, team_relation="member")
    assert not allowed("disclosure:refer", lapsed, team_relation="none")


def test_through_broken_glass_one_reads_and_does_nothing_else_whoever_one_is():
    for actor in (AMA, MO, INA, SAM):
        for step in STEPS:
            no = may(step.action, actor=actor, case={**CASE, "through_glass": True}, pack=PACK)
            assert no.allowed is (step.step == "read")
            assert step.step == "read" or "1.2e" in no.clauses


def test_broken_glass_needs_standing_like_everything_else():
    spoilt = {**SAM, "agreement_signed": False}
    assert not allowed("disclosure:read", spoilt, through_glass=True)


def test_a_review_is_for_those_who_look_after_the_whole_and_never_for_whom_it_is_about():
    rules = load(steps=(StepRule("access_review", "take_up", "reviewer", "1.2e"),))
    ines = {**AMA, "id": "ines", "roles": ["director"]}
    asked = [(who, {**CASE, "subject_staff": about}) for who in (INA, MO, ines, AMA) for about in ("kit", who["id"])]
    said = [may("access_review:take_up", actor=who, case=case, pack=rules).allowed for who, case in asked]
    assert said == [True, False, True, False, True, False, False, False]


def test_a_refusal_says_why_and_what_to_do():
    no = may("disclosure:refer", actor={**AMA, "agreement_signed": False, "inducted": False}, case=CASE, pack=PACK)
    agreement, induction = no.reasons_if_not
    assert agreement == (
        "You have not signed the confidentiality agreement in force. Sign the confidentiality agreement."
    )
    assert induction.startswith("Your induction into confidentiality is not on record. Complete your induction")
    stranger = may("disclosure:refer", actor=SAM, case=CASE, pack=PACK)
    assert stranger.clauses == ("1.7l",)
    assert "opened the case" in stranger.reasons_if_not[0]


def test_what_is_not_said_of_somebody_gives_them_nothing():
    assert not may("disclosure:read", actor={"id": "eve"}, case={}, pack=PACK).allowed
    assert not may("disclosure:read", actor={**AMA, "id": ""}, case={"confined": True}, pack=PACK).allowed


def test_a_step_that_the_pack_was_not_built_with_is_refused():
    assert not may("disclosure:burn", actor=MO, case=CASE, pack=PACK).allowed
    assert not may("disclosure:refer", actor=AMA, case=CASE, pack=load()).allowed


def test_many_are_asked_at_once_with_the_same_answers():
    asks = [(step.action, actor, CASE) for step in STEPS for actor in (AMA, MO, INA, SAM)]
    asks.insert(3, ("disclosure:burn", AMA, CASE))
    assert may_each(asks, pack=PACK) == [may(a, actor=who, case=case, pack=PACK) for a, who, case in asks]
