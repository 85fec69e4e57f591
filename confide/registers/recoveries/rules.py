"""One-time codes: for a first sign-in, and for whoever lost password or phone. Two people know that it is them.

- The person's own line manager asks, having recognised them; information governance confirms, having done so too.
  They are never the same, and neither is ever the person in question.
- The code is shown once, to the line manager, who tells it in person. It counts for a short time.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

OFFICE = "data_protection_officer"
"""The office of information governance; where it is about its holder, somebody else of it decides."""
ANSWERED_WITHIN = "2_hours"

RULES = Rules(
    name="recovery",
    plural="recoveries",
    prefix="RC",
    title="One-time codes",
    clauses=("1.7b", "1.2d"),
    confined=True,
    opened_by="people_manager",
    open_always=False,
    opening="vouch",
    workflow=Workflow(
        initial="vouched",
        final=frozenset({"given", "refused", "withdrawn"}),
        steps=(
            Step(
                "confirm", ("vouched",), "confirmed", clause="1.7b", by="office", needs=("how_confirmed",), fresh=True
            ),
            Step("refuse", ("vouched",), "refused", clause="1.7b", by="office", needs=("why_not",), fresh=True),
            Step("withdraw", ("vouched", "confirmed"), "withdrawn", clause="1.7b", by="opener"),
            Step("give_the_code", ("confirmed",), "given", clause="1.7b", by="opener", fresh=True),
        ),
    ),
)
