"""Says which conditions of a rule held and which did not, in one situation, for one category.

- Each condition is cut at "and", "or" and "not"; every piece is put to the engine as a policy of its own. What is shown
  is what the engine itself makes of it.
- A term is shown in the pack's words, with its own pieces below it. A piece that was not reached is neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from confide.authority.engine import Document, PolicySet
from confide.authority.pack import Pack
from confide.authority.saying import said
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.authority.terms import condition, named, replaced
from confide.domain.decision import Condition

ALL, ANY, NOT, UNLESS = "all of", "any of", "not", "unless"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a condition: `probe` names the policy that stands for it, or `of` are the parts joined by `joined`."""

    text: str
    probe: str = ""
    joined: str = ALL
    of: tuple[Piece, ...] = ()


def conditions(rule: str, situation: Situation, category: str, parts: Parts) -> tuple[Condition, ...]:
    """Every condition of a rule, in its order."""
    cut, probes = pieces(rule, parts.pack)
    if not probes.documents:
        return ()
    reply = probes.ask([parts.question(situation, category)], parts.slice())[0]
    broken = frozenset(fault.rule for fault in reply.faults)
    return tuple(_condition(piece, frozenset(reply.policies), broken) for piece in cut)


def _condition(piece: Piece, held: frozenset[str], broken: frozenset[str]) -> Condition:
    if piece.probe:
        return Condition(piece.text, None if piece.probe in broken else piece.probe in held)
    inner = tuple(_condition(part, held, broken) for part in piece.of)
    return Condition(piece.text, _joined(piece.joined, [part.held for part in inner]), inner)


def _joined(how: str, values: list[bool | None]) -> bool | None:
    """From left to right, as the engine does: what could not be worked out stops it there."""
    if how in {NOT, UNLESS}:
        whole = _joined(ALL, values)
        return None if whole is None else not whole
    stop = how == ANY
    return next((value for value in values if value is None or value is stop), not stop)


@cache
def pieces(rule: str, pack: Pack) -> tuple[tuple[Piece, ...], PolicySet]:
    """A rule cut into its pieces, and the policies that stand for them; made once."""
    cutter = Cutter(pack, {})
    cut: list[Piece] = []
    for part in pack.notes[rule].document["conditions"]:
        inner = tuple(cutter.inside(part["body"], "&&"))
        cut += inner if part["kind"] == "when" else [Piece(UNLESS, joined=UNLESS, of=inner)]
    return tuple(cut), PolicySet(cutter.probes)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts conditions and keeps the policies that stand for the pieces, by the text of the piece."""

    pack: Pack
    probes: dict[str, Document]

    def inside(self, node: Any, joint: str) -> Iterator[Piece]:
        """The parts of an expression that one joint holds together, or the whole where none does."""
        if joint in node:
            yield from self.inside(node[joint]["left"], joint)
            yield from self.inside(node[joint]["right"], joint)
        else:
            yield self.cut(node)

    def cut(self, node: Any) -> Piece:
        """One expression as a piece."""
        if "&&" in node:
            return Piece(ALL, of=tuple(self.inside(node, "&&")))
        if "||" in node:
            return Piece(ANY, joined=ANY, of=tuple(self.inside(node, "||")))
        if "!" in node:
            return Piece(NOT, joined=NOT, of=(self.cut(node["!"]["arg"]),))
        term = named(node, self.pack.terms)
        if term:
            note = self.pack.notes[term]
            return Piece(note.note("text"), of=tuple(self.inside(condition(note.document), "&&")))
        return self._atom(node)

    def _atom(self, node: Any) -> Piece:
        words = {name: self.pack.notes[name].note("text") for name in self.pack.terms}
        text = said(node, words)
        whole = replaced(node, self.pack.terms.__getitem__, self.pack.terms)
        self.probes[text] = _probe(whole)
        return Piece(text, probe=text)


def _probe(body: Any) -> Document:
    everything: Mapping[str, Any] = {"op": "All"}
    conditions_ = [{"kind": "when", "body": body}]
    return {
        "effect": "permit",
        **dict.fromkeys(("principal", "action", "resource"), everything),
        "conditions": conditions_,
    }
