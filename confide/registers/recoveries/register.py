"""The register of one-time codes, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.people.codes import digest
from confide.registers.recoveries import effects
from confide.registers.recoveries.journey import Give
from confide.registers.recoveries.models import Recovery
from confide.registers.recoveries.rules import RULES


def sample(step: str, _at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"who": "ama", "how_recognised": "She stood in front of me, with her badge."},
        "confirm": {"how_confirmed": "I rang her on the number in her staff file."},
        "refuse": {"why_not": "Nobody answered on the number in the staff file."},
        "give_the_code": {"digest": digest("an invented one")},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Recovery,
        pages=(
            Page(_("Who"), ("who", "how_recognised"), steps=("open",)),
            Page(_("The second person"), ("how_confirmed",), steps=("confirm",)),
            Page(_("Why not"), ("why_not",), steps=("refuse",)),
        ),
        columns=("who",),
        effects={"open": effects.vouch, "confirm": effects.confirm, "give_the_code": effects.give_the_code},
        journey=(path("<int:number>/give-the-code/", Give.as_view(), name="recoveries-code"),),
        step_labels={
            "open": _("Vouch for somebody who cannot sign in"),
            "confirm": _("Confirm that it is them"),
            "refuse": _("Give no code"),
            "give_the_code": _("Show the code"),
        },
        sample=sample,
    )
)
