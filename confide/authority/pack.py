"""Loads a policy pack: its words, rules, duties and steps, checked as a whole before anything is asked of it.

- A pack that could be misread is refused, with the file and the policy named.
- Its bundle is the hash of everything in it and of the steps it was loaded with. A decision names the bundle.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from confide.authority import best_answers, changes, contradictions, gateways, pack_checks, policies, question_types
from confide.authority import step_rules as stepping
from confide.authority.best_answers import Asked, Settled
from confide.authority.changes import Changeable
from confide.authority.contradictions import Contradiction
from confide.authority.engine import PolicySet, Schema
from confide.authority.faults import PackError
from confide.authority.gateways import Gateway
from confide.authority.matching import Match, match
from confide.authority.policies import DUTIES, RULES, STEPS, TERMS, Policy, Source
from confide.authority.step_rules import StepRule
from confide.authority.terms import Body, bodies, expanded
from confide.authority.vocabulary import Vocabulary

__all__ = ["Pack", "PackError", "StepRule", "load", "load_from"]

LISTS_ELSEWHERE = ("role", "office")


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
    lists: tuple[str, ...]
    clauses: frozenset[str]
    schema: Schema
    steps_schema: Schema
    terms: Mapping[str, Body]
    rules: PolicySet
    duties: PolicySet
    steps: PolicySet
    notes: Mapping[str, Policy]
    contradictions: tuple[Contradiction, ...]
    unasked: tuple[str, ...]
    untold: str
    questions: Mapping[str, Asked]
    call_backs: tuple[CallBack, ...]
    changes: tuple[Changeable, ...]
    gateways: tuple[Gateway, ...]
    escalation: Escalation
    relations: Mapping[str, Mapping[str, Any]]
    step_rules: tuple[StepRule, ...]
    wording: Mapping[str, Any]


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
    data = {name: _toml(folder / f"{name}.toml") for name in FILES}
    lists = _lists(data)
    terms, rules, duties = (policies.read(folder, family) for family in (TERMS, RULES, DUTIES))
    about, clauses = data["pack"], frozenset(item["id"] for item in data["clauses"]["obligation"])
    vocabulary = Vocabulary(lists)
    text = question_types.types(vocabulary) + (folder / "schema.cedarschema").read_text(encoding="utf-8")
    with_terms = _schema(question_types.established(term.id for term in terms.policies) + text)
    answering = _schema(question_types.types(vocabulary) + question_types.answer_types())
    schema = _schema(question_types.established(()) + text + question_types.answer_types())
    known = bodies(terms.policies)
    steps_schema, stepping_set, gates = _steps(folder, steps, data["roles"]["relation"])
    for source, fits in ((terms, with_terms), (rules, with_terms), (duties, answering), (gates, steps_schema)):
        policies.fits(source, fits)
    pack = Pack(
        name=folder.name,
        title=about["title"],
        nation=about["nation"],
        bundle=_bundle(folder, steps),
        vocabulary=vocabulary,
        lists=tuple(lists),
        clauses=clauses,
        schema=schema,
        steps_schema=steps_schema,
        terms=known,
        rules=PolicySet({rule.id: expanded(rule.document, known) for rule in rules.policies}),
        duties=_set(duties.policies),
        steps=_set(stepping_set),
        notes={
            policy.id: policy
            for family in (terms.policies, rules.policies, duties.policies, stepping_set)
            for policy in family
        },
        contradictions=contradictions.read(data["contradictions"]["contradiction"], lists),
        unasked=tuple(about["unasked"]),
        untold=about["untold"],
        questions=best_answers.read(data["questions"], lists),
        call_backs=tuple(_call_back(raw, lists) for raw in about.get("call_back", ())),
        changes=changes.read(data["changes"]["change"], lists),
        gateways=gateways.read(data["gateways"]["gateway"], lists),
        escalation=_escalation(about["escalation"], lists),
        relations=data["roles"]["relation"],
        step_rules=steps,
        wording=data["wording"],
    )
    pack_checks.check(pack, rules.policies, duties.policies, stepping_set)
    return pack


FILES = (
    "pack",
    "vocabulary",
    "purposes",
    "roles",
    "clauses",
    "contradictions",
    "questions",
    "changes",
    "gateways",
    "wording",
)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path.name}: {error}") from error


def _lists(data: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Every code list; what a purpose needs stands in a file of its own and counts as said of its code."""
    lists = {**data["vocabulary"], **{name: data["roles"][name] for name in LISTS_ELSEWHERE}}
    needs = data["purposes"]["purpose"]
    if needs.keys() != lists["purpose"].keys():
        raise PackError(
            f"purposes.toml: {', '.join(sorted(needs.keys() ^ lists['purpose'].keys()))}: not in both lists"
        )
    lists["purpose"] = {code: {**said, **needs[code]} for code, said in lists["purpose"].items()}
    return {name: {code: _tuples(said) for code, said in codes.items()} for name, codes in lists.items()}


def _tuples(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


def _schema(text: str) -> Schema:
    try:
        return Schema(text)
    except ValueError as error:
        raise PackError(f"schema.cedarschema: {error}") from error


def _set(found: Iterable[Policy]) -> PolicySet:
    return PolicySet({policy.id: policy.document for policy in found})


def _steps(
    folder: Path, steps: tuple[StepRule, ...], relations: Mapping[str, Mapping[str, Any]]
) -> tuple[Schema, tuple[Policy, ...], Source]:
    """The schema of the steps, their policies, and their text to be validated."""
    gates, baseline = policies.read(folder, STEPS), stepping.baseline(steps, relations)
    every = policies.unique([*gates.policies, *stepping.policies(baseline)])
    # Gates name a group that only exists where a step does.
    text = gates.text + "\n" + baseline if steps else ""
    return _schema(stepping.schema(steps)), every if steps else (), Source(text, every)


def _call_back(raw: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]]) -> CallBack:
    return CallBack(
        raw["question"], raw["clause"], best_answers.settled(raw["when"], raw["set"], lists, "pack.toml: call_back")
    )


def _escalation(raw: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]]) -> Escalation:
    urgent = match(raw["urgent"], lists, "pack.toml: escalation")
    whose = (raw["over_all"], raw["approval"])
    return Escalation(*whose, urgent, raw["urgent_within"], raw["ordinarily_within"], raw["informed_within"])


def _bundle(folder: Path, steps: tuple[StepRule, ...]) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    rows = sorted([s.register, s.step, s.by, s.clause, s.emergency] for s in steps)
    whole.update(json.dumps(rows, separators=(",", ":")).encode())
    return whole.hexdigest()
