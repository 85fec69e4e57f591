"""Who may take which step of a register: the actions, and the permissions made from a pack's words for "who may".

- The relation between a person and a case is written by the pack as a condition; which step takes which relation is the
  register's business. Neither knows the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confide.authority.engine import documents
from confide.authority.faults import PackError
from confide.authority.policies import PERMIT, Policy

STANDING = "needs_standing"
READING = "reads"
READ = "read"
TYPES = """\
entity Colleague = {
  id: String, roles: Set<String>, offices: Set<String>,
  agreement_signed: Bool, inducted: Bool, training: String, override: Bool,
};
entity Case = {
  id: String, register: String, opened_by: String, owner: String, handler: String, handover: String, office: String,
  subject_staff: String, author: String, respondent: String, team_relation: String, confined: Bool,
  through_glass: Bool,
};
"""


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of a register: by whom, under which clause, and whether standing does not count because it is urgent."""

    register: str
    step: str
    by: str
    clause: str
    emergency: bool = False

    @property
    def action(self) -> str:
        """The action that is asked about."""
        return f"{self.register}:{self.step}"


def schema(steps: Iterable[StepRule]) -> str:
    """The schema in which steps are asked about."""
    lines = [TYPES, f'action "{STANDING}", "{READING}";']
    for step in steps:
        groups = [name for name, isin in ((STANDING, not step.emergency), (READING, step.step == READ)) if isin]
        group = f" in {json.dumps(groups)}" if groups else ""
        lines.append(f'action "{step.action}"{group} appliesTo {{ principal: Colleague, resource: Case }};')
    return "\n".join([*lines, ""])


def baseline(steps: Sequence[StepRule], relations: Mapping[str, Mapping[str, Any]]) -> str:
    """One permission for each step, as policy text. Raises PackError for a relation the pack does not have."""
    for step in steps:
        if step.by not in relations:
            raise PackError(f"{step.action}: {step.by} is no relation of this policy")
    return "\n".join(_permit(step, relations[step.by]) for step in steps)


def _permit(step: StepRule, relation: Mapping[str, Any]) -> str:
    return (
        f'@id("{step.action}") @clause("{step.clause}") @text("{relation["text"]}")\n'
        f'permit (principal, action == Action::"{step.action}", resource) when {{ {relation["condition"]} }};\n'
    )


def policies(text: str) -> list[Policy]:
    """The permissions of `baseline`, parsed."""
    found = documents(text) if text else []
    return [Policy(d["annotations"]["id"], PERMIT, d["annotations"], d, "roles.toml") for d in found]
