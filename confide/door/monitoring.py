"""From how much on a sign of misuse is looked into, as the policy in force says it for a day."""

import functools
import tomllib
from datetime import date
from importlib.resources import files

from confide.domain.signals import Thresholds
from confide.door.policy import PACK


@functools.cache
def _dated() -> tuple[tuple[date, Thresholds], ...]:
    text = files("confide").joinpath("policy", PACK, "monitoring.toml").read_text("utf-8")
    found = []
    for row in tomllib.loads(text)["threshold"]:
        from_on, _source = row.pop("effective_from"), row.pop("source")
        roles = frozenset(row.pop("looks_after_staff"))
        found.append((from_on, Thresholds(**row, looks_after_staff=roles)))
    return tuple(sorted(found, key=lambda dated: dated[0]))


def thresholds(on: date) -> Thresholds | None:
    """What held on a day; None before there was any."""
    return next((limits for from_on, limits in reversed(_dated()) if from_on <= on), None)
