"""What has to happen because time passed: each part of the product adds its own, and the tick does all of it.

- Everything here may run again at any moment, in any process, and changes nothing the second time.
- A part that fails does not keep the others from their turn; the caller says so and tries again at the next tick.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

Work = Callable[[datetime], int]
"""What does the work that is due at a time, and says how much there was."""
NOW = timedelta(0)
_works: dict[str, Work] = {}
_rests: dict[str, timedelta] = {}


def add(name: str, work: Work, *, rests: timedelta = NOW) -> None:
    """Add something to the tick, under a name that the log may show; after its turn a process lets it rest so long."""
    _works[name], _rests[name] = work, rests


def works() -> Mapping[str, Work]:
    """Everything that was added, in the order of adding."""
    return dict(_works)


def due(done: Mapping[str, datetime], at: datetime) -> list[str]:
    """The names of what has its turn at a time, given when each was last done."""
    return [name for name in works() if name not in done or done[name] + _rests.get(name, NOW) <= at]
