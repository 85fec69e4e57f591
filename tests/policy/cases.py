"""A disclosure that everybody has done properly, and what is changed about it, for tests of the engine's own parts."""

from __future__ import annotations

import copy
from typing import Any

from confide.authority.pack import load
from confide.authority.situation import Situation, check

PACK = load()
ORDINARY: dict[str, Any] = {
    "action": "disclose",
    "actor": {"in_team": True, "agreement_signed": True, "inducted": True, "training": "in_date"},
    "subject": {
        "kind": "client",
        "capacity": "has",
        "consent": {
            "state": "given",
            "form": "paper",
            "by": "subject",
            "covers": ["identity", "health"],
            "recipients": ["gp"],
            "purposes": ["direct_care"],
            "explained": "yes",
        },
    },
    "requester": {"kind": "gp", "identity": "L3"},
    "recipient": {"kind": "gp", "identity": "L3", "need_to_know": "yes"},
    "ask": ["identity", "health"],
    "purpose": "direct_care",
    "anonymisable": "no",
    "channel": "secure_email",
    "judgements": {
        "best_interest": "yes",
        "wellbeing": "yes",
        "proportionate": "yes",
        "less_intrusive": "no",
        "consequences": "yes",
        "accurate_on": "2026-11-20",
        "telling_safe": "yes",
        "serious_harm": "no",
    },
    "now": "2026-11-24T10:00:00+00:00",
}


def raw(**changes: Any) -> dict[str, Any]:
    """The ordinary case with facts changed; a double underscore stands for a dot, None takes the fact out."""
    made = copy.deepcopy(ORDINARY)
    for name, value in changes.items():
        *path, last = name.split("__")
        place = made
        for key in path:
            place = place.setdefault(key, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return made


def case(**changes: Any) -> Situation:
    """The same, checked."""
    return check(raw(**changes), PACK)
