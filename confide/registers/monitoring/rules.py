"""Whether and how access is monitored: nothing begins before two people approved its assessment and staff were told.

- Information governance writes the assessment; the Managing Director approves it, and nobody approves their own.
- The notice is given to everybody who works here; whoever joins later is given it before anything of theirs counts.
- Each kind of sign can be switched off, and on again, with the reason and by name.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

MANAGING_DIRECTOR = "managing_director"
KEPT = ("assessed", "in_force")

RULES = Rules(
    name="monitoring",
    plural="monitoring",
    prefix="MO",
    title="Monitoring of access",
    clauses=("1.2e", "1.2a"),
    opened_by="governance",
    opening="assess",
    open_always=False,
    workflow=Workflow(
        initial="assessed",
        final=frozenset({"ended"}),
        steps=(
            Step("approve", ("assessed",), "in_force", clause="1.2e", by="office"),
            *(Step("give_notice", (state,), state, clause="1.2d", by="governance",
                   needs=("notice_version", "notice_on", "how_given")) for state in KEPT),
            Step("switch_off", ("in_force",), "in_force", clause="1.2e", by="governance", needs=("signs", "why")),
            Step("switch_on", ("in_force",), "in_force", clause="1.2e", by="governance", needs=("signs", "why")),
            Step("end", KEPT, "ended", clause="1.2e", by="governance", needs=("why",)),
        ),
    ),
)  # fmt: skip
