"""A piece of a condition in plain words: which fact is compared with what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from confide.authority.paths import attribute
from confide.authority.terms import TERM

JOINTS = {"&&": " and ", "||": " or "}
VERBS = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}


def said(node: Any, terms: Mapping[str, str]) -> str:
    """The words for an expression. `terms` are the words of the pack's own terms."""
    names = attribute(node)
    if names:
        return _name(names, terms)
    if "Value" in node:
        return _value(node["Value"])
    if "Set" in node:
        return ", ".join(said(item, terms) for item in node["Set"])
    if "!" in node:
        return f"not ({said(node['!']['arg'], terms)})"
    if "if-then-else" in node:
        which, then, other = (said(node["if-then-else"][part], terms) for part in ("if", "then", "else"))
        return f"if {which}: {then}; else: {other}"
    return _joined(node, terms)


def _joined(node: Any, terms: Mapping[str, str]) -> str:
    name = next(iter(node))
    if "right" not in node[name]:
        return f"{name} {said(node[name]['left'], terms)}" if "left" in node[name] else name
    left, right = said(node[name]["left"], terms), said(node[name]["right"], terms)
    if name in JOINTS:
        return f"{left}{JOINTS[name]}{right}"
    if name == "in":
        return f"{left} belongs to {right}"
    if name == "contains" and "Set" in node[name]["left"]:
        return f"{right} is one of {left}"
    return f"{left} {VERBS.get(name, name)} {right}"


def _name(names: tuple[str, ...], terms: Mapping[str, str]) -> str:
    if names[0] == TERM:
        return terms[names[1]]
    if names[0] == "principal":
        return ".".join(("actor", *names[1:]))
    return ".".join(names[2:] if names[:2] == ("resource", "proposal") else names[1:] or names)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["__entity"]["id"])
    return value if isinstance(value, str) and value else json.dumps(value)
