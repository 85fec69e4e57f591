"""Asking for advice: a doubt or a question about the policy, put without naming anybody, and answered.

- A doubt goes to the line manager (2.4c) or the Managing Director (1.7l); a policy query to the latter (1.7m).
- It is answered by the end of the next working day.
- Whoever asks says nothing that names the person (2.3d); that is looked at before it is sent.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

DOUBT, POLICY_QUERY = "doubt", "policy_query"
LINE_MANAGER, MANAGING_DIRECTOR = "line_manager", "managing_director"
ANSWERED_WITHIN = "1_working_day"

RULES = Rules(
    name="advice",
    plural="advice",
    prefix="AD",
    title="Advice",
    clauses=("2.3d", "1.7l", "1.7m", "2.4c"),
    confined=True,
    opening="ask",
    workflow=Workflow(
        initial="asked",
        final=frozenset({"closed", "withdrawn"}),
        steps=(
            Step("answer", ("asked",), "answered", clause="1.7m", by="office", needs=("answer",)),
            Step("pass_on", ("asked",), "asked", clause="1.7l", by="office"),
            Step("withdraw", ("asked",), "withdrawn", clause="2.3d", by="opener", emergency=True),
            Step("close", ("answered",), "closed", clause="1.7l", by="opener", emergency=True),
        ),
    ),
)


def office_for(kind: str, asked_of: str) -> str:
    """The office that a question goes to: questions about the policy always go to the Managing Director."""
    return MANAGING_DIRECTOR if kind == POLICY_QUERY else asked_of


def clause_for(kind: str, office: str) -> str:
    """The clause under which it is asked."""
    if kind == POLICY_QUERY:
        return "1.7m"
    return "1.7l" if office == MANAGING_DIRECTOR else "2.4c"
