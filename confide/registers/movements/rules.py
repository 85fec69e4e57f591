"""Joiners, movers and leavers: asked for by whoever manages people, arranged by information governance.

- Two people for every change of who may see what, and nobody for themselves.
- Whoever leaves has a minute of leaving, and a named successor for everything that they hold, before it is arranged.
- Access can be stopped at once; the successors are named afterwards.
"""

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

JOIN, MOVE, LEAVE = "join", "move", "leave"
OFFICE = "data_protection_officer"
"""The office of information governance."""
ARRANGED_WITHIN = "1_working_day"

RULES = Rules(
    name="movement",
    plural="movements",
    prefix="MV",
    title="Joiners, movers, leavers",
    clauses=("1.7b", "1.2d"),
    confined=True,
    opened_by="people_manager",
    open_always=False,
    opening="ask",
    workflow=Workflow(
        initial="asked",
        final=frozenset({"done", "refused", "withdrawn"}),
        steps=(
            Step("name_a_successor", ("asked",), "asked", clause="1.7b", by="handler", needs=("of_what", "successor")),
            Step("stop_access_now", ("asked",), "asked", clause="1.7b", by="handler", fresh=True),
            Step("arrange", ("asked",), "arranged", clause="1.7b", by="office", fresh=True),
            Step("refuse", ("asked",), "refused", clause="1.7b", by="office", needs=("why_not",), fresh=True),
            Step("withdraw", ("asked",), "withdrawn", clause="1.7b", by="handler"),
            Step("close", ("arranged",), "done", clause="1.7b", by="handler"),
        ),
    ),
)

NEEDS = {
    JOIN: ("who", "name", "role", "team_name", "manager", "from_on"),
    MOVE: ("who", "role", "team_name", "manager", "from_on"),
    LEAVE: ("who", "leaves_at"),
}


def missing(kind: str, typed: dict[str, object]) -> tuple[str, ...]:
    """What has to be said for this kind of movement and was not."""
    return tuple(name for name in NEEDS[kind] if typed.get(name) in (None, ""))
