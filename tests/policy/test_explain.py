"""Why, to the condition: what is shown of a rule is what the engine itself makes of it."""

from __future__ import annotations

import itertools
import random

from confide.authority import explain
from confide.authority.decide import decide
from confide.authority.scope import covers
from confide.authority.slice import Parts
from tests.policy.cases import PACK, case

VARIED = {
    "subject.consent.state": ("given", "withheld", "not_sought"),
    "subject.consent.by": ("subject", "designated_other"),
    "subject.capacity": ("has", "lacks", "unknown"),
    "subject.designated_other": ("none", "lpa_health_welfare"),
    "subject.work_seeker": (False, True),
    "subject.deceased": (False, True),
    "recipient.kind": ("gp", "lado", "police", "court", "media", "representative"),
    "recipient.identity": ("failed", "L1", "L2", "L4"),
    "instrument.kind": ("none", "court_order", "ahra_application"),
    "instrument.verified": ("unknown", "yes"),
    "instrument.covers": ((), ("identity", "health")),
    "risk.level": ("none", "serious", "immediate"),
    "risk.to": ("none", "child"),
    "purpose": ("direct_care", "safeguarding", "legal_claim"),
    "action": ("disclose", "give_own", "view", "copy"),
    "approval.decision": ("none", "approved"),
    "approval.by_office": ("none", "managing_director"),
}


def flat(conditions):
    for condition in conditions:
        yield condition
        yield from flat(condition.of)


def test_the_conditions_of_a_rule_hold_exactly_when_the_engine_says_that_it_speaks():
    """Seeded: every rule in 60 situations. All conditions of a rule in scope hold, or it is silent."""
    rng, compared = random.Random(3), 0
    for _ in range(60):
        situation = case().changed({name: rng.choice(values) for name, values in VARIED.items()})
        parts = Parts(PACK)
        deciding = PACK.rules.ask([parts.question(situation, "health")], parts.slice())[0]
        forbidden = {PACK.notes[rule].effect for rule in deciding.policies} == {"forbid"}
        for rule in PACK.rules.documents:
            note = PACK.notes[rule]
            if covers(note.document, situation.action, PACK) and not (forbidden and note.effect == "permit"):
                held = all(piece.held for piece in explain.conditions(rule, situation, "health", parts))
                assert held == (rule in deciding.policies), rule
                compared += 1
    assert compared > 1000


def test_a_term_is_shown_in_the_packs_words_with_its_own_conditions_below():
    decision = decide(case(subject__consent__recipients=["hospital"]), PACK, explain=True)
    reason = next(reason for reason in decision.reasons if reason.rule == "f_without_consent")
    shown = {condition.text: condition.held for condition in flat(reason.conditions)}
    assert shown["the consent covers this information, this recipient and this purpose"] is False
    assert shown["subject.consent.recipients contains recipient.kind"] is False
    assert shown["subject.consent.purposes contains purpose.code"] is True
    assert shown["it is held in confidence"] is True


def test_an_unmet_ground_shows_what_it_lacks():
    decision = decide(case(ask=["staff_name_and_title"]), PACK, explain=True)
    reason = next(reason for reason in decision.reasons if reason.rule == "g_staff_name")
    assert (reason.effect, [condition.held for condition in reason.conditions]) == ("missing", [False, True])


def test_explaining_changes_nothing_else():
    for state in ("given", "withheld", "not_sought"):
        plain, explained = (
            decide(case(subject__consent__state=state), PACK, explain=e).to_json() for e in (False, True)
        )
        for reason in explained["reasons"]:
            assert reason.pop("conditions")
        for reason in plain["reasons"]:
            assert reason.pop("conditions") == []
        assert plain == explained


def test_every_condition_of_every_rule_has_words_of_its_own():
    """No piece is a mere joint, and none shows the engine's own brackets."""
    for rule in PACK.rules.documents:
        pieces, _ = explain.pieces(rule, PACK)
        texts = [piece.text for piece in _all(pieces)]
        assert all(text and "resource" not in text and "context" not in text for text in texts), texts


def _all(pieces):
    return itertools.chain(pieces, *(_all(piece.of) for piece in pieces)) if pieces else iter(())
