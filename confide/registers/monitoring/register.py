"""The register of monitoring, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.monitoring import effects
from confide.registers.monitoring.models import Monitoring
from confide.registers.monitoring.rules import RULES

SWITCHES = ("switch_off", "switch_on")


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    on = at.date()
    typed: dict[str, Mapping[str, Any]] = {
        "open": {
            "assessment_version": 1,
            "assessed_on": on,
            "assessment": "To find looking without a reason. It may feel like distrust, so people are heard first.",
        },
        "give_notice": {"notice_version": 1, "notice_on": on, "how_given": "By letter and at the team meetings."},
        "switch_off": {"signs": ["namesake"], "why": "Half of one team shares a surname."},
        "switch_on": {"signs": ["namesake"], "why": "It names relatives only now."},
        "end": {"why": "A new assessment takes its place."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Monitoring,
        pages=(
            Page(_("The assessment"), ("assessment_version", "assessed_on", "assessment"), steps=("open",)),
            Page(_("The notice to staff"), ("notice_version", "notice_on", "how_given"), steps=("give_notice",)),
            Page(_("What was last switched or ended"), ("signs",), steps=SWITCHES),
            Page(_("The reason"), ("why",), steps=(*SWITCHES, "end")),
        ),
        columns=("assessment_version", "assessed_on"),
        effects={
            "open": effects.assess,
            "approve": effects.approve,
            "give_notice": effects.give_notice,
            "switch_off": effects.switch_off,
            "switch_on": effects.switch_on,
            "end": effects.end,
        },
        step_labels={
            "open": _("Record an assessment of the monitoring"),
            "approve": _("Approve the assessment"),
            "give_notice": _("Record that staff had the notice"),
            "switch_off": _("Switch signs off"),
            "switch_on": _("Switch signs on again"),
            "end": _("End the monitoring"),
        },
        sample=sample,
    )
)
