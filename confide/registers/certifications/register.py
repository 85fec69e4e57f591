"""The register of who may see what, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.certifications import calling, effects
from confide.registers.certifications.journey import Certify
from confide.registers.certifications.models import Certification
from confide.registers.certifications.rules import KEPT, RULES, quarter

__all__ = ["calling"]


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"quarter": quarter(at.date()), "who": "ben"},
        "certify": {"answers": {"ama": KEPT, "kit": KEPT}},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Certification,
        pages=(
            Page(_("Whose people, and when"), ("quarter", "who"), steps=("open",)),
            Page(_("How it went"), ("chased",)),
        ),
        columns=("quarter", "who", "chased"),
        effects={"open": effects.call, "certify": effects.certify, "chase": effects.chase},
        journey=(path("<int:number>/certify/", Certify.as_view(), name="certifications-certify"),),
        step_labels={
            "open": _("Ask a line manager who may see what"),
            "certify": _("Say who may see what"),
            "chase": _("Remind them"),
        },
        sample=sample,
    )
)
