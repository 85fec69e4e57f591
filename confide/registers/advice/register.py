"""The register of advice, announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.registers.advice.effects import answer, ask, nobody_named, pass_on
from confide.registers.advice.models import Advice
from confide.registers.advice.rules import RULES


def sample(step: str, _at: datetime) -> Mapping[str, Any]:
    """What one would type for a step."""
    typed: dict[str, Mapping[str, Any]] = {
        "open": {
            "kind": "doubt",
            "asked_of": "line_manager",
            "question": "May a neighbour who holds a key be told that somebody is in hospital?",
        },
        "answer": {"answer": "Only with the person's agreement. Ask them first."},
    }
    return typed.get(step, {})


add(
    Register(
        rules=RULES,
        facts=Advice,
        pages=(
            Page(_("The question"), ("kind", "asked_of", "question", "names_somebody"), steps=("open",)),
            Page(_("The answer"), ("answer",), steps=("answer",)),
        ),
        columns=("kind", "asked_of"),
        everyday=True,
        effects={"open": ask, "pass_on": pass_on, "answer": answer},
        guards={"open": nobody_named},
        step_labels={
            "open": _("Ask for advice"),
            "answer": _("Answer"),
            "pass_on": _("Pass on to the Managing Director"),
            "withdraw": _("I do not need it any more"),
            "close": _("Thank you, that helps"),
        },
        sample=sample,
    )
)
