"""Terms: the words in which a pack writes its rules, each a condition of its own.

- A rule reads a term as `context.name`. A term may use others, which are put in its place when the pack is loaded, so
  that all of them are established in one round of asking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from confide.authority.engine import Document
from confide.authority.faults import PackError
from confide.authority.policies import Policy

TERM = "context"


def expanded(terms: Iterable[Policy]) -> dict[str, Document]:
    """Each term's document with every other term put in place. Raises PackError for a term that needs itself."""
    by_name = {term.id: term for term in terms}
    done: dict[str, Document] = {}

    def body(name: str, above: tuple[str, ...]) -> Any:
        if name in above:
            raise PackError(f"{by_name[name].file}: {' needs '.join((*above[above.index(name) :], name))}")
        if name not in done:
            made = replaced(condition(by_name[name].document), lambda inner: body(inner, (*above, name)), by_name)
            done[name] = {**by_name[name].document, "conditions": [{"kind": "when", "body": made}]}
        return done[name]["conditions"][0]["body"]

    for name in by_name:
        body(name, ())
    return done


def condition(document: Document) -> Any:
    """All conditions of a policy as one expression."""
    bodies = [
        part["body"] if part["kind"] == "when" else {"!": {"arg": part["body"]}} for part in document["conditions"]
    ]
    whole = bodies[0] if bodies else {"Value": True}
    for part in bodies[1:]:
        whole = {"&&": {"left": whole, "right": part}}
    return whole


def named(node: Any, known: Mapping[str, object] | frozenset[str]) -> str | None:
    """The term that an expression reads, if it reads one."""
    reads = node.get(".") if isinstance(node, dict) else None
    is_term = reads and reads["left"] == {"Var": TERM} and reads["attr"] in known
    return str(reads["attr"]) if reads and is_term else None


def replaced(node: Any, body: Any, known: Mapping[str, object] | frozenset[str]) -> Any:
    """The expression with `body(term)` in the place of every term it reads."""
    if isinstance(node, list):
        return [replaced(item, body, known) for item in node]
    if not isinstance(node, dict):
        return node
    term = named(node, known)
    return body(term) if term else {name: replaced(item, body, known) for name, item in node.items()}


class Established:
    """The engine's context for every combination of terms that held, written once each."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names of all terms."""
        self.names = tuple(names)
        self.nothing = self.json(frozenset())

    @cache  # noqa: B019 - it lives as long as the pack, which lives as long as the process
    def json(self, held: frozenset[str]) -> str:
        """The context in which exactly these terms hold."""
        return json.dumps({name: name in held for name in self.names})
