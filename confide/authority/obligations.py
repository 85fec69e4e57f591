"""What a pack asks for and what keeps it: its file of obligations, joined with what its rules and duties name.

- A rule or duty says in `@clause` which obligations it serves, apart by spaces; nobody writes that down again.
- Only annotations are read here; whether the rules are sound is for the pack's own loading to say.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

import cedarpy

from confide.domain.clause import Obligation
from confide.domain.clause import obligations as read

OBLIGATIONS = "clauses.toml"


class NoSuchPackError(LookupError):
    """No pack of that name has obligations; the message names those that have."""


def packs() -> tuple[str, ...]:
    """The names of the packs that have obligations."""
    return tuple(sorted(folder.name for folder in _folders() if folder.joinpath(OBLIGATIONS).is_file()))


def obligations(pack: str) -> tuple[Obligation, ...]:
    """Every obligation of a pack with what keeps it, in the file's order. Raises NoSuchPackError and ClauseError."""
    if pack not in packs():
        raise NoSuchPackError(f"no policy pack with obligations is called {pack!r}; there is {', '.join(packs())}")
    folder = files("confide").joinpath("policy", pack)
    tables = tomllib.loads(folder.joinpath(OBLIGATIONS).read_text("utf-8"))["obligation"]
    return read(tables, rules=clauses_named(folder.joinpath("rules")), duties=clauses_named(folder.joinpath("duties")))


def clauses_named(folder: Traversable) -> dict[str, str]:
    """For each policy in the Cedar files of a folder, by the code of its `@duty` or else its `@id`, what it names.

    Several policies may carry one duty; what they name is put together. A folder that is not there names nothing.
    """
    named: dict[str, str] = {}
    for notes in _annotations(folder):
        code = notes.get("duty") or notes.get("id")
        if code and notes.get("clause"):
            clauses = f"{named.get(code, '')} {notes['clause']}".split()
            named[code] = " ".join(dict.fromkeys(clauses))
    return named


def _annotations(folder: Traversable) -> Iterator[dict[str, str]]:
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".cedar"):
            policies = json.loads(cedarpy.policies_to_json_str(file.read_text("utf-8")))
            yield from (policy.get("annotations", {}) for policy in policies["staticPolicies"].values())


def _folders() -> Iterator[Traversable]:
    return (folder for folder in files("confide").joinpath("policy").iterdir() if folder.is_dir())
