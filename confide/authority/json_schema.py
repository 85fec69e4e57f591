"""The JSON Schema of a situation, made from the one table of facts and the lists of a pack."""

from __future__ import annotations

from typing import Any

from confide.authority import shape
from confide.authority.pack import Pack
from confide.authority.shape import FACTS, Fact, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(pack: Pack) -> dict[str, Any]:
    """The schema of a situation under this pack, with every code list and what each code means.

    Contradictions between facts are found by the check and are not in the schema.
    """
    whole = _object("", pack)
    outside = [code for code in pack.vocabulary.codes("action") if pack.vocabulary.facts("action", code)["recipient"]]
    return {
        "$schema": DIALECT,
        "$id": f"urn:confide:situation:{pack.name}:{pack.bundle}",
        "title": "A situation: may this be done with this information?",
        "description": f"{pack.title}. Whatever is left out takes its default, which is the cautious one.",
        **whole,
        "if": {"properties": {shape.ACTION: {"enum": outside}}},
        "then": {"required": [shape.RECIPIENT]},
        "$defs": {name: _codes(name, pack) for name in pack.lists},
    }


def _object(section: str, pack: Pack) -> dict[str, Any]:
    here = [fact for fact in FACTS if fact.section == section]
    inner = [name for name in shape.SECTIONS if name.rpartition(".")[0] == section]
    properties = {fact.key: _fact(fact, pack) for fact in here}
    properties |= {name.rpartition(".")[2]: _object(name, pack) for name in inner}
    required = [fact.key for fact in here if fact.required]
    required += [name for name in inner if name not in shape.OPTIONAL_PARTIES and _needs(name)]
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _needs(section: str) -> bool:
    return any(fact.required and fact.section == section for fact in FACTS)


def _fact(fact: Fact, pack: Pack) -> dict[str, Any]:
    if fact.kind is Kind.FLAG:
        return {"type": "boolean", "default": False}
    if fact.kind is Kind.CODES:
        least: dict[str, Any] = {"minItems": 1} if fact.required else {}
        return {"type": "array", "items": {"$ref": f"#/$defs/{fact.codes}"}, "uniqueItems": True, **least}
    if fact.kind is Kind.CODE:
        return _code(fact, pack)
    form: dict[Kind, dict[str, Any]] = {
        Kind.DAY: {"pattern": r"^(\d{4}-\d{2}-\d{2})?$", "default": ""},
        Kind.INSTANT: {
            "format": "date-time",
            "description": "The command line takes its own clock where this is absent.",
        },
        Kind.TEXT: {"maxLength": 200, "default": ""},
    }
    return {"type": "string", **form[fact.kind]}


def _code(fact: Fact, pack: Pack) -> dict[str, Any]:
    one = {"$ref": f"#/$defs/{fact.codes}"}
    if fact.blank:
        return {"anyOf": [one, {"const": ""}], "default": ""}
    return one if fact.required else {**one, "default": pack.vocabulary.codes(fact.codes)[0]}


def _codes(name: str, pack: Pack) -> dict[str, Any]:
    """One list: its codes, and the words that people read for each."""
    codes = pack.vocabulary.codes(name)
    return {"type": "string", "enum": list(codes), "x-labels": {c: pack.vocabulary.label(name, c) for c in codes}}
