"""The entity types of the engine, written from the table of facts and from what a pack says about its codes.

- Nothing is declared twice: a fact added to the table, or a key added to a code list, is something rules can read.
"""

from __future__ import annotations

from collections.abc import Iterable

from confide.authority import shape
from confide.authority.shape import PARTS, STAFF, Fact, Kind
from confide.authority.vocabulary import Value, Vocabulary

# What the duties are asked about beside the proposal: the answer that was found.
ANSWER = {
    "action": "String",
    "outcome": "String",
    "released": "Bool",
    "kept_back": "Bool",
    "grounds": "Set<String>",
    "effects": "Set<String>",
}
ANSWER_ACTION = "answer"


def types(vocabulary: Vocabulary) -> str:
    """The types of a question, as schema text."""
    lines = [_part(STAFF.type, STAFF.facts)]
    party = {fact.key: _fact(fact) for part in PARTS if part.type == "Party" for fact in part.facts}
    for part in {part.type: part for part in PARTS}.values():
        own = party if part.type == "Party" else _nested(part.facts, part.section)
        coded = {k: v for name in part.coded for k, v in _said(vocabulary, shape.BY_NAME[name].codes).items()}
        lines.append(_entity(part.type, own | coded))
    for name, type_ in {"category": "Category", **shape.CODED}.items():
        lines.append(_entity(type_, {"code": "String"} | _said(vocabulary, name)))
    return "\n".join([*lines, _entity("Proposal", _proposal()), _entity("Item", ITEM), ""])


ITEM = {"category": "Category", "proposal": "Proposal"}


def established(terms: Iterable[str]) -> str:
    """The type in which a rule reads terms while it is validated; when it is asked, none is left in it."""
    return _typed("Established", dict.fromkeys(terms, "Bool"))


def answer_types() -> str:
    """The action that duties are asked for."""
    ends = "principal: Staff, resource: Proposal, context: Answer"
    return _typed("Answer", ANSWER) + f'action "{ANSWER_ACTION}" appliesTo {{ {ends} }};\n'


def _proposal() -> dict[str, str]:
    plain = {name: _fact(shape.BY_NAME[name]) for name in shape.PLAIN}
    return plain | {part.section: part.type for part in PARTS} | shape.CODED


def _typed(name: str, attributes: dict[str, str]) -> str:
    return f"type {name} = {_record(attributes)};\n"


def _part(type_: str, facts: Iterable[Fact]) -> str:
    return _entity(type_, {fact.key: _fact(fact) for fact in facts})


def _nested(facts: Iterable[Fact], section: str) -> dict[str, str]:
    """Attributes of a section, with sections inside it as records."""
    made: dict[str, str] = {}
    inner: dict[str, dict[str, str]] = {}
    for fact in facts:
        if fact.section == section:
            made[key(fact)] = _fact(fact)
        else:
            inner.setdefault(fact.section.removeprefix(f"{section}."), {})[fact.key] = _fact(fact)
    return made | {name: _record(attributes) for name, attributes in inner.items()}


def key(fact: Fact) -> str:
    """The attribute that a fact becomes. The engine cannot count days, so a day becomes whether it is recent enough."""
    return fact.key.removesuffix("_on") if fact.kind is Kind.DAY else fact.key


def _fact(fact: Fact) -> str:
    return {Kind.FLAG: "Bool", Kind.DAY: "Bool", Kind.CODES: "Set<String>"}.get(fact.kind, "String")


def _said(vocabulary: Vocabulary, codes: str) -> dict[str, str]:
    return {name: _type(value) for name, value in vocabulary.keys(codes)}


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "Bool"
    return {int: "Long", str: "String"}.get(type(value), "Set<String>")


def _record(attributes: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name}: {type_}" for name, type_ in attributes.items()) + " }"


def _entity(type_: str, attributes: dict[str, str]) -> str:
    return f"entity {type_} = {_record(attributes)};"
