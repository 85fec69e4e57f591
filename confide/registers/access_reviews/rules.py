"""A review of access: signs about one member of staff, looked at by somebody else, and never decided unheard.

- Neither they nor their line manager review it.
- No outcome can be recorded before they were heard, and what they said is kept in their words.
- Misusing information is misconduct and can be a crime; explaining it ends the matter.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

REVIEWED_WITHIN = "1_month"
OUTCOMES = {
    "find_explained": "explained",
    "ask_for_training": "training",
    "pass_to_discipline": "discipline",
    "record_a_breach": "breach",
}
"""The step of each outcome, by which it is known everywhere."""

RULES = Rules(
    name="access_review",
    plural="access_reviews",
    prefix="AR",
    title="Reviews of access",
    clauses=("1.2e", "1.2a"),
    confined=True,
    opened_by="reviewer",
    opening="take_up",
    open_always=False,
    workflow=Workflow(
        initial="to_hear",
        final=frozenset(OUTCOMES.values()),
        steps=(
            Step("hear_them", ("to_hear",), "heard", clause="1.2e", by="owner", needs=("heard_on", "their_words")),
            *(Step(step, ("heard",), outcome, clause="1.2e", by="owner", needs=("findings",))
              for step, outcome in OUTCOMES.items()),
        ),
    ),
)  # fmt: skip
