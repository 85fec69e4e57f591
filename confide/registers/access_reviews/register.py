"""The register of reviews of access, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.people import clockwork, misuse
from confide.registers.access_reviews import effects
from confide.registers.access_reviews.journey import ADDRESSES
from confide.registers.access_reviews.models import AccessReview
from confide.registers.access_reviews.rules import OUTCOMES, RULES
from confide.registers.access_reviews.signs import notices, shows

LAW = _(
    "Looking without a reason is misconduct, and so is looking on while somebody else does. To obtain or disclose"
    " personal data knowingly or recklessly, without the organisation's consent, is an offence (Data Protection Act"
    " 2018, section 170), as is to identify people behind codes (section 171). Where it may be one, pass it to"
    " discipline and tell the Managing Director, who decides about reporting it."
)


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    found = {"findings": "What the record shows and what was said agree."}
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"who": "kit", "why": "Somebody saw a neighbour's record on the screen."},
        "hear_them": {"heard_on": at.date(), "their_words": "I was asked to cover the round that evening."},
        **dict.fromkeys(OUTCOMES, found),
    }
    return typed.get(step, {})


clockwork.add("signs of misuse", misuse.look)
add(
    Register(
        rules=RULES,
        facts=AccessReview,
        pages=(
            Page(_("Whose access, and why"), ("who", "why"), steps=("open",)),
            Page(_("What they said"), ("heard_on", "their_words"), steps=("hear_them",)),
            Page(_("What was found"), ("findings",), steps=tuple(OUTCOMES), intro=LAW),
        ),
        columns=("who", "heard_on"),
        effects={
            "open": effects.take_up,
            "hear_them": effects.hear_them,
            **dict.fromkeys(OUTCOMES, effects.settle),
        },
        opens_by_journey=True,
        journey=ADDRESSES,
        step_labels={
            "open": _("Review somebody's access"),
            "hear_them": _("Record what they said"),
            "find_explained": _("It is explained"),
            "ask_for_training": _("They need training"),
            "pass_to_discipline": _("Pass it to discipline"),
            "record_a_breach": _("Record it as a breach"),
        },
        notices=notices,
        shows=shows,
        sample=sample,
    )
)
