"""How long an answer takes, beside the bare policy engine asked the same thing in the same run.

- Rounds are interleaved, so that a busy machine slows both sides. Ratios count; microseconds belong to the machine.
- Aims: rules and duties for one category, slice built, within 1 ms; a full decision about six categories within 20 ms
  in 95 of 100 cases.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cedarpy

from confide.authority.decide import decide
from confide.authority.duties import owed
from confide.authority.outcome import answers
from confide.authority.pack import load
from confide.authority.situation import Situation, check
from confide.authority.slice import Parts
from confide.authority.verdicts import ask

RESULTS = Path(__file__).parent / "results" / "decide.json"
ROUNDS, WARM = 300, 20
SIX = ["identity", "health", "pay", "contact", "conduct", "photograph"]
BASE: dict[str, Any] = {
    "action": "disclose",
    "actor": {"in_team": True, "agreement_signed": True, "inducted": True, "training": "in_date"},
    "subject": {"kind": "client", "capacity": "has", "consent": {"state": "withheld"}},
    "requester": {"kind": "gp", "identity": "L3"},
    "recipient": {"kind": "gp", "identity": "L3", "need_to_know": "yes"},
    "ask": SIX,
    "purpose": "direct_care",
    "risk": {"to": "others", "level": "serious"},
    "anonymisable": "no",
    "channel": "secure_email",
    "judgements": {
        "best_interest": "yes",
        "wellbeing": "yes",
        "proportionate": "yes",
        "less_intrusive": "no",
        "consequences": "yes",
        "accurate_on": "2026-11-20",
    },
    "now": "2026-11-24T10:00:00+00:00",
}
AGREED = {
    "kind": "client",
    "capacity": "has",
    "consent": {
        "state": "given",
        "form": "paper",
        "by": "subject",
        "covers": SIX,
        "recipients": ["gp"],
        "purposes": ["direct_care"],
        "explained": "yes",
    },
}
MIX: dict[str, dict[str, Any]] = {
    "refer: consent withheld, others at serious risk": {},
    "share part: agreed": {"subject": AGREED},
    "need information: nothing known yet": {
        "subject": {"kind": "client"},
        "judgements": {},
        "channel": "unknown",
        "anonymisable": "unknown",
        "risk": {},
        "recipient": {"kind": "gp"},
    },
    "refuse: consent withheld, nobody at risk": {"risk": {}},
    "refuse: no agreement": {"actor": {}},
    "share the least: danger": {"risk": {"to": "others", "level": "immediate"}},
    "call back: danger and an unknown voice": {
        "risk": {"to": "others", "level": "immediate"},
        "recipient": {"kind": "gp", "identity": "L0"},
    },
    "anonymise": {"anonymisable": "yes"},
    "court order": {
        "recipient": {"kind": "court", "identity": "L4", "need_to_know": "yes"},
        "purpose": "legal_order",
        "instrument": {"kind": "court_order", "verified": "yes", "covers": ["identity", "health"]},
    },
    "the media": {"recipient": {"kind": "media", "identity": "L3", "need_to_know": "yes"}},
}


def main() -> None:
    """Measure, print and keep the figures."""
    pack = load()
    mix = {name: check({**BASE, **changes}, pack) for name, changes in MIX.items()}
    found = {
        "one category: rules and duties, slice built": interleaved(**one_category(check(BASE, pack))),
        "six categories: full decision": full(mix),
    }
    whole = {"commit": commit(), "machine": machine(), "rounds": ROUNDS, "unit": "microseconds", "figures": found}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(whole, indent=2, ensure_ascii=False))


def one_category(situation: Situation) -> dict[str, Callable[[], object]]:
    """The rules about one category and the duties of the answer: through the authority, and the bare engine."""
    parts = Parts(load())
    pack, category = parts.pack, situation.asked[0]
    question = parts.question(situation, category)
    about = parts.slice()
    found = answers(situation, ask([(situation, category)], parts), parts)
    asked, proposal = question.request(), parts.proposal(situation)
    context = json.dumps(
        {
            "action": "disclose",
            "outcome": "refer",
            "released": False,
            "kept_back": True,
            "grounds": [],
            "effects": ["refer"],
        }
    )
    duty = {**asked, "action": {"type": "Action", "id": "answer"}, "resource": proposal, "context": context}

    def ours() -> None:
        pack.rules.ask([question], about)
        owed(situation, "refer", found, parts)

    def bare() -> None:
        cedarpy.is_authorized(asked, pack.rules.handle, about.handle, pack.schema.handle)
        cedarpy.is_authorized(duty, pack.duties.handle, about.handle, pack.schema.handle)

    return {"ours": ours, "bare": bare}


def full(mix: dict[str, Situation]) -> dict[str, Any]:
    """Decisions with everything in them, of each kind and of all kinds mixed."""
    by_name = {name: interleaved(**six_categories(situation)) for name, situation in mix.items()}
    decided = [lambda s=situation: decide(s, load()) for situation in mix.values()]
    times = sorted(time_of(decided[number % len(decided)]) for number in range(ROUNDS * 2))
    return {
        "median": round(statistics.median(times)),
        "p95": round(times[int(len(times) * 0.95)]),
        "by situation": by_name,
    }


def six_categories(situation: Situation) -> dict[str, Callable[[], object]]:
    """One full decision, and the six bare questions behind it on a slice that has to be parsed first."""
    pack, parts = load(), Parts(load())
    requests = [parts.question(situation, category).request() for category in situation.asked]
    entities = json.dumps(parts.unparsed)

    def bare() -> None:
        about = cedarpy.Entities.from_json_str(entities, pack.schema.handle)
        cedarpy.is_authorized_batch(requests, pack.rules.handle, about, pack.schema.handle)

    return {"ours": lambda: decide(situation, pack), "bare": bare}


def interleaved(ours: Callable[[], object], bare: Callable[[], object]) -> dict[str, Any]:
    """Both, turn about."""
    for _ in range(WARM):
        ours()
        bare()
    rounds = [(time_of(ours), time_of(bare)) for _ in range(ROUNDS)]
    mine, theirs = (sorted(side) for side in zip(*rounds, strict=True))
    middle = statistics.median(mine), statistics.median(theirs)
    return {
        "median": round(middle[0]),
        "p95": round(mine[int(ROUNDS * 0.95)]),
        "bare median": round(middle[1]),
        "ratio": round(middle[0] / middle[1], 2),
    }


def time_of(call: Callable[[], object]) -> float:
    """Microseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e6


def commit() -> str:
    """The commit that was measured, with a mark where something was changed since."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def machine() -> dict[str, Any]:
    """What it ran on."""
    load_average = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": load_average and round(load_average, 1),
    }


if __name__ == "__main__":
    main()
