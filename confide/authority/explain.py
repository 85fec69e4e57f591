"""Which conditions."""

from __future__ import annotations

from collections.abc import Mapping

from confide.authority.pack import Pack
from confide.authority.situation import Situation
from confide.domain.decision import Condition


def conditions(
    rule: str, situation: Situation, category: str, context: Mapping[str, str], pack: Pack
) -> tuple[Condition, ...]:
    """The conditions."""
    del rule, situation, category, context, pack
    return ()
