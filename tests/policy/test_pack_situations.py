"""A question that is wrong is answered with the field that is wrong; nothing is guessed."""

from __future__ import annotations

import copy
import random

import jsonschema
import pytest

from confide.authority.shape import BY_NAME, FACTS
from confide.authority.situation import BadSituation, check, schema
from tests.policy.cases import ORDINARY, PACK, raw

SCHEMA = schema(PACK)
LEAST = {
    "action": "view",
    "subject": {"kind": "client"},
    "ask": ["health"],
    "purpose": "direct_care",
    "now": ORDINARY["now"],
}


def wrong(situation, field, *words):
    with pytest.raises(BadSituation) as error:
        check(situation, PACK)
    assert error.value.field == field
    for word in words:
        assert word in error.value.message


def test_what_is_left_out_takes_the_cautious_value():
    situation = check(LEAST, PACK)
    assert situation.text("actor.training") == "lapsed"
    assert situation.facts["actor.agreement_signed"] is False
    assert situation.text("subject.capacity") == "unknown"
    assert situation.text("recipient.identity") == "L0"
    assert situation.text("judgements.proportionate") == "unknown"
    assert situation.codes("held") == ("health",)


def test_a_situation_goes_out_and_comes_in_unchanged():
    situation = check(raw(), PACK)
    again = check(situation.to_json(), PACK)
    assert again.facts == situation.facts


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"action": "burn"}, "action", "disclose"),
        ({"recipient__kind": "gpp"}, "recipient.kind", "“gpp” is none of"),
        ({"subject__consent__covers": ["health", "shoes"]}, "subject.consent.covers", "“shoes”"),
        ({"ask": []}, "ask", "at least one"),
        ({"ask": ["health", "health"]}, "ask", "twice"),
        ({"ask": "health"}, "ask", "list"),
        ({"purpose": None}, "purpose", "required"),
        ({"subject__kind": None}, "subject.kind", "required"),
        ({"recipient": None}, "recipient.kind", "who would receive it"),
        ({"now": None}, "now", "required"),
        ({"now": "2026-11-24"}, "now", "no moment"),
        ({"now": "2026-11-24T10:00:00"}, "now", "time zone"),
        ({"now": "2026-02-30T10:00:00Z"}, "now", "no moment"),
        ({"now": "0001-01-01T00:00:00+14:00"}, "now", "no moment"),
        ({"judgements__accurate_on": "2026-02-30"}, "judgements.accurate_on", "no date"),
        ({"judgements__accurate_on": "20261120"}, "judgements.accurate_on", "no date"),
        ({"judgements__accurate_on": "2026-11-25"}, "judgements.accurate_on", "not come yet"),
        ({"doubt": "yes"}, "doubt", "true or false"),
        ({"doubt": 1}, "doubt", "true or false"),
        ({"channel": 3}, "channel", "text"),
        ({"actor": []}, "actor", "object"),
        ({"colour": "red"}, "colour", "no such fact"),
        ({"subject__consent__colour": "red"}, "subject.consent.colour", "explained"),
        ({"recipient__organisation": "a" * 201}, "recipient.organisation", "longer than 200"),
        ({"recipient__organisation": "a\x00b"}, "recipient.organisation", "control character"),
        ({"recipient__organisation": "\ud800"}, "recipient.organisation", "control character"),
        ({"initiated_by": "we_tell"}, "requester", "leave the requester out"),
        ({"subject__deceased": True}, "subject.consent.state", "died"),
        ({"subject__consent__by": "nobody"}, "subject.consent.by", "by whom"),
        ({"approval__decision": "approved"}, "approval.by_office", "which office"),
        ({"approval__by_office": "managing_director"}, "approval.decision", "what the office decided"),
    ],
)
def test_what_is_wrong_is_named(changes, field, word):
    wrong(raw(**changes), field, word)


def test_a_false_999_is_a_reason_to_ring_again():
    told = raw(
        initiated_by="we_tell", requester=None, recipient__kind="emergency_service", recipient__identity="failed"
    )
    wrong(told, "recipient.identity", "ring 999 again")


def test_what_was_typed_is_shown_short_and_on_one_line():
    wrong(raw(purpose="x" * 500), "purpose", "x" * 40 + "…")
    wrong(raw(purpose="a\nb"), "purpose", "“a?b”")


def test_the_schema_is_a_schema_and_lists_every_code():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for fact in FACTS:
        if fact.codes:
            assert SCHEMA["$defs"][fact.codes]["enum"] == list(PACK.vocabulary.codes(fact.codes))


def test_what_the_schema_accepts_the_check_accepts_but_for_contradictions_and_the_reverse():
    """Random damage, seeded: both call the same situations well formed."""
    rng, validator = random.Random(11), jsonschema.Draft202012Validator(SCHEMA)
    accepted = 0
    for _ in range(400):
        made = damaged(rng)
        by_schema = validator.is_valid(made)
        accepted += by_schema
        assert by_schema == by_check(made), made
    assert 40 < accepted < 360


def by_check(made):
    try:
        check(made, PACK)
    except BadSituation as error:
        return any(said in error.message for said in BEYOND)
    return True


# What only the check knows: facts against each other, and dates as dates.
BEYOND = [contradiction.message for contradiction in PACK.contradictions] + ["not come yet"]
VALUES = [
    True,
    "",
    "yes",
    "L2",
    "unknown",
    ["health"],
    [],
    {},
    3,
    None,
    "2026-11-01",
    "none",
    "client",
    "gp",
    ["health"] * 2,
]


def damaged(rng):
    made = copy.deepcopy(ORDINARY)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        *path, last = rng.choice(
            [name for name in (*BY_NAME, "colour", "risk.colour", "requester", "recipient") if name != "now"]
        ).split(".")
        place = made
        for key in path:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):
                break
        else:
            if rng.random() < 0.4:
                place.pop(last, None)
            else:
                place[last] = rng.choice(VALUES)
    return made
