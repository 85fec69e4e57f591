"""What a session remembers of how somebody came in: when, on whose device, and when they last proved who they are.

- Times are seconds since the epoch, as Django stores a session as JSON.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

BEGAN, SEEN, PROVED, OWN_DEVICE, SECOND = "began", "seen", "proved", "own_device", "second_step"
AGAIN = timedelta(minutes=1)
"""How often the last sign of life is written down: less often would be unjust, more often a write for every page."""


def begin(session: Any, at: datetime) -> None:
    """Somebody has just signed in."""
    session[BEGAN] = session[SEEN] = session[PROVED] = at.timestamp()


def prove(session: Any, at: datetime) -> None:
    """Somebody has just proved again who they are."""
    session[PROVED] = at.timestamp()


def see(session: Any, at: datetime) -> None:
    """A sign of life."""
    if at - when(session, SEEN) >= AGAIN:
        session[SEEN] = at.timestamp()


def when(session: Any, mark: str) -> datetime:
    """When something was; long ago where it never was."""
    return datetime.fromtimestamp(float(session.get(mark, 0)), UTC)
