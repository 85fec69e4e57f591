"""The register of joiners, movers and leavers, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.movements import effects
from confide.registers.movements.models import Movement
from confide.registers.movements.rules import RULES


def sample(step: str, at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {"kind": "leave", "who": "kit", "leaves_at": at, "reason": "The contract ends."},
        "name_a_successor": {"of_what": "cases", "successor": "ines"},
        "refuse": {"why_not": "They stay on for another month."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Movement,
        pages=(
            Page(_("Who"), ("kind", "who", "reason"), steps=("open",)),
            Page(
                _("Joining or moving"),
                ("name", "job_title", "role", "team_name", "manages", "manager", "from_on"),
                steps=("open",),
                intro=_("Leave this empty for somebody who leaves. The name is only asked of somebody who joins."),
            ),
            Page(_("Leaving"), ("leaves_at",), steps=("open",), intro=_("Only for somebody who leaves.")),
            Page(_("A successor"), ("of_what", "successor"), steps=("name_a_successor",)),
            Page(_("Why not"), ("why_not",), steps=("refuse",)),
        ),
        columns=("kind", "who", "from_on"),
        effects={
            "open": effects.ask,
            "name_a_successor": effects.name_a_successor,
            "stop_access_now": effects.stop_access_now,
            "arrange": effects.arrange,
            "close": effects.close,
        },
        step_labels={
            "open": _("Somebody joins, moves or leaves"),
            "name_a_successor": _("Name a successor"),
            "stop_access_now": _("Stop their access now"),
            "arrange": _("Arrange it"),
            "refuse": _("Do not arrange it"),
            "close": _("It has happened"),
        },
        sample=sample,
    )
)
