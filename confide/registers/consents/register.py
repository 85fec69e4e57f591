"""The register of consents, announced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.consents.effects import record, record_its_end, withdraw
from confide.registers.consents.models import Consent
from confide.registers.consents.rules import RULES


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    if step != "open":
        return {}
    return {
        "state": "given",
        "covers": ["contact", "wellbeing"],
        "recipients": ["family"],
        "purposes": ["family_update"],
        "form": "paper",
        "given_by": "subject",
        "capacity": "has",
        "explained": "yes",
        "discussed_on": (at - timedelta(days=1)).date(),
        "expires_on": (at + timedelta(days=30)).date(),
        "explanation": "That her daughter would hear how she is, and may worry when she hears bad news.",
    }


PAGES = (
    Page(_("The answer"), ("state", "form", "given_by", "capacity"), steps=("open",)),
    Page(_("What it is about"), ("covers", "recipients", "purposes"), steps=("open",)),
    Page(
        _("What was said"),
        ("discussed_on", "explained", "explanation", "evidence", "expires_on"),
        steps=("open",),
        intro=_("Agreement counts only if the person knew what would be shared, what for, and what may come of it."),
    ),
    Page(_("Somebody who decides for them"), ("authority", "other_name", "proof", "proof_seen_on"), steps=("open",)),
)

add(
    Register(
        rules=RULES,
        facts=Consent,
        pages=PAGES,
        columns=("state", "purposes", "discussed_on"),
        effects={"open": record, "withdraw": withdraw, "record_its_end": record_its_end},
        needs_person=True,
        everyday=True,
        step_labels={
            "open": _("Record a consent"),
            "withdraw": _("They take it back"),
            "record_its_end": _("Its agreed end has come"),
        },
        sample=sample,
    )
)
