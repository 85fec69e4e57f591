"""The register of disclosures, announced: its pages, its effects, its own addresses, and what one would type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.disclosures.addresses import ADDRESSES
from confide.registers.disclosures.effects import EFFECTS
from confide.registers.disclosures.known import REVIEW, STILL_UNSAFE, disclosed, may_know
from confide.registers.disclosures.labels import STEPS
from confide.registers.disclosures.models import Disclosure
from confide.registers.disclosures.notices import notices
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.ticking import MISSED
from confide.registers.disclosures.verdict import became

WENT = ("sent", "sent_to", "sent_at", "sent_channel", "marked", "tracking_number", "told_in_confidence", "accepted")
SENDING = ("carry_out", "complete_the_record", "record_afterwards")

# An emergency in which everything may be shared, so that every step can be taken from it.
SITUATION: Mapping[str, Any] = {
    "action": "disclose",
    "initiated_by": "we_tell",
    "recipient": {"kind": "emergency_service", "need_to_know": "yes"},
    "subject": {"kind": "service_user"},
    "ask": ["identity", "health"],
    "purpose": "danger",
    "risk": {"to": "subject", "level": "immediate"},
    "channel": "phone",
}


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    went = {
        "sent": [{"category": "health", "what": "That she has a heart condition.", "sha256": ""}],
        "sent_to": "Control room",
        "sent_at": at,
        "sent_channel": "phone",
        "told_in_confidence": True,
        "accepted": True,
    }
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"situation": SITUATION, "recipient_name": "Control room"},
        "ask_again": {"situation": SITUATION, "recipient_name": "Control room"},
        "decide_to_share": {"reasons": "She needs help now.", "confirmed": True},
        "decide_not_to_share": {"reasons": "Nobody needs it any more."},
        "refer": {"office_question": "May we tell the crew what medicines somebody takes?"},
        "approve": {"office_reasons": "It protects her.", "confirmed": True},
        "refuse": {"office_reasons": "It is not needed."},
        "withdraw": {"reasons": "Asked by mistake."},
        "answer_the_asker": {"answered_how": "phone", "answered_at": at, "answer": "That we cannot help."},
        "keep_silent": {"silence_reason": "Nobody asked."},
        "carry_out": went,
        "complete_the_record": {**went, "reasons": "She was on the floor and did not answer."},
        "record_afterwards": {**went, "reasons": "There was no time."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Disclosure,
        pages=(
            Page(_("What is asked"), ("action", "purpose", "asked_categories", "recipient_kind", "requester_kind")),
            Page(
                _("The decision"), ("outcome", "release", "reasons"), steps=("decide_to_share", "decide_not_to_share")
            ),
            Page(_("Withdrawn"), ("reasons",), steps=("withdraw", "complete_the_record", "record_afterwards")),
            Page(_("The office's decision"), ("office_question", "office_reasons"), steps=()),
            Page(_("What went"), WENT, steps=SENDING),
            Page(_("The answer"), ("answered_how", "answered_at", "answer"), steps=("answer_the_asker",)),
            Page(_("Silence"), ("silence_reason",), steps=("keep_silent",)),
        ),
        columns=("recipient_kind",),
        effects=EFFECTS,
        opens_by_journey=True,
        everyday=True,
        journey=ADDRESSES,
        step_labels=STEPS,
        questions={REVIEW: STILL_UNSAFE},
        notices=notices,
        missed=MISSED,
        became=became,
        may_know=may_know,
        disclosed=disclosed,
        sample=sample,
    )
)
