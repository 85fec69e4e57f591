"""Puts the policies of a pack together: read, validated against the schema they need, and made ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confide.authority import policies, question_types
from confide.authority import step_rules as stepping
from confide.authority.engine import PolicySet, Schema
from confide.authority.faults import PackError
from confide.authority.policies import DUTIES, RULES, STEPS, TERMS, Policy, Source
from confide.authority.step_rules import StepRule
from confide.authority.terms import Body, bodies, expanded
from confide.authority.vocabulary import Vocabulary

Relations = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Assembly:
    """All policies of a pack. `written` holds each family as it was read, `notes` every policy by its id."""

    schema: Schema
    steps_schema: Schema
    terms: Mapping[str, Body]
    rules: PolicySet
    duties: PolicySet
    steps: PolicySet
    notes: Mapping[str, Policy]
    written: Mapping[str, tuple[Policy, ...]]


def assembled(folder: Path, vocabulary: Vocabulary, steps: tuple[StepRule, ...], relations: Relations) -> Assembly:
    """The policies of the pack in a folder, with permissions for these steps. Raises PackError."""
    terms, rules, duties = (policies.read(folder, family) for family in (TERMS, RULES, DUTIES))
    schema = _question_schema(folder, vocabulary, terms, rules, duties)
    steps_schema, stepped = _steps(folder, steps, relations)
    known = bodies(terms.policies)
    every = policies.unique((*terms.policies, *rules.policies, *duties.policies, *stepped))
    return Assembly(
        schema=schema,
        steps_schema=steps_schema,
        terms=known,
        rules=PolicySet({rule.id: expanded(rule.document, known) for rule in rules.policies}),
        duties=_set(duties.policies),
        steps=_set(stepped),
        notes={policy.id: policy for policy in every},
        written={"rules": rules.policies, "duties": duties.policies, "steps": stepped},
    )


def _question_schema(folder: Path, vocabulary: Vocabulary, terms: Source, rules: Source, duties: Source) -> Schema:
    """The schema that questions are asked in, once every policy fits the one it is written for.

    Rules are written with terms, which are gone when they are asked; duties are asked for another action.
    """
    types, actions = question_types.types(vocabulary), _text(folder / "schema.cedarschema")
    with_terms = _schema(question_types.established(term.id for term in terms.policies) + types + actions)
    policies.fits(terms, with_terms)
    policies.fits(rules, with_terms)
    policies.fits(duties, _schema(types + question_types.answer_types()))
    return _schema(question_types.established(()) + types + actions + question_types.answer_types())


def _steps(folder: Path, steps: tuple[StepRule, ...], relations: Relations) -> tuple[Schema, tuple[Policy, ...]]:
    """The schema of the steps and their policies. Gates name a group of actions that only exists where a step does."""
    gates, schema = policies.read(folder, STEPS), _schema(stepping.schema(steps))
    if not steps:
        return schema, ()
    baseline = stepping.baseline(steps, relations)
    policies.fits(Source(f"{gates.text}\n{baseline}", ()), schema)
    return schema, (*gates.policies, *stepping.policies(baseline))


def _schema(text: str) -> Schema:
    try:
        return Schema(text)
    except ValueError as error:
        raise PackError(f"schema.cedarschema: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"{path.name}: {error.strerror}") from error


def _set(found: Iterable[Policy]) -> PolicySet:
    return PolicySet({policy.id: policy.document for policy in found})
