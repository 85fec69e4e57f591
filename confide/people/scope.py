"""Who sees a person who is not of their own teams.

- The layers above know better ways to a person (a case that is one's own): they add theirs here when they are loaded.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from confide.domain.reading import Reader

Rule = Callable[[Reader], Q]
_rules: list[Rule] = []


def widen(rule: Rule) -> None:
    """Add a way to see people: a condition on Person, made of columns and subqueries only."""
    if rule not in _rules:
        _rules.append(rule)


def widened(reader: Reader) -> Q:
    """All the ways that were added, together; nobody is seen by none."""
    ways = Q(pk__in=[])
    for rule in _rules:
        ways |= rule(reader)
    return ways


def sees_everybody(reader: Reader) -> bool:
    """Whether it is their job to look after everybody's record."""
    return reader.governance


def teams(reader: Reader) -> frozenset[UUID]:
    """The teams whose people somebody sees."""
    return reader.teams | reader.managed


def matter(kind: str, reader: Reader, team: UUID | None, person: UUID | None = None) -> Mapping[str, Any]:
    """What the policy decides by, of something that is no case: what the reader is to the team of it.

    Scope lets somebody of another team see it only through a case of their own, which they have then taken over, or
    through broken glass, where it is about a `person`.
    """
    through_glass = person in reader.glass
    others = reader.relation(team) == "none" and not reader.governance and not through_glass
    nobody = dict.fromkeys(("opened_by", "owner", "handler", "office", "subject_staff", "author", "respondent"), "")
    return {
        "id": kind,
        "register": kind,
        **nobody,
        "team_relation": reader.relation(team),
        "confined": False,
        "handover": str(reader.id) if others else "",
        "through_glass": through_glass,
    }
