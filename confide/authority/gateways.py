"""The legal basis that a pack proposes for what is released, by the ground that released it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confide.authority.matching import Match, match
from confide.authority.situation_values import Facts
from confide.domain.decision import Basis

Lists = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way through the locks: where it applies, and what it gives.

    `needs` is what stands beside it, by the kind of condition that a class of information asks for.
    """

    ground: str
    when: Match
    code: str
    label: str
    art6: str
    exemption: str
    needs: Mapping[str, Mapping[str, str]]
    informed: str = ""


def read(tables: Iterable[Mapping[str, Any]], lists: Lists) -> tuple[Gateway, ...]:
    """The gateways of a pack in their order. Raises PackError."""
    return tuple(_gateway(raw, lists) for raw in tables)


def _gateway(raw: Mapping[str, Any], lists: Lists) -> Gateway:
    needs = {name: said for name, said in raw.items() if isinstance(said, Mapping) and name != "when"}
    when = match(raw.get("when", {}), lists, f"gateways.toml: {raw['ground']}")
    words = (raw["code"], raw["label"], raw["art6"], raw["exemption"])
    return Gateway(raw["ground"], when, *words, needs, raw.get("informed", ""))


def first(gateways: Iterable[Gateway], grounds: Sequence[str], facts: Facts) -> Gateway | None:
    """The gateway that counts among several grounds: the first one in the pack's order."""
    return next((gate for gate in gateways if gate.ground in grounds and gate.when.holds(facts)), None)


def basis(gateway: Gateway | None, category: str, condition: str, grounds: tuple[str, ...]) -> Basis:
    """The basis proposed for one category, whose class asks for a further condition or for none."""
    if gateway is None:
        return Basis(category, grounds, "", "", "")
    needs = gateway.needs.get(condition, {})
    ordered = (gateway.ground, *(ground for ground in grounds if ground != gateway.ground))
    return Basis(
        category=category,
        grounds=ordered,
        gateway=gateway.code,
        label=gateway.label,
        art6=gateway.art6,
        art9_10=needs.get("art9_10", ""),
        sch1=needs.get("sch1", ""),
        exemption=gateway.exemption,
    )
