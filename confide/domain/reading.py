"""Who is reading: a frozen value, built by `people` from what is recorded and never from what a request says."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """One member of staff, reading for one purpose at one time.

    Everything has the cautious value unless it was established: a reader without standing opens nothing.
    """

    id: UUID
    """The member of staff."""
    role: str
    """Their role, a code of the policy pack."""
    offices: frozenset[str] = NOBODY
    """Offices that they act in now: as holder, or in the place of one who is absent."""
    teams: frozenset[UUID] = frozenset()
    """Teams that they work in."""
    managed: frozenset[UUID] = frozenset()
    """Teams that they manage."""
    governance: bool = False
    """Whether looking after all registers is their job (information governance, Managing Director)."""
    purpose: str = ""
    """Why they read, in a few words or a code."""
    standby: frozenset[str] = NOBODY
    """Offices that come to them once a matter is overdue (deputies and alternates)."""
    agreement_signed: bool = False
    """Clause 1.5a."""
    inducted: bool = False
    """Clause 1.6b."""
    training: str = "lapsed"
    """Clause 1.6d: in_date, lapsed_within_grace or lapsed."""
    override: bool = False
    """Whether an office allowed them, for at most seven days, to go on without training."""
    glass: frozenset[UUID] = frozenset()
    """People whom they saw through broken glass only when this was built; whether they still do, scope asks."""
    until: datetime | None = None
    """When they leave: from that moment on they read nothing, also where they had begun to."""

    def has_left(self, at: datetime) -> bool:
        """Whether their time here is over."""
        return self.until is not None and at >= self.until

    def relation(self, team: UUID | None) -> str:
        """What they are to a team: none, member or manager."""
        if team is None:
            return "none"
        if team in self.managed:
            return "manager"
        return "member" if team in self.teams else "none"
