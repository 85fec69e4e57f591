"""The policy again, in plain Python: the oracle that the Cedar rules and the outcome drawn from them are compared with.

- A category is released when a ground permits it and no gate forbids it; the answer names the grounds, else the gates.
- A bar refuses. What can be found out is asked, unless even the best answer would leave it refused. What an office may
  lift is referred, unless its approval would change nothing. The rest is refused.
- Written from the specification, never from the Cedar files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.policy.facts import DEFAULTS, Facts, Words, filled
from tests.policy.gates import GATES
from tests.policy.grounds import GROUNDS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one category: allowed with its grounds, or not, with the gates that forbid it."""

    category: str
    allowed: bool
    rules: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, what goes and what stays, and every rule behind each category."""

    outcome: str
    release: tuple[str, ...]
    withhold: tuple[str, ...]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def rules(self) -> frozenset[str]:
        """Every rule that was a reason for any category."""
        return frozenset().union(*(verdict.rules for verdict in self.verdicts.values()))


def rules_for(full: Mapping[str, Any], category: str, words: Words) -> tuple[bool, frozenset[str]]:
    """Is this category permitted, and which rules decide: the gates that speak, else the grounds."""
    facts = Facts(full, category, words)
    gates = frozenset(name for name, gate in GATES.items() if gate.speaks(facts))
    if gates:
        return False, gates
    grounds = frozenset(name for name, speaks in GROUNDS.items() if speaks(facts))
    return bool(grounds), grounds


def _with(full: Mapping[str, Any], fact: str, value: object) -> dict[str, Any]:
    """The same situation with one fact, named by its dotted path, set to another value."""
    first, _, rest = fact.partition(".")
    return {**full, first: _with(full[first], rest, value) if rest else value}


def _consented(full: Mapping[str, Any]) -> dict[str, Any]:
    given = {
        "state": "given",
        "form": "electronic",
        "by": "subject",
        "covers": full["ask"],
        "recipients": [full["recipient"]["kind"]],
        "purposes": [full["purpose"]],
        "explained": "yes",
    }
    return _with(full, "subject.consent", given)


def _best_capacity(subject: Mapping[str, Any]) -> str:
    if subject["consent"]["by"] == "designated_other":
        return "lacks"
    return "has" if subject["age_band"] in {"adult", "16_17"} else "gillick_competent"


def _at_best(full: Mapping[str, Any], fact: str) -> dict[str, Any]:
    """The situation as it would be if this one fact turned out as well as it can."""
    if fact == "subject.consent.state":
        return _consented(full)
    if fact == "instrument.verified" and full["action"] == "give_own":
        full = _with(_with(full, "instrument.kind", "written_authority"), "instrument.covers", list(full["ask"]))
    best = {
        "recipient.identity": "L4",
        "anonymisable": "no",
        "judgements.less_intrusive": "no",
        "judgements.serious_harm": "no",
        "judgements.accurate_on": str(datetime.fromisoformat(full["now"]).date()),
        "channel": "secure_email",
        "subject.capacity": _best_capacity(full["subject"]),
        "subject.consent.form": "electronic",
    }
    return _with(full, fact, best.get(fact, "yes"))


def _hopeful(full: Mapping[str, Any], category: str, words: Words, gates: frozenset[str]) -> bool:
    """Could this category still go, or go to an office, if everything still to be found out turned out well?"""
    for _ in range(4):
        facts = sorted({GATES[name].names for name in gates if GATES[name].kind == "question"})
        if not facts:
            break
        for fact in facts:
            full = _at_best(full, fact)
        allowed, gates = rules_for(full, category, words)
        if allowed:
            return True
    return bool(gates) and _settled(full, category, words, gates) != "refuse"


def _liftable(full: Mapping[str, Any], category: str, words: Words, gates: frozenset[str]) -> bool:
    """Would the approval of the office that these gates name be enough?"""
    offices = {GATES[name].names for name in gates}
    office = offices.pop() if len(offices) == 1 else "managing_director"
    approved = _with(full, "approval", {"by_office": office, "decision": "approved"})
    return rules_for(approved, category, words)[0]


def _only_unknown_in_danger(full: Mapping[str, Any], category: str, words: Words) -> bool:
    """In danger a call back through a published number is all that stands between the minimum and whoever needs it."""
    danger = full["risk"]["level"] == "immediate" and full["risk"]["to"] != "none"
    unknown = full["recipient"]["identity"] in {"L0", "L1"}
    return danger and unknown and rules_for(_with(full, "recipient.identity", "L2"), category, words)[0]


def _settled(full: Mapping[str, Any], category: str, words: Words, gates: frozenset[str]) -> str:
    """What a refusal without questions comes to: refuse, anonymise or refer."""
    kinds = {GATES[name].kind for name in gates}
    if "anonymise" in kinds and "bar" not in kinds:
        return "anonymise"
    return "refer" if kinds == {"refer"} and _liftable(full, category, words, gates) else "refuse"


def verdict(full: Mapping[str, Any], category: str, words: Words) -> Verdict:
    """What becomes of one category: share, refuse, anonymise, question or refer, and the rules behind it."""
    allowed, rules = rules_for(full, category, words)
    if allowed:
        return Verdict(category, True, rules, "share")
    kind = _settled(full, category, words, rules)
    asks = {GATES[name].kind for name in rules}
    if kind == "refuse" and "question" in asks and "bar" not in asks and _hopeful(full, category, words, rules):
        kind = "question"
    if _only_unknown_in_danger(full, category, words):
        kind = "question"
    return Verdict(category, False, rules, kind)


def answer(raw: Mapping[str, Any], words: Words) -> Answer:
    """The twin's whole answer to a situation in its public form."""
    full = filled(raw, DEFAULTS)
    held = raw.get("held", raw["ask"])
    verdicts = {category: verdict(full, category, words) for category in raw["ask"] if category in held}
    release = tuple(category for category, found in verdicts.items() if found.allowed)
    withhold = tuple(category for category, found in verdicts.items() if not found.allowed)
    return Answer(_outcome(verdicts, release, withhold), release, withhold, verdicts)


def _outcome(verdicts: Mapping[str, Verdict], release: tuple[str, ...], withhold: tuple[str, ...]) -> str:
    if not verdicts:
        return "none_held"
    if release:
        emergency = any("g_emergency" in verdicts[category].rules for category in release)
        return "share_minimum" if withhold or emergency else "share"
    kinds = {found.kind for found in verdicts.values()}
    for kind, outcome in (("question", "need_information"), ("anonymise", "anonymise"), ("refer", "refer")):
        if kind in kinds:
            return outcome
    return "refuse"
