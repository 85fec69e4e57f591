"""Which policies speak of which action, as the engine itself sees groups of actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from confide.authority.engine import Document, PolicySet, Question
from confide.authority.pack import Pack
from confide.authority.paths import CATEGORY, nodes
from confide.authority.policies import FORBID, PERMIT
from confide.authority.situation import filled
from confide.authority.slice import Parts


def covers(document: Document, action: str, pack: Pack) -> bool:
    """Whether a policy speaks of an action at all."""
    named = set(_scoped(document["action"]))
    return not named or bool(named & {action, *groups(pack)[action]})


@cache
def grounds(action: str, pack: Pack) -> tuple[str, ...]:
    """The rules that can permit an action, in the pack's order."""
    return _rules(action, pack, PERMIT)


@cache
def gates(action: str, pack: Pack) -> tuple[str, ...]:
    """The rules that can forbid an action, in the pack's order."""
    return _rules(action, pack, FORBID)


@cache
def spoken(action: str, pack: Pack) -> frozenset[str]:
    """All rules that speak of an action."""
    return frozenset({*grounds(action, pack), *gates(action, pack)})


def _rules(action: str, pack: Pack, effect: str) -> tuple[str, ...]:
    mine = [pack.notes[name] for name in pack.rules.documents]
    return tuple(rule.id for rule in mine if rule.effect == effect and covers(rule.document, action, pack))


@cache
def groups(pack: Pack) -> Mapping[str, frozenset[str]]:
    """The groups that each action belongs to, of those that the pack's policies name: the engine is asked."""
    documents = [pack.notes[name].document for name in (*pack.rules.documents, *pack.terms)]
    named = {name for document in documents for name in _named(document)} - set(pack.vocabulary.codes("action"))
    probes = PolicySet({name: _probe(name) for name in named})
    parts = Parts(pack)
    nobody = filled({}, pack)
    staff, item = parts.staff(nobody), parts.item(pack.vocabulary.codes(CATEGORY)[0], parts.proposal(nobody))
    about, ends = parts.slice(), ((staff["type"], staff["id"]), (item["type"], item["id"]))
    return {
        action: frozenset(probes.ask([Question(ends[0], action, ends[1])], about)[0].policies)
        for action in pack.vocabulary.codes("action")
    }


def _scoped(scope: Mapping[str, Any]) -> Iterator[str]:
    yield from (entity["id"] for entity in [scope.get("entity"), *scope.get("entities", ())] if entity)


def _named(document: Document) -> Iterator[str]:
    yield from _scoped(document["action"])
    for node in nodes(document):
        if "in" in node:
            yield node["in"]["right"]["Value"]["__entity"]["id"]


def _probe(group: str) -> Document:
    everything = {"op": "All"}
    scope = {"op": "in", "entity": {"type": "Action", "id": group}}
    return {"effect": PERMIT, "principal": everything, "action": scope, "resource": everything, "conditions": []}
