"""Breaking the glass: seeing one person without being on their team, for half an hour, for a reason that is read.

- It opens a record to be read, and nothing comes of it: no disclosure, no entry, no case.
- The Managing Director, or whoever stands in where they are away or broke it themselves, is told at once, reads each
  and judges it within three working days. What was not justified becomes a review.
- A person is named exactly or not found. A wrong name and a wrong date get one answer, and each is counted.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

MANAGING_DIRECTOR = "managing_director"
JUDGED_WITHIN = "3_working_days"

RULES = Rules(
    name="break_glass",
    plural="broken_glass",
    prefix="BG",
    title="Broken glass",
    clauses=("2.3g", "1.2e", "1.7b"),
    confined=True,
    opening="break",
    open_always=False,
    workflow=Workflow(
        initial="to_be_read",
        final=frozenset({"justified", "not_justified"}),
        steps=(
            Step("end_now", ("to_be_read",), "to_be_read", clause="1.7b", by="opener", emergency=True),
            Step("find_justified", ("to_be_read",), "justified", clause="2.3g", by="office", needs=("judgement",)),
            Step("find_not_justified", ("to_be_read",), "not_justified", clause="1.2e", by="office",
                 needs=("judgement",)),
        ),
    ),
)  # fmt: skip
