"""The register of broken glass, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.break_glass import effects
from confide.registers.break_glass.models import BreakGlass
from confide.registers.break_glass.notices import may_know, notices, shows
from confide.registers.break_glass.rules import RULES

INTRO = _(
    "This shows you one person's record for 30 minutes, to read. Nothing may be passed on because of it. In immediate"
    " danger you need not do this: share the minimum as an emergency. The Managing Director is told at once."
)


def sample(step: str, _at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {
            "reference": "P-00001",
            "reason": "She rang the office, confused about her tablets, and nobody of her team answers.",
        },
        "find_justified": {"judgement": "She was helped within minutes; the team had no cover."},
        "find_not_justified": {"judgement": "Her team was at their desks and was not asked."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=BreakGlass,
        pages=(
            Page(_("Whom"), ("reference", "full_name", "born_on"), steps=("open",), intro=INTRO, only_asked=True),
            Page(_("The reason"), ("reason",), steps=("open",)),
            Page(_("The judgement"), ("judgement",), steps=("find_justified", "find_not_justified")),
        ),
        columns=("reference",),
        effects={
            "open": effects.break_it,
            "end_now": effects.end_now,
            "find_justified": effects.judge,
            "find_not_justified": effects.find_not_justified,
        },
        guards={"open": effects.find},
        step_labels={
            "open": _("Break the glass"),
            "end_now": _("End it now"),
            "find_justified": _("It was justified"),
            "find_not_justified": _("It was not justified"),
        },
        may_know=may_know,
        notices=notices,
        shows=shows,
        sample=sample,
    )
)
