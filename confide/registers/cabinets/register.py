"""The register of cabinets, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.people import handover
from confide.registers.cabinets import effects, keys
from confide.registers.cabinets.journey import ADDRESSES
from confide.registers.cabinets.models import Cabinet
from confide.registers.cabinets.rules import RULES


def sample(step: str, _at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {
            "place": "Harrow Road, staff office, grey cabinet",
            "cabinet_locks": True,
            "office_locks": True,
            "key_holders": "ama, ben",
        },
        "change_the_keys": {"key_holders": "ben"},
    }
    return typed.get(step, {})


handover.announce(handover.Kind("keys", _("Keys of cabinets"), keys.held, keys.give))
add(
    Register(
        rules=RULES,
        facts=Cabinet,
        pages=(
            Page(
                _("The cabinet"),
                ("place", "cabinet_locks", "office_locks", "key_holders"),
                steps=("open",),
                intro=_("Paper that is confidential is kept in a cabinet that locks, in an office that locks."),
            ),
            Page(_("The last walk"), ("walked_on", "seen", "missing")),
            Page(_("What was in it besides"), ("surplus",), steps=("walk",)),
        ),
        columns=("place", "walked_on", "seen", "missing"),
        effects={
            "open": effects.set_up,
            "walk": effects.walk,
            "change_the_keys": effects.change_the_keys,
            "give_up": effects.give_up,
        },
        journey=ADDRESSES,
        step_labels={
            "open": _("Set up a cabinet"),
            "walk": _("Walk past it with the list"),
            "change_the_keys": _("Change who holds a key"),
            "give_up": _("Give it up"),
        },
        sample=sample,
    )
)
