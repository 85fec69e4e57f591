"""No question is put in vain, and none that matters is left out."""

from __future__ import annotations

import copy
import itertools
import random

import pytest

from confide.authority.outcome import answers, outcome
from confide.authority.relevance import still_matters, unsettled
from confide.authority.situation import BadSituation, check
from confide.authority.slice import Parts
from confide.authority.verdicts import ask
from tests.policy.cases import PACK, raw

VALUES = {
    "subject.consent.state": ("not_sought", "given", "withheld", "unsafe_to_seek"),
    "subject.consent.form": ("oral", "paper"),
    "subject.capacity": ("unknown", "lacks"),
    "subject.work_seeker": (False, True),
    "subject.deceased": (False, True),
    "subject.safety_flag": (False, True),
    "recipient.identity": ("failed", "L1", "L2", "L4"),
    "recipient.need_to_know": ("unknown", "yes", "no"),
    "instrument.kind": ("none", "court_order", "sch2_para2_form"),
    "instrument.verified": ("unknown", "yes"),
    "risk.to": ("none", "others"),
    "risk.level": ("none", "serious", "immediate"),
    "judgements.best_interest": ("unknown", "yes", "no"),
    "judgements.proportionate": ("unknown", "yes", "no"),
    "judgements.accurate_on": ("", "2026-11-20"),
    "judgements.serious_harm": ("unknown", "yes", "no"),
    "judgements.telling_safe": ("unknown", "no"),
    "anonymisable": ("unknown", "yes", "no"),
    "channel": ("unknown", "post", "secure_email"),
    "provider.kind": ("subject", "third_party"),
    "provider.consent": ("not_sought", "withheld"),
    "doubt": (False, True),
    "actor.agreement_signed": (False, True),
    "actor.training": ("lapsed", "in_date"),
}
BASES = {
    "agreed": {},
    "withheld": {"subject__consent": {"state": "withheld"}},
    "a court": {
        "recipient": {"kind": "court", "identity": "L4", "need_to_know": "yes"},
        "purpose": "legal_order",
        "instrument": {"kind": "court_order", "verified": "yes", "covers": ["identity"]},
    },
    "danger": {"risk": {"to": "others", "level": "immediate"}, "subject__consent": {"state": "withheld"}},
    "a safeguarding body": {
        "recipient": {"kind": "mash", "identity": "L3", "need_to_know": "yes"},
        "purpose": "safeguarding",
        "subject": {"kind": "service_user", "age_band": "13_15"},
        "risk": {"to": "child", "level": "serious"},
    },
    "a failed identity": {"recipient__identity": "failed"},
    "the media": {"recipient__kind": "media", "requester__kind": "media"},
    "their own file": {
        "action": "give_own",
        "recipient": {"kind": "subject", "identity": "L2", "need_to_know": "yes"},
        "purpose": "own_information",
    },
    "a client's title": {"ask": ["staff_name_and_title"]},
    "a candidate": {"subject__kind": "candidate", "subject__work_seeker": True},
}


def without(situation, facts):
    made = copy.deepcopy(situation)
    for fact in facts:
        *path, last = fact.split(".")
        place = made
        for key in path:
            place = place.get(key, {})
        place.pop(last, None)
    return made


def filled(situation, facts):
    made = copy.deepcopy(situation)
    for fact, value in facts.items():
        *path, last = fact.split(".")
        place = made
        for key in path:
            place = place.setdefault(key, {})
        place[last] = value
    return made


def answered(situation):
    """Outcome and what is released, or nothing where two facts contradict each other."""
    try:
        checked = check(situation, PACK)
    except BadSituation:
        return None
    parts = Parts(PACK)
    found = answers(checked, ask([(checked, category) for category in checked.asked], parts), parts)
    return outcome(found, PACK), tuple(a.verdict.category for a in found if a.verdict.allowed)


@pytest.mark.parametrize("base", BASES)
def test_no_fact_that_matters_is_ever_called_idle(base):
    """Three facts are unknown at a time; each that is called idle is tried with every value of it and of the others."""
    rng, tried = random.Random(f"unknown {base}"), 0
    for _ in range(10):
        unknown = rng.sample(sorted(VALUES), 3)
        known = without(raw(**BASES[base]), unknown)
        for fact in unknown:
            if not still_matters(known, (fact,), PACK):
                tried += 1
                never_turns_it(known, fact, [other for other in unknown if other != fact])
    assert tried > 5


def never_turns_it(known, fact, others):
    for rest in itertools.product(*(VALUES[other] for other in others)):
        settled = filled(known, dict(zip(others, rest, strict=True)))
        found = {answered(filled(settled, {fact: value})) for value in VALUES[fact]} - {None}
        assert len(found) < 2, (fact, rest, found)


def test_a_valid_consent_leaves_nothing_to_weigh():
    known = without(
        raw(risk={"to": "none", "level": "none"}, instrument={"kind": "none"}), ["judgements.proportionate"]
    )
    assert not still_matters(known, ("judgements.proportionate", "judgements.wellbeing"), PACK)
    assert still_matters(raw(subject__consent={"state": "withheld"}), ("judgements.proportionate",), PACK)


def test_after_a_failed_identity_nothing_is_asked_any_more():
    known = {
        key: value for key, value in raw(recipient__identity="failed").items() if key not in {"judgements", "channel"}
    }
    assert unsettled(known, PACK) == frozenset()


def test_a_call_back_still_matters_in_danger_though_a_bar_stands():
    known = raw(actor={}, recipient__identity="L0", risk={"to": "child", "level": "immediate"})
    assert still_matters(known, ("recipient.identity",), PACK)


def test_the_safety_flag_matters_only_where_somebody_could_be_found():
    assert not still_matters(raw(), ("subject.safety_flag",), PACK)
    assert still_matters(raw(ask=["whereabouts"]), ("subject.safety_flag",), PACK)


def test_before_it_is_known_what_is_asked_everything_matters():
    assert still_matters({"action": "disclose", "actor": {}}, ("channel",), PACK)


def test_telling_and_what_is_not_read_by_any_rule_never_matter():
    assert not still_matters(raw(), ("judgements.telling_safe",), PACK)


def test_a_journey_can_be_asked_of_before_anybody_is_named():
    known = {key: raw()[key] for key in ("action", "ask", "purpose")}
    found = unsettled(known, PACK)
    assert {"recipient.kind", "recipient.identity", "subject.consent.state", "actor.training"} <= found
