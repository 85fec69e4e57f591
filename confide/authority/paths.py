"""Which fact of a situation a rule reads where it names an attribute.

- An attribute is the fact itself, or something that the pack says about the fact's code, or whether a day is recent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from confide.authority import shape
from confide.authority.shape import BY_NAME, FACTS, PARTS, Kind
from confide.authority.vocabulary import Vocabulary

Node = Mapping[str, Any]
CATEGORY = "category"
BINARY = ("&&", "||", "==", "!=", "<", "<=", ">", ">=", "contains", "in", "containsAny", "containsAll")


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact by its dotted name, or `category` for the one asked about; and the key read of its code, if any."""

    fact: str
    key: str = ""


def attribute(node: Node) -> tuple[str, ...] | None:
    """The names of a chain such as `resource.proposal.channel.code`, or None for any other expression."""
    if "Var" in node:
        return (str(node["Var"]),)
    if "." not in node:
        return None
    inner = attribute(node["."]["left"])
    return (*inner, str(node["."]["attr"])) if inner else None


def reading(names: tuple[str, ...], vocabulary: Vocabulary) -> Reading | None:
    """What a chain of attributes reads, or None where it leads to a whole part and to no fact."""
    if names[0] == "principal" and len(names) == 2:
        return Reading(f"{shape.STAFF.section}.{names[1]}")
    if names[:2] == ("resource", CATEGORY) and len(names) == 3:
        return Reading(CATEGORY, "" if names[2] == "code" else names[2])
    return _of_the_proposal(names[2:], vocabulary) if names[:2] == ("resource", "proposal") and names[2:] else None


def _of_the_proposal(names: tuple[str, ...], vocabulary: Vocabulary) -> Reading | None:
    name = ".".join(names)
    if names[0] in shape.CODED:
        return Reading(names[0], "" if names[1:] == ("code",) else names[-1]) if len(names) == 2 else None
    if name in BY_NAME:
        return Reading(name)
    for fact in FACTS:
        if fact.kind is Kind.DAY and fact.name.removesuffix("_on") == name:
            return Reading(fact.name, "recent")
    coded = [fact for part in PARTS if part.section == names[0] for fact in part.coded]
    for fact_name in coded:
        if names[-1] in dict(vocabulary.keys(BY_NAME[fact_name].codes)):
            return Reading(fact_name, names[-1])
    return None


def nodes(document: Node) -> Iterator[Node]:
    """Every expression in the conditions of a policy."""
    for condition in document["conditions"]:
        yield from _below(condition["body"])


def _below(node: Node) -> Iterator[Node]:
    yield node
    for inside in children(node):
        yield from _below(inside)


def children(node: Node) -> Iterator[Node]:
    """The expressions directly inside another one."""
    for name in BINARY:
        if name in node:
            yield node[name]["left"]
            yield node[name]["right"]
    if "!" in node:
        yield node["!"]["arg"]
    if "." in node:
        yield node["."]["left"]
    if "Set" in node:
        yield from node["Set"]
    if "if-then-else" in node:
        yield from (node["if-then-else"][name] for name in ("if", "then", "else"))


def compared(document: Node, vocabulary: Vocabulary) -> Iterator[tuple[Reading, str]]:
    """Every text that a policy compares a fact with: (what it reads, the text)."""
    for node in nodes(document):
        for name in ("==", "!=", "contains"):
            if name in node:
                yield from _texts(node[name]["left"], node[name]["right"], vocabulary)
                yield from _texts(node[name]["right"], node[name]["left"], vocabulary)


def _texts(side: Node, other: Node, vocabulary: Vocabulary) -> Iterator[tuple[Reading, str]]:
    names = attribute(side)
    read = reading(names, vocabulary) if names else None
    if read:
        values = [item.get("Value") for item in other["Set"]] if "Set" in other else [other.get("Value")]
        yield from ((read, value) for value in values if isinstance(value, str))
