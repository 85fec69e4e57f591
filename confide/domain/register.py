"""The rules of a register: what kind of case it keeps, under which clauses, through which steps.

- Everything else about a register (addresses, pages, permissions, ledger events, tests) is derived from this.
"""

import re
from dataclasses import dataclass

from confide.domain.workflow import Workflow

OPEN = "open"
READ = "read"
TO_SUCCESSOR = "give_to_successor"
"""What becomes of an open case of somebody who leaves. Neither this nor the two above is a step of a register's own."""
_CODE = re.compile(r"[a-z][a-z_]*")
_PREFIX = re.compile(r"[A-Z]{2,3}")


@dataclass(frozen=True)
class Rules:
    """One kind of case."""

    name: str
    """Its name in code, policy actions and ledger events: singular."""
    plural: str
    """Its part of every address."""
    prefix: str
    """The letters in front of its numbers, such as DI in DI-00017."""
    title: str
    """What people call the register."""
    clauses: tuple[str, ...]
    """The clauses it keeps; the first one is cited when a case is opened."""
    workflow: Workflow
    confined: bool = False
    """Whether a case is kept from the team: only who is concerned with it knows that it exists."""
    opened_by: str = "anyone"
    """Who may open one: a relation of the policy pack."""
    open_always: bool = True
    """Whether opening needs no agreement, induction or training: asking is never barred, only answering is."""

    bars_disposal: bool = False
    """Whether an open case keeps everything about the person it is about from being destroyed."""
    opening: str = OPEN
    """What opening one is called in policy actions and ledger events, where a verb of its own says it better."""

    def __post_init__(self) -> None:
        if not (_CODE.fullmatch(self.name) and _CODE.fullmatch(self.plural) and _PREFIX.fullmatch(self.prefix)):
            raise ValueError(f"{self.name}: a name is in small letters and a prefix is two or three capitals")
        if taken := {OPEN, READ, TO_SUCCESSOR} & {step.name for step in self.workflow.steps}:
            raise ValueError(f"{self.name}: {', '.join(sorted(taken))} is the same in every register")
        if not self.clauses:
            raise ValueError(f"{self.name}: no clause")

    def action(self, step: str) -> str:
        """The policy action and the ledger event of a step, or of opening."""
        return f"{self.name}:{self.opening if step == OPEN else step}"

    def permissions(self) -> tuple[tuple[str, str, str, str, bool], ...]:
        """(register, step, by, clause, emergency) of opening, of reading and of every step, without repetition."""
        rows = [
            (self.name, self.opening, self.opened_by, self.clauses[0], self.open_always),
            (self.name, READ, "reader", self.clauses[0], False),
        ]
        rows += [(self.name, s.name, s.by, s.clause, s.emergency) for s in self.workflow.steps]
        return tuple(dict.fromkeys(rows))
