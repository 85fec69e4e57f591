"""What has to happen because time passed: each part of the product adds its own, and the tick does all of it.

- Everything here may run again at any moment, in any process, and changes nothing the second time.
- A part that fails does not keep the others from their turn; the caller says so and tries again at the next tick.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

Work = Callable[[datetime], int]
"""What does the work that is due at a time, and says how much there was."""
_works: dict[str, Work] = {}


def add(name: str, work: Work) -> None:
    """Add something to the tick, under a name that the log may show."""
    _works[name] = work


def works() -> Mapping[str, Work]:
    """Everything that was added, in the order of adding."""
    return dict(_works)
