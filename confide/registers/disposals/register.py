"""The register of disposals, announced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.disposals import effects, journey
from confide.registers.disposals.models import Disposal
from confide.registers.disposals.rules import RULES


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step: a box of applications that led to nothing, shredded in the office."""
    on = timezone.localdate(at)
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"rule": "RA-05", "made_on": on - timedelta(days=200), "paper_files": 3},
        "keep_longer": {"review_on": on + timedelta(days=90), "why_kept": "Somebody asked why they were not taken."},
        "refuse": {"why_refused": "Two of them are about to be taken after all."},
        "destroy": {"paper_level": "P-4", "shredded_on": on, "witness": "ama"},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Disposal,
        pages=(
            Page(
                _("What is reviewed"),
                ("which", "rule", "made_on", "paper_files"),
                steps=("open",),
                intro=_("Choose from the list of what is due. Nothing is destroyed before somebody else has agreed."),
            ),
            Page(_("Kept longer"), ("review_on", "why_kept"), steps=("keep_longer",)),
            Page(_("What the office said"), ("why_refused",), steps=("refuse",)),
            Page(
                _("How it was destroyed"),
                ("paper_level", "shredded_on", "witness", "certificate_number"),
                steps=("destroy",),
                intro=_(
                    "Electronic records are destroyed with their keys when you confirm. Answer these for paper only."
                ),
            ),
            Page(_("Destroyed"), ("destroyed_at", "erased_on")),
        ),
        columns=("rule", "paper_files", "erased_on"),
        effects={
            "open": effects.review,
            "keep_longer": effects.keep_longer,
            "propose": effects.propose,
            "approve": effects.approve,
            "refuse": effects.refuse,
            "destroy": effects.destroy,
            "withdraw": effects.withdraw,
        },
        journey=journey.ADDRESSES,
        step_labels={
            "open": _("Review what is due"),
            "keep_longer": _("Keep it longer"),
            "propose": _("Propose to destroy it"),
            "approve": _("Agree that it is destroyed"),
            "refuse": _("Do not agree"),
            "destroy": _("Destroy it"),
            "withdraw": _("Give this review up"),
        },
        sample=sample,
    )
)
