"""The files of a pack as data: its code lists joined together, and the hash of everything in it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from confide.authority.faults import PackError
from confide.authority.step_rules import StepRule

Data = Mapping[str, dict[str, Any]]
Lists = dict[str, dict[str, dict[str, Any]]]
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

LISTS_ELSEWHERE = ("role", "office")


def read(folder: Path) -> Data:
    """Every file of a pack but its policies, by name. Raises PackError."""
    return {name: _toml(folder / f"{name}.toml") for name in FILES}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path.name}: {error}") from error


def lists(data: Data) -> Lists:
    """Every code list; what a purpose needs stands in a file of its own and counts as said of its code."""
    found = {**data["vocabulary"], **{name: data["roles"][name] for name in LISTS_ELSEWHERE}}
    needs = data["purposes"]["purpose"]
    if needs.keys() != found["purpose"].keys():
        raise PackError(
            f"purposes.toml: {', '.join(sorted(needs.keys() ^ found['purpose'].keys()))}: not in both lists"
        )
    found["purpose"] = {code: {**said, **needs[code]} for code, said in found["purpose"].items()}
    return {name: {code: _tuples(said) for code, said in codes.items()} for name, codes in found.items()}


def _tuples(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


def bundle(folder: Path, steps: Iterable[StepRule]) -> str:
    """The hash of every file of a pack and of the steps it is loaded with, in whatever order they came."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    rows = sorted([s.register, s.step, s.by, s.clause, s.emergency] for s in steps)
    whole.update(json.dumps(rows, separators=(",", ":")).encode())
    return whole.hexdigest()
