"""What would change an answer: asked before it is said, the smallest sets, and not claimed to be all when cut short."""

from __future__ import annotations

import itertools

import pytest

from confide.authority import would_change
from confide.authority.decide import decide
from confide.authority.slice import Parts
from confide.authority.verdicts import ask
from tests.policy.cases import PACK, case

SIX = ["identity", "health", "pay", "contact", "conduct", "photograph"]
REFUSALS = {
    "consent withheld": {"subject__consent__state": "withheld"},
    "nobody asked": {"subject__consent": {"state": "not_sought"}},
    "no agreement": {"actor__agreement_signed": False},
    "no standing at all": {"actor": {}},
    "unknown caller": {"recipient__identity": "L0"},
    "failed identity": {"recipient__identity": "failed"},
    "an order not confirmed": {
        "recipient__kind": "court",
        "purpose": "legal_order",
        "subject__consent__state": "withheld",
        "instrument": {"kind": "court_order", "covers": ["identity"]},
    },
    "a LADO and a child": {
        "recipient__kind": "lado",
        "purpose": "safeguarding",
        "subject": {"kind": "service_user", "age_band": "13_15", "consent": {"state": "unsafe_to_seek"}},
    },
    "anonymised would do": {"subject__consent__state": "withheld", "anonymisable": "yes"},
    "six categories": {"ask": SIX, "subject__consent__state": "withheld"},
    "by post, to a stranger": {"ask": SIX, "channel": "post", "recipient__identity": "L0", "anonymisable": "unknown"},
    "the media": {"recipient__kind": "media"},
}


def merged(changes):
    """What several changes set, or nothing where two of them set the same fact."""
    whole = {}
    for values in changes:
        if whole.keys() & values.keys():
            return {}
        whole |= values
    return whole


def frees(situation, facts, refused):
    verdicts = ask([(situation.changed(facts), category) for category in refused], Parts(PACK))
    return any(verdict.allowed for verdict in verdicts)


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_said_is_what_would_be_answered(name):
    situation = case(**REFUSALS[name])
    for change in decide(situation, PACK).would_change:
        then = decide(situation.changed(change.facts), PACK)
        assert (then.outcome, then.release) == (change.outcome, change.release)
        assert then.shared


@pytest.mark.parametrize("name", ["consent withheld", "no agreement", "an order not confirmed", "a LADO and a child"])
def test_nothing_smaller_would_do_and_nothing_as_small_is_left_out(name):
    """Every single change and every pair of them, asked of the engine itself."""
    situation = case(**REFUSALS[name])
    decision = decide(situation, PACK)
    refused = [held.category for held in decision.withhold]
    applicable = [values for change in PACK.changes if (values := change.values(situation.facts))]
    sizes = {
        size: {
            frozenset(facts)
            for together in itertools.combinations(applicable, size)
            if (facts := merged(together)) and frees(situation, facts, refused)
        }
        for size in (1, 2)
    }
    smallest = next(found for found in sizes.values() if found)
    assert decision.would_change
    assert {frozenset(change.facts) for change in decision.would_change} <= smallest
    if not decision.cut_short:
        assert {frozenset(change.facts) for change in decision.would_change} == smallest


def test_a_bar_that_nothing_listed_can_lift_has_nothing_to_say():
    for name in ("failed identity", "the media"):
        decision = decide(case(**REFUSALS[name]), PACK)
        assert (decision.outcome, decision.would_change) == ("refuse", ())


def test_where_everything_goes_nothing_would_change_it():
    decision = decide(case(), PACK)
    assert (decision.outcome, decision.would_change, decision.cut_short) == ("share", (), False)


def test_no_more_than_three_things_at_once():
    for changes in REFUSALS.values():
        for change in decide(case(**changes), PACK).would_change:
            assert change.text.count(", and that ") < 3


def test_a_search_that_was_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(would_change, "MOST_TRIED", 5)
    assert decide(case(**REFUSALS["by post, to a stranger"]), PACK).cut_short


def test_reckoning_agrees_with_the_engine():
    """It only chooses what to ask, but where it went wrong something would be missed."""
    reckoning = would_change.reckoner(PACK)
    for changes in REFUSALS.values():
        situation = case(**changes)
        for verdict in ask([(situation, category) for category in SIX], Parts(PACK)):
            asked = would_change.Asked(situation.facts, verdict.category, situation.action)
            forbids = would_change.gates(situation.action, PACK)
            speaking = {rule for rule in forbids if reckoning.speaks(rule, asked)}
            assert speaking == {rule for rule in verdict.rules if rule in forbids}
