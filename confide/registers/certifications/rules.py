"""Each quarter every line manager says who of their people may go on seeing what: kept, changed or ended.

- The calendar opens one case for each manager and quarter, once; it is due two weeks later and chased when late.
- What is to be changed or ended is a duty from then on, carried out as a movement.
"""

from collections.abc import Mapping
from datetime import date

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

KEPT, CHANGED, ENDED = "kept", "changed", "ended"
OUTCOMES = (KEPT, CHANGED, ENDED)
DAYS = 14
CHASED_EVERY_DAYS = 7

RULES = Rules(
    name="certification",
    plural="certifications",
    prefix="CE",
    title="Who may see what",
    clauses=("1.7b",),
    confined=True,
    opened_by="governance",
    opening="call",
    workflow=Workflow(
        initial="due",
        final=frozenset({"certified"}),
        steps=(
            Step("certify", ("due",), "certified", clause="1.7b", by="owner", needs=("answers",), fresh=True),
            # The calendar does it in the name of an office, which has nothing to do with anybody's training.
            Step("chase", ("due",), "due", clause="1.7b", by="governance", emergency=True),
        ),
    ),
)


def quarter(on: date) -> str:
    """The quarter that a day is in, such as 2026-Q4."""
    return f"{on.year}-Q{(on.month - 1) // 3 + 1}"


def unanswered(people: Mapping[str, str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """The user names of those for whom no answer, or none that counts, was given."""
    return tuple(who for who in people if answers.get(who) not in OUTCOMES)
