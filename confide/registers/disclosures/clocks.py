"""When things around a disclosure are due, by the statutory clock and the holidays of the nation."""

from __future__ import annotations

from datetime import datetime

from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import day_of, due_at
from confide.domain.decision import Decision

GRAVE = frozenset({"serious", "immediate"})


def due(code: str, at: datetime) -> datetime | None:
    """The last moment in time for a period of the clock that starts at `at`; None where no code is given."""
    # What is to be done now has no last moment to count down to.
    return due_at(code, at, bank_holidays(Nation.ENGLAND, day_of(at))) if code not in {"", "now"} else None


def referral_due(decision: Decision, risk_level: str, at: datetime) -> datetime:
    """When an office has to have decided: within two hours where the risk is serious, else within a working day."""
    if decision.escalation.mode == "decide" and decision.escalation.by is not None:
        return decision.escalation.by
    code = "2_hours" if risk_level in GRAVE else "1_working_day"
    return due_at(code, at, bank_holidays(Nation.ENGLAND, day_of(at)))
