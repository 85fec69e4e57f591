"""A legal hold: nothing that it covers is destroyed before it is lifted, whatever any other rule says.

- It covers one person or everybody, under some rules or under all of them.
- It is looked at again by a day that is set; anybody may place one, information governance lifts it, with the reason.
- It is seen by whoever placed it and by information governance: that there is a claim is a confidence as well.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

RULES = Rules(
    name="legal_hold",
    plural="legal_holds",
    prefix="LH",
    title="Legal holds",
    clauses=("2.8j",),
    opening="place",
    workflow=Workflow(
        initial="held",
        final=frozenset({"lifted"}),
        steps=(
            Step("hold_on", ("held",), "held", clause="2.8j", by="handler", needs=("review_on",)),
            Step("lift", ("held",), "lifted", clause="2.8j", by="governance", needs=("why_lifted",)),
        ),
    ),
)
