"""What went is compared with what was decided, and an identity is worth what was done to check it."""

from datetime import UTC, datetime, timedelta

import pytest

from confide.registers.disclosures.rules import RULES, Decided, Sent, check_is_stale, differences, identity_level

DECIDED_AT = datetime(2026, 11, 24, 10, 30, 20, tzinfo=UTC)
DECIDED = Decided(release=frozenset({"identity", "contact"}), channel="secure_email", at=DECIDED_AT)
INSECURE = {"email", "post", "messaging", "social_media"}


def sent(**changes):
    usual = {
        "categories": frozenset({"identity"}),
        "channel": "secure_email",
        "to_the_recipient_decided": True,
        "told_in_confidence": True,
        "accepted": True,
    }
    return Sent(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"categories": frozenset({"identity", "contact"})}, ()),
        ({"channel": "in_person"}, ()),
        ({"categories": frozenset({"identity", "health"})}, ("more_than_decided",)),
        ({"to_the_recipient_decided": False}, ("another_recipient",)),
        ({"channel": "email"}, ("less_secure_channel",)),
        ({"told_in_confidence": False, "accepted": False}, ("not_told_in_confidence",)),
        ({"accepted": False}, ("not_accepted",)),
        ({"unmarked_post": True}, ("post_not_marked",)),
        ({"at": DECIDED_AT}, ()),
        ({"at": DECIDED_AT.replace(second=0)}, ()),
        ({"at": DECIDED_AT - timedelta(minutes=1)}, ("before_decided",)),
        ({"at": DECIDED_AT - timedelta(days=400)}, ("before_decided",)),
        ({"person_not_told": True}, ("person_not_told",)),
    ],
)
def test_what_went_is_compared_with_what_was_decided(changes, expected):
    assert differences(DECIDED, sent(**changes), less_secure=INSECURE) == expected


def test_where_sharing_came_first_going_before_the_decision_is_no_difference():
    first = Decided(release=DECIDED.release, channel="secure_email")
    assert differences(first, sent(at=DECIDED_AT - timedelta(days=1)), less_secure=INSECURE) == ()


def test_what_should_never_have_gone_is_named_as_that_and_not_as_more():
    never = Decided(release=frozenset(), channel="phone", refused=True)
    assert differences(never, sent(channel="phone"), less_secure=INSECURE) == ("should_not_have_gone",)


@pytest.mark.parametrize(
    ("method", "source", "level"),
    [
        ("not_checked", "", "L0"),
        ("known_to_us", "", "L1"),
        ("called_back", "directory", "L2"),
        ("official_reply", "published", "L2"),
        ("called_back_and_confirmed", "directory", "L3"),
        ("reference_confirmed", "directory", "L4"),
        ("check_failed", "", "failed"),
        ("invented", "directory", "L0"),
    ],
)
def test_the_level_follows_from_the_method(method, source, level):
    assert identity_level(method, source) == level


@pytest.mark.parametrize(
    "method", ["called_back", "official_reply", "called_back_and_confirmed", "reference_confirmed"]
)
@pytest.mark.parametrize("source", ["given", "", "invented"])
def test_a_number_given_in_the_request_never_counts(method, source):
    assert identity_level(method, source) == "L0"


def test_an_identity_check_holds_for_a_day():
    checked = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert not check_is_stale(checked, checked + timedelta(hours=24))
    assert check_is_stale(checked, checked + timedelta(hours=24, seconds=1))


def test_not_sharing_can_be_decided_wherever_sharing_can():
    offered = {step.name: step.sources for step in RULES.workflow.steps}
    assert set(offered["decide_to_share"]) <= set(offered["decide_not_to_share"])


def test_what_happens_in_an_emergency_needs_no_training_first():
    emergency = {step.name for step in RULES.workflow.steps if step.emergency}
    assert emergency == {"share_in_emergency", "complete_the_record", "record_afterwards"}
