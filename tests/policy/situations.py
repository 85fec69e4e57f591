"""Situations to ask about: seeded and random, weighted so that every outcome and every rule is seen.

- A random situation starts from one that would be shared, takes in parts of another and has a few facts changed: wholly
  random ones are nearly always refused for ten reasons at once and would compare little.
- Every situation is one the engine accepts: contradictions are put right, never sent.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.policy.facts import WITHOUT_RECIPIENT, Words
from tests.policy.starting_points import STARTS
from tests.policy.troubles import OFTEN_REFUSED, TROUBLES

NOW = "2026-11-24T10:00:00+00:00"
TRI = ("unknown", "yes", "no")
RARE = 0.05
IDENTITIES = ("L0", "L1", "L2", "L3", "L4", "failed")

FACTS: dict[str, Sequence[object]] = {
    "initiated_by": ("asked_of_us", "we_tell"),
    "actor.in_team": (True, False),
    "actor.agreement_signed": (True, False),
    "actor.inducted": (True, False),
    "actor.training": ("in_date", "lapsed_within_grace", "lapsed"),
    "actor.override": (True, False),
    "actor.attended": (True, False),
    "actor.break_glass": (True, False, False, False),
    "subject.kind": (
        "client",
        "candidate",
        "service_user",
        "employee",
        "agency_worker",
        "director",
        "supplier",
        "nobody",
    ),
    "subject.work_seeker": (True, False),
    "subject.deceased": (True, False),
    "subject.age_band": ("adult", "u13", "13_15", "16_17"),
    "subject.capacity": ("unknown", "has", "lacks", "fluctuating", "gillick_competent"),
    "subject.safety_flag": (True, False),
    "subject.organisation": ("", "Alder Supplies", "Birch Supplies"),
    "subject.designated_other": (
        "none",
        "parental_responsibility",
        "lpa_health_welfare",
        "lpa_property_financial",
        "deputy_welfare",
        "deputy_property",
        "personal_representative",
    ),
    "subject.consent.state": (
        "not_sought",
        "given",
        "withheld",
        "withdrawn",
        "lapsed",
        "cannot_be_obtained",
        "unsafe_to_seek",
        "not_applicable",
    ),
    "subject.consent.form": ("none", "oral", "paper", "electronic"),
    "subject.consent.by": ("nobody", "subject", "designated_other"),
    "subject.consent.explained": TRI,
    "requester.identity": IDENTITIES,
    "recipient.identity": IDENTITIES,
    "recipient.need_to_know": TRI,
    "recipient.organisation": ("", "Alder Supplies", "Birch Supplies"),
    "provider.kind": ("subject", "third_party", "organisation"),
    "provider.purpose": ("", "direct_care", "payroll"),
    "provider.consent": ("not_sought", "given", "withheld"),
    "instrument.verified": TRI,
    "risk.to": ("none", "subject", "others", "child"),
    "risk.level": ("none", "low", "significant", "serious", "immediate"),
    "judgements.best_interest": TRI,
    "judgements.wellbeing": TRI,
    "judgements.proportionate": TRI,
    "judgements.less_intrusive": TRI,
    "judgements.consequences": TRI,
    "judgements.telling_safe": TRI,
    "judgements.serious_harm": TRI,
    "judgements.accurate_on": ("", "2026-11-24", "2025-11-24", "2025-11-23", "2024-02-29"),
    "anonymisable": TRI,
    "doubt": (False, True),
    "channel": (
        "unknown",
        "phone",
        "in_person",
        "secure_email",
        "email",
        "portal",
        "post_signed",
        "post_special",
        "post",
        "messaging",
        "social_media",
    ),
    "data_set.form": ("identifiable", "pseudonymised", "anonymised"),
    "data_set.small_numbers_reviewed": TRI,
    "data_set.cannot_identify": TRI,
    "data_set.key_apart": TRI,
    "data_set.choice_reasoned": TRI,
    "data_set.reviewed": TRI,
    "approval.by_office": (
        "none",
        "managing_director",
        "caldicott_guardian",
        "data_protection_officer",
        "safeguarding_lead",
        "media_contact",
        "line_manager",
    ),
    "approval.decision": ("none", "approved", "refused"),
}
LISTS = ("subject.consent.covers", "subject.consent.recipients", "subject.consent.purposes", "instrument.covers")


def get(raw: Mapping[str, Any], fact: str, default: object = None) -> Any:
    """The value of a fact by its dotted path, or the default where it was left out."""
    value: Any = raw
    try:
        for key in fact.split("."):
            value = value[key]
    except KeyError:
        return default
    return value


def put(raw: dict[str, Any], fact: str, value: object) -> None:
    """Set a fact by its dotted path."""
    *path, last = fact.split(".")
    for key in path:
        raw = raw.setdefault(key, {})
    raw[last] = value


def changed(raw: Mapping[str, Any], facts: Mapping[str, object]) -> dict[str, Any]:
    """A copy of the situation with these facts set."""
    made = copy.deepcopy(dict(raw))
    for fact, value in facts.items():
        put(made, fact, copy.deepcopy(value))
    return made


def consistent(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The nearest situation without a contradiction, so that the engine accepts it."""
    made = copy.deepcopy(dict(raw))
    telling = made.get("initiated_by") == "we_tell"
    if made["action"] in WITHOUT_RECIPIENT:
        made.pop("recipient", None)
    elif "kind" not in made.get("recipient", {}):
        put(made, "recipient.kind", get(made, "requester.kind", "gp"))
    if telling:
        made.pop("requester", None)
    elif "kind" not in made.get("requester", {}):
        put(made, "requester.kind", get(made, "recipient.kind", "public"))
    if telling and get(made, "recipient.kind") == "emergency_service" and get(made, "recipient.identity") == "failed":
        put(made, "recipient.identity", "L0")
    _consent_in_order(made)
    approval = made.get("approval", {})
    if "none" in (approval.get("by_office", "none"), approval.get("decision", "none")):
        made.pop("approval", None)
    return made


def _consent_in_order(made: dict[str, Any]) -> None:
    if get(made, "subject.consent.state") != "given":
        return
    if get(made, "subject.deceased"):
        put(made, "subject.consent.state", "not_applicable")
    elif get(made, "subject.consent.by", "nobody") == "nobody":
        put(made, "subject.consent.by", "subject")


def random_situation(rng: random.Random, words: Words) -> dict[str, Any]:
    """One situation: a starting point, perhaps crossed with another, and a few facts changed."""
    made = copy.deepcopy(rng.choice((*STARTS, *OFTEN_REFUSED)))
    if rng.random() < 0.25:
        _cross(made, copy.deepcopy(rng.choice((*STARTS, *OFTEN_REFUSED))), rng)
    for trouble in rng.sample(TROUBLES, rng.choice((0, 0, 0, 0, 1, 1, 1, 2, 2, 3))):
        made = changed(made, trouble)
    for _ in range(min(int(rng.expovariate(0.45)), 9) if rng.random() < 0.93 else 40):
        _change_one(made, rng, words)
    _vary_categories(made, rng, words)
    made["now"] = NOW
    return consistent(made)


def _cross(made: dict[str, Any], other: Mapping[str, Any], rng: random.Random) -> None:
    for key in sorted(other):
        if rng.random() < 0.3:
            made[key] = other[key]


def _change_one(made: dict[str, Any], rng: random.Random, words: Words) -> None:
    pick = rng.random()
    if pick < 0.08:
        put(made, "recipient.kind", rng.choice(sorted(words.groups)))
    elif pick < 0.12:
        put(made, "requester.kind", rng.choice(sorted(words.groups)))
    elif pick < 0.20:
        put(made, "instrument.kind", rng.choice(["none", *sorted(set().union(*words.carries.values()))]))
    elif pick < 0.26:
        made["purpose"] = rng.choice(sorted(words.needs))
    elif pick < 0.32:
        _change_list(made, rng, words)
    elif pick < 0.34:
        made["action"] = rng.choice(sorted({start["action"] for start in STARTS}))
    elif pick < 0.38:
        put(made, "approval", {"by_office": rng.choice(FACTS["approval.by_office"][1:]), "decision": "approved"})
    else:
        fact = rng.choice(sorted(FACTS))
        put(made, fact, rng.choice(FACTS[fact]))


def _change_list(made: dict[str, Any], rng: random.Random, words: Words) -> None:
    fact = rng.choice(LISTS)
    whole = {"recipients": words.groups, "purposes": words.needs}.get(fact.rsplit(".", 1)[1], words.classes)
    here = {"recipients": get(made, "recipient.kind", "gp"), "purposes": made["purpose"]}
    likely = [here[fact.rsplit(".", 1)[1]]] if fact.rsplit(".", 1)[1] in here else list(made["ask"])
    put(made, fact, sorted({*rng.sample(sorted(whole), 2), *(likely if rng.random() < 0.6 else [])}))


def _vary_categories(made: dict[str, Any], rng: random.Random, words: Words) -> None:
    extra = rng.sample(sorted(words.classes), rng.choice((0, 0, 0, 1, 1, 2, 4)))
    made["ask"] = sorted({*made["ask"], *extra})
    if rng.random() < RARE:
        made["held"] = sorted(rng.sample(sorted(words.classes), 5))


def contradictory(raw: Mapping[str, Any]) -> bool:
    """Does the engine refuse to hear this situation, because two of its facts cannot both be so?"""
    consent = get(raw, "subject.consent", {})
    given = consent.get("state") == "given"
    failed_999 = get(raw, "recipient.kind") == "emergency_service" and get(raw, "recipient.identity") == "failed"
    return (
        (given and (get(raw, "subject.deceased", False) or consent.get("by", "nobody") == "nobody"))
        or (raw.get("initiated_by") == "we_tell" and ("requester" in raw or failed_999))
        or (get(raw, "approval.by_office", "none") == "none") != (get(raw, "approval.decision", "none") == "none")
    )
