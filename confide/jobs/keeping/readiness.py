"""Whether this installation may serve: what `confide serve` asks before it answers anybody."""

from datetime import datetime

from confide.jobs.keeping import checks
from confide.jobs.keeping.checks import Finding, look

BEFORE_SERVING = (
    checks.restoring,
    checks.databases,
    checks.migrations,
    checks.kind,
    checks.keys,
    checks.clock,
    checks.kit_made,
    checks.escrowed,
)


def against_reading(at: datetime) -> list[Finding]:
    """What stands against even asking the tables: changes to them that wait, or a database that is away."""
    return [finding for finding in look((checks.migrations,), at) if not finding.well]


def against_serving(at: datetime) -> list[Finding]:
    """What stands against serving, each with what to do; empty where nothing does. The first one is the cause."""
    found = []
    for finding in look(BEFORE_SERVING, at):
        if not finding.well:
            found.append(finding)
            # What does not even read cannot be judged further.
            if finding.check in {"restoring", "databases", "migrations"}:
                break
    return found
