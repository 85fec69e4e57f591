"""The boundary to the policy engine: policies, facts and questions go in, the deciding policies come out.

- Entities are only ever made here, with the schema: without it action groups vanish, and a forbid with them.
- A policy that errors is skipped by the engine, a forbid too. An answer with an error is therefore never a yes.
- Policies carry their own ids: the engine's own are positions, which shift with every edit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cedarpy

from confide.domain.decision import Fault

Document = Mapping[str, Any]
NAMED = re.compile(r"policy `([^`]+)`")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the engine says to one question: yes or no, the policies that decided, and what went wrong."""

    allowed: bool
    policies: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


class Schema:
    """What types, attributes and actions there are. `text` is the schema as people read it."""

    def __init__(self, text: str) -> None:
        """Parse it. Raises ValueError."""
        self.text = text
        self.handle = cedarpy.Schema.from_str(text)

    def complaints(self, policies: str) -> list[tuple[str, str]]:
        """(id, what is wrong) of each policy of a text that does not fit."""
        result = cedarpy.validate_policies(policies, self.handle)
        names = result.id_annotations_by_policy_id
        return [(names.get(error.policy_id, error.policy_id), error.error) for error in result.errors]


class Slice:
    """The facts that one round of questions is about."""

    def __init__(self, entities: str, schema: Schema) -> None:
        """Take the entities as JSON. Raises ValueError where they do not fit the schema."""
        self.schema = schema
        self.handle = cedarpy.Entities.from_json_str(entities, schema.handle)

    def with_more(self, entities: str) -> Slice:
        """These facts and more, which fit the same schema; only what is new is parsed."""
        more = object.__new__(Slice)
        more.schema = self.schema
        more.handle = self.handle.with_added_json_str(entities, self.schema.handle)
        return more


@dataclass(frozen=True, slots=True)
class Question:
    """May `principal` do `action` with `resource`? `context` is JSON."""

    principal: tuple[str, str]
    action: str
    resource: tuple[str, str]
    context: str = "{}"

    def request(self) -> dict[str, Any]:
        """The form the engine reads."""
        return {
            "principal": {"type": self.principal[0], "id": self.principal[1]},
            "action": {"type": "Action", "id": self.action},
            "resource": {"type": self.resource[0], "id": self.resource[1]},
            "context": self.context,
        }


@dataclass(frozen=True)
class PolicySet:
    """Policies under their own ids. `documents` holds the parsed form of each."""

    documents: Mapping[str, Document]
    handle: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Parse them once for all questions."""
        whole = {"templates": {}, "templateLinks": [], "staticPolicies": self.documents}
        object.__setattr__(self, "handle", cedarpy.PolicySet.from_json_str(json.dumps(whole)))

    def ask(self, questions: Sequence[Question], about: Slice) -> list[Reply]:
        """One reply to each question, in order."""
        requests = [question.request() for question in questions]
        results = cedarpy.is_authorized_batch(requests, self.handle, about.handle, about.schema.handle)
        return [self._reply(result) for result in results]

    def _reply(self, result: Any) -> Reply:
        errors = list(result.diagnostics.errors)
        if result.decision is cedarpy.Decision.NoDecision and not errors:
            errors = ["no decision"]
        faults = tuple(self._fault(error) for error in errors)
        policies = tuple(sorted(result.diagnostics.reasons))
        return Reply(bool(result.allowed) and not faults, policies, faults)

    def _fault(self, error: str) -> Fault:
        # The engine's own message may quote a value out of the facts, so only the policy's name is kept.
        named = NAMED.search(error)
        rule = named.group(1) if named and named.group(1) in self.documents else ""
        return Fault(rule, "the rule could not be worked out" if rule else "the question could not be put")


def documents(policies: str) -> list[dict[str, Any]]:
    """The parsed form of every policy of a text, in its order. Raises ValueError."""
    parsed = json.loads(cedarpy.policies_to_json_str(policies))["staticPolicies"]
    return [parsed[name] for name in sorted(parsed, key=lambda name: int(name.removeprefix("policy")))]


def formatted(policies: str) -> str:
    """A text of policies in the one form they are kept in. Raises ValueError where it cannot be read."""
    return str(cedarpy.format_policies(policies, line_width=100, indent_width=2))
