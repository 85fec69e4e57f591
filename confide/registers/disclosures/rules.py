"""A disclosure, from question to proof: its workflow, what an identity check is worth, and what went.

- A decision not to share, a referral and a refusal are cases like any other: each closes with its own record.
- A number that came with the request proves nothing, whatever was done with it.
- The truth about what went is never refused. What differs from the decision is named, so that somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

IN_HAND = ("asked", "to_carry_out")
WENT = ("sent", "sent_to")

WORKFLOW = Workflow(
    initial="asked",
    final=frozenset({"carried_out", "answered", "silent", "withdrawn"}),
    steps=(
        Step("decide_to_share", ("asked",), "to_carry_out", clause="2.3l", by="handler", needs=("reasons", "basis")),
        Step("decide_not_to_share", IN_HAND, "to_answer", clause="2.3m", by="handler", needs=("reasons",)),
        Step("refer", ("asked",), "with_office", clause="1.7l", by="handler", needs=("office_question",)),
        Step("ask_again", IN_HAND, "asked", clause="1.7k", by="handler"),
        Step("take_up", ("with_office",), "with_office", clause="2.3d", by="office"),
        Step(
            "approve",
            ("with_office",),
            "to_carry_out",
            clause="1.7l",
            by="office",
            needs=("office_reasons", "basis"),
            fresh=True,
        ),
        Step(
            "refuse", ("with_office",), "to_answer", clause="2.3m", by="office", needs=("office_reasons",), fresh=True
        ),
        Step("withdraw", ("asked", "with_office"), "withdrawn", clause="1.7k", by="handler", needs=("reasons",)),
        Step("carry_out", ("to_carry_out",), "carried_out", clause="2.3l", by="handler", needs=WENT),
        Step("answer_the_asker", ("to_answer",), "answered", clause="2.3m", by="handler", needs=("answered_how",)),
        Step("keep_silent", ("to_answer",), "silent", clause="2.3m", by="handler", needs=("silence_reason",)),
        Step("share_in_emergency", ("asked",), "to_complete", clause="1.3c", by="handler", emergency=True),
        Step("complete_the_record", ("to_complete",), "carried_out", "1.7k", by="handler", needs=WENT, emergency=True),
        Step("record_afterwards", ("asked",), "carried_out", clause="2.3l", by="handler", needs=WENT, emergency=True),
    ),
)

RULES = Rules(
    name="disclosure",
    plural="disclosures",
    prefix="DI",
    title="Disclosures",
    clauses=("1.3", "1.7", "2.3", "2.4", "2.5"),
    workflow=WORKFLOW,
    bars_disposal=True,
)

# How somebody was identified, and the level that follows (policy 2.5; practice: ring back through the switchboard).
LEVELS: Mapping[str, str] = {
    "not_checked": "L0",
    "known_to_us": "L1",
    "called_back": "L2",
    "official_reply": "L2",
    "seen_in_person": "L2",
    "called_back_and_confirmed": "L3",
    "reference_confirmed": "L4",
    "check_failed": "failed",
}
# These are worth something only through a number or an address that we found ourselves.
THROUGH_A_PUBLISHED_CONTACT = frozenset(
    {"called_back", "official_reply", "called_back_and_confirmed", "reference_confirmed"}
)
OUR_OWN_SOURCES = frozenset({"directory", "published"})
CHECK_HOLDS_FOR = timedelta(hours=24)

# The person is told before it goes; and afterwards, where that was not done.
TELL_BEFORE, TELL_AFTER = "tell_subject_before", "tell_subject_after"

# Duties that the record itself proves done, and what is recorded then; any one of the facts proves it.
PROVED_BY: Mapping[str, tuple[str, ...]] = {
    "record_decision": ("reasons", "office_reasons"),
    "record_refusal": ("reasons", "office_reasons"),
    "say_in_confidence": ("told_in_confidence",),
    "mark_post": ("marked",),
    "track_post": ("tracking_number",),
    "answer_asker": ("answered_how", "silence_reason"),
    "complete_within_24_hours": ("sent",),
}


def proved(recorded: Mapping[str, object]) -> frozenset[str]:
    """The duties that what was recorded with a step proves done."""
    return frozenset(code for code, facts in PROVED_BY.items() if any(recorded.get(fact) for fact in facts))


def identity_level(method: str, source: str) -> str:
    """The level L0 to L4, or "failed", of a way of identifying somebody with a number or address from `source`.

    A number given in the request is L0 whatever was done with it. An unknown method is L0.
    """
    if method in THROUGH_A_PUBLISHED_CONTACT and source not in OUR_OWN_SOURCES:
        return "L0"
    return LEVELS.get(method, "L0")


def check_is_stale(checked_at: datetime, at: datetime) -> bool:
    """Whether an identity check is too old to send on; it holds for 24 hours."""
    return at - checked_at > CHECK_HOLDS_FOR


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: the categories to release, by which channel, and when.

    `at` is None where sharing came first and the decision after it: in an emergency, or recorded afterwards.
    """

    release: frozenset[str]
    channel: str
    at: datetime | None = None
    refused: bool = False
    """Whether the policy's answer was no, and not only "not yet"."""
    by_nobody: bool = False
    """Whether nobody had decided anything, so that there is only what the policy would have let go then."""
    lapsed: frozenset[str] = frozenset()
    """Of the categories to release those that could not go any more: a consent was withdrawn meanwhile, say."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What in fact went, how and when. `at` is known to the minute."""

    categories: frozenset[str]
    channel: str
    to_the_recipient_decided: bool
    told_in_confidence: bool
    accepted: bool
    unmarked_post: bool = False
    at: datetime | None = None
    person_not_told: bool = False
    """Whether the person had to be told before it went, and was not."""


def differences(decided: Decided, sent: Sent, *, less_secure: Collection[str]) -> tuple[str, ...]:
    """How what went differs from what was decided, as codes; empty when it was sent as decided.

    Less than was decided is no difference: the least that does the job is the rule (1.7i). A different channel counts
    where it is one of the `less_secure` ones. What should never have gone at all is named as that.
    """
    more = not decided.refused and not sent.categories <= decided.release
    found = {
        "should_not_have_gone": decided.refused,
        "more_than_decided": more and not decided.by_nobody,
        "more_than_allowed": more and decided.by_nobody,
        "no_longer_allowed": bool(sent.categories & decided.lapsed),
        "before_decided": _before(decided.at, sent.at),
        "person_not_told": sent.person_not_told,
        "another_recipient": not sent.to_the_recipient_decided,
        "less_secure_channel": sent.channel != decided.channel and sent.channel in less_secure,
        "not_told_in_confidence": not sent.told_in_confidence,
        "not_accepted": sent.told_in_confidence and not sent.accepted,
        "post_not_marked": sent.unmarked_post,
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _before(decided_at: datetime | None, sent_at: datetime | None) -> bool:
    """Whether it went in a minute before the one in which it was decided."""
    return decided_at is not None and sent_at is not None and sent_at < decided_at.replace(second=0, microsecond=0)
