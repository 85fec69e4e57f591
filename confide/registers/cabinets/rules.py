"""A cabinet: it locks, it stands in an office that locks, and it is written down who holds a key.

- Somebody walks past it every three months with the list of what should be there. What is not there is missing.
- It is given up when nothing is in it any more.
"""

from collections.abc import Mapping, Sequence

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

WALKED_EVERY = "3_months"
THERE, NOT_THERE = "there", "not_there"
SEEN = (THERE, NOT_THERE)

RULES = Rules(
    name="cabinet",
    plural="cabinets",
    prefix="CB",
    title="Cabinets",
    clauses=("2.8h", "2.4e"),
    opened_by="people_manager",
    opening="set_up",
    workflow=Workflow(
        initial="in_use",
        final=frozenset({"given_up"}),
        due={"in_use": "to_be_walked_past"},
        steps=(
            Step("walk", ("in_use",), "in_use", clause="2.4e", by="reader"),
            Step("change_the_keys", ("in_use",), "in_use", clause="2.8h", by="people_manager", needs=("key_holders",)),
            Step("give_up", ("in_use",), "given_up", clause="2.8h", by="people_manager"),
        ),
    ),
)


def names(typed: str) -> tuple[str, ...]:
    """The user names in a list parted by commas, spaces or lines, once each."""
    return tuple(dict.fromkeys(typed.replace(",", " ").split()))


def unanswered(references: Sequence[str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """What nobody looked for yet."""
    return tuple(each for each in references if answers.get(each) not in SEEN)
