"""What the policy in force asks for, for those who show it: obligations, principles, gaps, changes in the law.

- Read once a process; the words are the pack's and are translated where they are shown.
"""

import functools
import tomllib
from importlib.resources import files
from typing import Any

from confide.authority import obligations as authority
from confide.domain import guidance
from confide.domain.clause import Obligation
from confide.domain.guidance import LawChange, PolicyGap, Principle
from confide.door.policy import PACK, pack


@functools.cache
def obligations() -> tuple[Obligation, ...]:
    """Every obligation with what keeps it, in the order of the policy."""
    return authority.obligations(PACK)


@functools.cache
def principles() -> tuple[Principle, ...]:
    """The principles that the policy follows, with our control for each."""
    return guidance.principles(_tables("caldicott.toml", "principle"))


@functools.cache
def policy_gaps() -> tuple[PolicyGap, ...]:
    """Where the policy's words are behind the law, and what we do there."""
    return guidance.policy_gaps(_tables("policy_gaps.toml", "gap"))


@functools.cache
def law_changes() -> tuple[LawChange, ...]:
    """How the law has changed or is about to."""
    return guidance.law_changes(_tables("law_changes.toml", "change"))


@functools.cache
def texts() -> dict[str, str]:
    """What each rule says, by its id, and each duty, by its code."""
    return {policy.note("duty") or name: policy.note("text") for name, policy in pack().notes.items()}


def _tables(file: str, key: str) -> list[dict[str, Any]]:
    text = files("confide").joinpath("policy", PACK, file).read_text("utf-8")
    tables: list[dict[str, Any]] = tomllib.loads(text)[key]
    return tables
