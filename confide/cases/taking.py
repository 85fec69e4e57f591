"""A step while it is being taken: what its effects see and what they may change.

- It exists inside one transaction, after the permission and before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from confide.cases.models import Case, Duty, Facts
from confide.domain.refusal import Refused
from confide.domain.register import OPEN
from confide.people import offices
from confide.people.models import Person, Staff


@dataclass(slots=True)
class Taking:
    """One step, on one case, by one person, at one time."""

    step: str
    """Its name, or "open"."""
    case: Case
    facts: Any
    """The facts of the case, opened; what was typed is on them already."""
    given: Mapping[str, Any]
    """Everything that was typed, also what is no fact."""
    actor: Staff
    at: datetime
    person: Person | None = None
    """Whom the case is about, opened as far as the actor may open it."""
    decision: Any = None
    """The decision of the policy, where an effect asks for one."""
    clauses: list[str] = field(default_factory=list)
    """The clauses behind it, for timeline and ledger; effects may add some."""
    note: str = ""
    """A sentence for the timeline; sealed."""
    data: dict[str, Any] = field(default_factory=dict)
    """Codes and digests for the ledger; nothing personal."""
    duties: list[Duty] = field(default_factory=list)
    """Duties to be kept from now on."""
    _earlier: list[Duty] | None = None

    def earlier(self) -> list[Duty]:
        """The duties that earlier steps brought; none where the case is only being opened."""
        if self._earlier is None:
            self._earlier = [] if self.step == OPEN else list(Duty.objects.filter(case=self.case))
        return self._earlier

    def due(self, at: datetime | None) -> None:
        """Say until when the next step is due."""
        self.case.due_at = at

    def duty(self, code: str, clause: str, due_at: datetime | None = None) -> None:
        """Add something that has to be done; once for each code."""
        if code not in {duty.code for duty in self.duties}:
            self.duties.append(Duty(case=self.case, code=code, clause=clause, due_at=due_at))

    def office(self, code: str) -> Staff | None:
        """Give the case to an office: to whoever decides there now and is not concerned in the matter.

        An empty code takes it back. Raises Refused where nobody is left who could decide.
        """
        case = self.case
        case.office, case.decider = code, None
        if not code:
            return None
        matter = [case.opened_by_id, case.owner_id, case.subject_staff_id, self.actor.id]
        case.decider = offices.who_decides(code, matter=matter, at=self.at, asker=self.actor)
        if case.decider is None:
            raise Refused(
                "Nobody in this office may decide this. Ask the Managing Director to name somebody.", ("1.7l",)
            )
        return case.decider

    def answers(self, facts: Facts) -> dict[str, Any]:
        """Every fact by name, for rules that compare them."""
        names = [f.name for f in facts._meta.fields if f.name not in {"case", "version"}]
        return {name: getattr(facts, name) for name in (*names, *type(facts).sealed)}
