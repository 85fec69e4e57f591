"""The register of legal holds, announced."""

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.records.holdings import bar
from confide.registers.legal_holds import effects
from confide.registers.legal_holds.models import LegalHold
from confide.registers.legal_holds.rules import RULES

bar(effects.stopped)
add(
    Register(
        rules=RULES,
        facts=LegalHold,
        pages=(
            Page(_("What is held"), ("kind", "who", "covers", "reason", "review_on"), steps=("open",)),
            Page(_("Why it is over"), ("why_lifted",), steps=("lift",)),
        ),
        columns=("kind", "who", "review_on"),
        effects={"open": effects.place, "hold_on": effects.hold_on, "lift": effects.lift},
        step_labels={
            "open": _("Place a legal hold"),
            "hold_on": _("Hold on, and look at it again"),
            "lift": _("Lift the hold"),
        },
        sample=effects.sample,
    )
)
