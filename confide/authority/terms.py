"""Terms: the words in which a pack writes its rules, each a condition of its own.

- A rule reads a term as `context.name`, and a term may use others. They are put in their places when the pack is
  loaded, so that one question to the engine settles everything.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from confide.authority.engine import Document
from confide.authority.faults import PackError
from confide.authority.policies import Policy

TERM = "context"
Body = Any


def bodies(terms: Iterable[Policy]) -> dict[str, Body]:
    """The condition of each term with every other term put in place. Raises PackError for one that needs itself."""
    by_name = {term.id: term for term in terms}
    done: dict[str, Body] = {}

    def body(name: str, above: tuple[str, ...]) -> Body:
        if name in above:
            raise PackError(f"{by_name[name].file}: {' needs '.join((*above[above.index(name) :], name))}")
        if name not in done:
            whole = condition(by_name[name].document)
            done[name] = replaced(whole, lambda inner: body(inner, (*above, name)), by_name)
        return done[name]

    for name in by_name:
        body(name, ())
    return done


def expanded(document: Document, known: dict[str, Body]) -> Document:
    """A policy with the condition of every term it reads in the term's place."""
    conditions = [
        {"kind": part["kind"], "body": replaced(part["body"], known.__getitem__, known)}
        for part in document["conditions"]
    ]
    return {**document, "conditions": conditions}


def condition(document: Document) -> Body:
    """All conditions of a policy as one expression."""
    parts = [
        part["body"] if part["kind"] == "when" else {"!": {"arg": part["body"]}} for part in document["conditions"]
    ]
    whole = parts[0] if parts else {"Value": True}
    for part in parts[1:]:
        whole = {"&&": {"left": whole, "right": part}}
    return whole


def named(node: Body, known: Container[str]) -> str:
    """The term that an expression reads, or an empty text."""
    reads = node.get(".") if isinstance(node, dict) else None
    return str(reads["attr"]) if reads and reads["left"] == {"Var": TERM} and reads["attr"] in known else ""


def replaced(node: Body, body: Callable[[str], Body], known: Container[str]) -> Body:
    """The expression with `body(term)` in the place of every term it reads."""
    if isinstance(node, list):
        return [replaced(item, body, known) for item in node]
    if not isinstance(node, dict):
        return node
    term = named(node, known)
    return body(term) if term else {name: replaced(item, body, known) for name, item in node.items()}
