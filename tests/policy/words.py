"""Reads the lists of the pack that the twin looks things up in; the rules themselves are never read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tests.policy.facts import Words

PACK = Path(__file__).resolve().parents[2] / "confide" / "policy" / "leader_group"


@cache
def words() -> Words:
    """The lists of the leader_group pack."""
    lists = tomllib.loads((PACK / "vocabulary.toml").read_text())
    purposes = tomllib.loads((PACK / "purposes.toml").read_text())["purpose"]
    kinds, categories, instruments = lists["requester"], lists["category"], lists["instrument"]
    return Words(
        classes={code: entry["class"] for code, entry in categories.items()},
        minimum=frozenset(code for code, entry in categories.items() if entry["emergency"]),
        groups={code: entry["group"] for code, entry in kinds.items()},
        carries={code: frozenset(entry["instruments"]) for code, entry in kinds.items()},
        compels=frozenset(code for code, entry in instruments.items() if entry["compels"]),
        owed=frozenset(code for code, entry in instruments.items() if entry["owed"]),
        needs={code: frozenset(entry["needs"]) for code, entry in purposes.items()},
        jobs={code: frozenset(entry["jobs"]) for code, entry in purposes.items()},
        goes_to={code: frozenset(entry["recipients"]) for code, entry in purposes.items()},
        direct_care=frozenset(code for code, entry in purposes.items() if entry["direct_care"]),
    )
