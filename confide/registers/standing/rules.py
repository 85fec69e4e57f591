"""The standing of one member of staff: agreement, induction, training, and the rare leave to go on without training.

- One case for each member of staff, from their first day to their last; every step adds a dated row with its evidence.
- The agreement is signed by the person in question. Induction and training are recorded by their line manager.
- Training counts with competence shown (1.6d). Going on without it is allowed by an office, for seven days at most.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

GOING_ON = "managing_director"
"""The office that lets somebody go on without training."""

RULES = Rules(
    name="standing",
    plural="standing",
    prefix="ST",
    title="Standing of staff",
    clauses=("1.5a", "1.6b", "1.6d", "1.2d"),
    confined=True,
    opening="begin",
    workflow=Workflow(
        initial="kept",
        final=frozenset({"ended"}),
        steps=(
            Step("sign_the_agreement", ("kept",), "kept", clause="1.5a", by="owner",
                 needs=("agreement_version", "agreement_form"), emergency=True),
            Step("cover_the_induction", ("kept",), "kept", clause="1.6b", by="line_manager", needs=("inducted_on",)),
            Step("record_training", ("kept",), "kept", clause="1.6d", by="line_manager",
                 needs=("trained_on", "competence_shown", "evidence")),
            Step("ask_to_go_on", ("kept",), "asked_to_go_on", clause="1.6d", by="reader",
                 needs=("why_go_on",), emergency=True),
            Step("let_them_go_on", ("asked_to_go_on",), "kept", clause="1.6d", by="office",
                 needs=("go_on_until", "why_allowed"), fresh=True),
            Step("let_them_wait", ("asked_to_go_on",), "kept", clause="1.6d", by="office", needs=("why_allowed",)),
            Step("end", ("kept",), "ended", clause="1.5a", by="line_manager"),
        ),
    ),
)  # fmt: skip
