"""Loads a policy pack: its words, rules, duties and steps, checked as a whole before anything is asked of it.

- A pack that could be misread is refused, with the file and the policy named.
- Its bundle is the hash of everything in it and of the steps it was loaded with. A decision names the bundle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from confide.authority import best_answers, changes, contradictions, gateways, pack_checks, pack_files
from confide.authority.assembly import Assembly, assembled
from confide.authority.best_answers import Asked, Settled
from confide.authority.changes import Changeable
from confide.authority.contradictions import Contradiction
from confide.authority.engine import PolicySet, Schema
from confide.authority.faults import PackError
from confide.authority.gateways import Gateway
from confide.authority.matching import Match, match
from confide.authority.pack_files import Lists
from confide.authority.policies import Policy
from confide.authority.step_rules import StepRule
from confide.authority.terms import Body
from confide.authority.vocabulary import Vocabulary

__all__ = ["Pack", "PackError", "StepRule", "load", "load_from"]


@dataclass(frozen=True, slots=True)
class Escalation:
    """Which office lifts what others can, what its yes is called, and how long an office has.

    The times are codes of `domain.clock.PERIODS`.
    """

    over_all: str
    approved: str
    urgent: Match
    urgent_within: str
    ordinarily_within: str
    informed_within: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """What is asked before all else, and under which clause, where somebody unknown speaks of a danger."""

    question: str
    clause: str
    settled: Settled


@dataclass(frozen=True, eq=False)
class Pack:
    """A policy, ready to be asked. `bundle` is its hash; the rest is what the files of the pack say."""

    name: str
    title: str
    nation: str
    bundle: str
    vocabulary: Vocabulary
    clauses: frozenset[str]
    policies: Assembly
    contradictions: tuple[Contradiction, ...]
    unasked: tuple[str, ...]
    untold: str
    questions: Mapping[str, Asked]
    call_backs: tuple[CallBack, ...]
    changes: tuple[Changeable, ...]
    gateways: tuple[Gateway, ...]
    escalation: Escalation
    wording: Mapping[str, Any]

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of its code lists."""
        return tuple(self.vocabulary.lists)

    @property
    def schema(self) -> Schema:
        """The schema that situations are asked in."""
        return self.policies.schema

    @property
    def rules(self) -> PolicySet:
        """The rules, with every term in its place."""
        return self.policies.rules

    @property
    def duties(self) -> PolicySet:
        """The duties."""
        return self.policies.duties

    @property
    def steps(self) -> PolicySet:
        """The permissions for the steps of registers, and the gates before them."""
        return self.policies.steps

    @property
    def terms(self) -> Mapping[str, Body]:
        """The condition of each term."""
        return self.policies.terms

    @property
    def notes(self) -> Mapping[str, Policy]:
        """Every policy as it was written, by its id."""
        return self.policies.notes


@cache
def load(name: str = "leader_group", steps: tuple[StepRule, ...] = ()) -> Pack:
    """The pack of this name, kept for the life of the process. Raises PackError."""
    if name not in names():
        raise PackError(f"there is no policy called {name}; there are {', '.join(names())}")
    return load_from(_home() / name, tuple(steps))


def names() -> tuple[str, ...]:
    """The packs that come with the product."""
    return tuple(sorted(path.parent.name for path in _home().glob("*/pack.toml")))


def _home() -> Path:
    return Path(str(files("confide.policy").joinpath("")))


def load_from(folder: Path, steps: tuple[StepRule, ...] = ()) -> Pack:
    """The pack in a folder. Raises PackError."""
    try:
        return _load(folder, steps)
    except KeyError as error:
        raise PackError(f"{folder.name}: {error.args[0]} is missing") from error


def _load(folder: Path, steps: tuple[StepRule, ...]) -> Pack:
    data = pack_files.read(folder)
    lists, about = pack_files.lists(data), data["pack"]
    vocabulary = Vocabulary(lists)
    made = assembled(folder, vocabulary, steps, data["roles"]["relation"])
    pack = Pack(
        name=folder.name,
        title=about["title"],
        nation=about["nation"],
        bundle=pack_files.bundle(folder, steps),
        vocabulary=vocabulary,
        clauses=frozenset(item["id"] for item in data["clauses"]["obligation"]),
        policies=made,
        contradictions=contradictions.read(data["contradictions"]["contradiction"], lists),
        unasked=tuple(about["unasked"]),
        untold=about["untold"],
        questions=best_answers.read(data["questions"], lists),
        call_backs=tuple(_call_back(raw, lists) for raw in about.get("call_back", ())),
        changes=changes.read(data["changes"]["change"], lists),
        gateways=gateways.read(data["gateways"]["gateway"], lists),
        escalation=_escalation(about["escalation"], lists),
        wording=data["wording"],
    )
    pack_checks.check(pack)
    return pack


def _call_back(raw: Mapping[str, Any], lists: Lists) -> CallBack:
    settled = best_answers.settled(raw["when"], raw["set"], lists, "pack.toml: call_back")
    return CallBack(raw["question"], raw["clause"], settled)


def _escalation(raw: Mapping[str, Any], lists: Lists) -> Escalation:
    urgent = match(raw["urgent"], lists, "pack.toml: escalation")
    whose = (raw["over_all"], raw["approval"])
    return Escalation(*whose, urgent, raw["urgent_within"], raw["ordinarily_within"], raw["informed_within"])
