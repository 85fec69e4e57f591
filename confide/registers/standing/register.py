"""The register of standing, announced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.standing import effects
from confide.registers.standing.models import Standing
from confide.registers.standing.rules import RULES
from confide.registers.standing.telling import notices


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    on = at.date()
    typed: dict[str, Mapping[str, Any]] = {
        "sign_the_agreement": {"agreement_version": 1, "agreement_form": "electronic"},
        "cover_the_induction": {"inducted_on": on},
        "record_training": {
            "trained_on": on,
            "competence_shown": True,
            "evidence": "Answered all questions of the test.",
        },
        "ask_to_go_on": {"why_go_on": "The only course this week is full."},
        "let_them_go_on": {"go_on_until": on + timedelta(days=6), "why_allowed": "Nobody else knows these people."},
        "let_them_wait": {"why_allowed": "Somebody else can take the round."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Standing,
        pages=(
            Page(_("Who"), ("who",), steps=("open",)),
            Page(_("The agreement"), ("agreement_version", "agreement_form"), steps=("sign_the_agreement",)),
            Page(_("Induction"), ("inducted_on",), steps=("cover_the_induction",)),
            Page(_("Training"), ("trained_on", "competence_shown", "evidence"), steps=("record_training",)),
            Page(_("Going on without training"), ("why_go_on",), steps=("ask_to_go_on",)),
            Page(_("What the office decided"), ("go_on_until", "why_allowed"), steps=("let_them_go_on",)),
        ),
        columns=("who", "trained_on"),
        effects={
            "open": effects.begin,
            "sign_the_agreement": effects.sign_the_agreement,
            "cover_the_induction": effects.cover_the_induction,
            "record_training": effects.record_training,
            "ask_to_go_on": effects.ask_to_go_on,
            "let_them_go_on": effects.let_them_go_on,
            "let_them_wait": effects.let_them_wait,
        },
        step_labels={
            "open": _("Begin to keep somebody's standing"),
            "sign_the_agreement": _("Sign the agreement"),
            "cover_the_induction": _("Record the induction"),
            "record_training": _("Record training"),
            "ask_to_go_on": _("Ask to go on without training"),
            "let_them_go_on": _("Let them go on"),
            "let_them_wait": _("Let them wait for the training"),
            "end": _("They have left"),
        },
        notices=notices,
        sample=sample,
    )
)
