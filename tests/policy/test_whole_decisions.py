"""What every whole decision must hold, duties, questions, offices and legal basis included, in every outcome."""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import Any

import pytest

from confide.domain.decision import Decision
from tests.policy.engine import decided, pack_rules
from tests.policy.situations import get, random_situation
from tests.policy.tables import situation
from tests.policy.words import words

SEED = 20261125
MANY = 500
STANDINGS = ("in good standing", "no agreement", "no induction", "training lapsed")
CONSENTS = ("consent withheld", "unsafe to ask", "agreed")
CALLERS = ("hospital", "police", "family", "current_employer", "private_investigator", "emergency_service", "lado")


@cache
def decisions() -> tuple[tuple[dict[str, Any], Decision], ...]:
    """Random situations and the engine's whole decisions about them."""
    rng = random.Random(SEED)
    questions = [random_situation(rng, words()) for _ in range(MANY)]
    return tuple((question, decided(question)) for question in questions)


def test_every_outcome_occurs_among_them() -> None:
    seen = {decision.outcome for _, decision in decisions()}
    assert seen == {"share", "share_minimum", "anonymise", "need_information", "refer", "refuse", "none_held"}
    assert not [decision for _, decision in decisions() if decision.faults]


def test_every_refusal_names_a_clause_or_the_grounds_that_were_not_met() -> None:
    for question, decision in decisions():
        if decision.withhold:
            named = {category for reason in decision.reasons for category in reason.categories if reason.clause}
            assert {held.category for held in decision.withhold} <= named, question


def test_every_permit_names_a_ground_and_its_clause_and_a_legal_basis_is_proposed() -> None:
    for question, decision in decisions():
        grounded = {
            category
            for reason in decision.reasons
            for category in reason.categories
            if reason.effect == "permit" and reason.clause
        }
        assert set(decision.release) <= grounded, question
        assert {basis.category for basis in decision.basis} == set(decision.release), question


def test_a_duty_never_grants() -> None:
    rules = pack_rules()
    for question, decision in decisions():
        assert {reason.rule for reason in decision.reasons} <= rules.keys(), question
        assert not {duty.duty for duty in decision.duties} & rules.keys(), question


def test_released_and_withheld_are_what_was_asked_for_and_held() -> None:
    for question, decision in decisions():
        both = [*decision.release, *(held.category for held in decision.withhold)]
        assert sorted(both) == sorted(set(question["ask"]) & set(question.get("held", question["ask"]))), question


def test_whatever_has_to_be_found_out_is_asked_and_nothing_is_asked_in_vain() -> None:
    for question, decision in decisions():
        held_back = {held.category for held in decision.withhold if held.answer == "question"}
        assert {category for asked in decision.questions for category in asked.categories} == held_back, question


def test_a_referral_names_the_office_and_its_time_and_nothing_else_waits_for_a_decision() -> None:
    for question, decision in decisions():
        waits = decision.escalation.mode == "decide"
        assert waits == (decision.outcome == "refer"), question
        assert not waits or (decision.escalation.office and decision.escalation.by > decision.at), question


def test_silence_about_a_person_never_stands_beside_a_full_share() -> None:
    for question, decision in decisions():
        assert not (decision.neither_confirm_nor_deny and decision.outcome == "share"), question


def test_nobody_unknown_learns_that_we_know_the_person() -> None:
    for question, decision in decisions():
        unknown = get(question, "recipient.identity") in {"failed", "L0"} and get(question, "subject.kind") != "nobody"
        if unknown and not decision.shared and question["action"] == "disclose" and decision.outcome != "none_held":
            assert decision.neither_confirm_nor_deny or question.get("initiated_by") == "we_tell", question


def test_a_decision_is_the_same_when_asked_again() -> None:
    for question, decision in decisions()[:50]:
        assert decided(question) == decision


@pytest.mark.parametrize(
    ("caller", "level", "standing", "consent"), list(itertools.product(CALLERS, ("L0", "L1"), STANDINGS, CONSENTS))
)
def test_an_unknown_voice_in_danger_is_rung_back_with_999_and_the_on_call_manager_shown(
    caller: str, level: str, standing: str, consent: str
) -> None:
    asked = situation(
        f"about client; asks identity, pay; for danger; danger; to {caller} {level}; {standing}; {consent}"
    )
    decision = decided(asked)
    assert decision.outcome == "need_information"
    assert decision.questions[0].fact == "recipient.identity"
    assert {"call_back", "ring_999", "ring_on_call_manager"} <= {duty.duty for duty in decision.duties}


def test_our_own_999_call_is_not_sent_back_to_be_made_again() -> None:
    asked = situation("about client; asks identity, health; for danger; danger; we tell; to emergency_service L0")
    duties = {duty.duty for duty in decided(asked).duties}
    assert not duties & {"call_back", "ring_999"}
    assert {"ring_on_call_manager", "complete_within_24_hours", "inform_managing_director"} <= duties


def test_lapsed_training_within_thirty_days_warns_and_shares_all_the_same() -> None:
    asked = situation("about client; asks health; for direct_care; to gp L3; agreed; training just lapsed")
    decision = decided(asked)
    assert decision.outcome == "share"
    assert "training_warning" in {duty.duty for duty in decision.duties}
