"""The policy's own words for its codes, as choices and as labels, grouped the way people look for them.

- Nothing here is a list of its own: whatever the pack in force knows can be chosen, in the pack's order.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from confide.door import policy

Choices = list[Any]

POST = frozenset({"post", "post_signed", "post_special"})
NOT_A_PERSON = frozenset({"nobody", "supplier"})
NOT_CHOSEN = frozenset({"unknown"})


@functools.cache
def entries(vocabulary: str) -> Mapping[str, Mapping[str, Any]]:
    """A list of the pack: for each code its label and the facts the rules use."""
    folder = files("confide.policy") / policy.PACK
    tables: dict[str, Any] = tomllib.loads((folder / "vocabulary.toml").read_text("utf-8"))
    tables |= tomllib.loads((folder / "roles.toml").read_text("utf-8"))
    tables["purpose"] = _joined(tables["purpose"], tomllib.loads((folder / "purposes.toml").read_text("utf-8")))
    return dict(tables[vocabulary])


@functools.cache
def _wording() -> Mapping[str, Any]:
    folder = files("confide.policy") / policy.PACK
    return tomllib.loads((folder / "wording.toml").read_text("utf-8"))


def wording(table: str, code: str, name: str) -> str:
    """A sentence of the pack, not yet translated; the code where the pack has none."""
    entry = _wording().get(table, {})
    said = entry.get(code, {}) if code else entry
    return str(said.get(name, code))


def _joined(labels: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    more = table.get("purpose", {})
    return {code: {**entry, **more.get(code, {})} for code, entry in labels.items()}


def label(vocabulary: str, code: str) -> str:
    """The words for a code; the code itself where the pack does not know it any more."""
    entry = entries(vocabulary).get(code)
    return _(entry["label"]) if entry else code


def labels(vocabulary: str, codes: Iterable[str]) -> str:
    """The words for several codes, apart by semicolons."""
    return "; ".join(label(vocabulary, code) for code in codes)


def requesters() -> Choices:
    """Who may ask and receive, by group."""
    return [("", _("Choose")), *_grouped("requester", "group", lambda entry: label("group", entry["group"]))]


def categories() -> Choices:
    """What there is to share, by class of information."""
    return _grouped("category", "class", lambda entry: label("class", entry["class"]))


def _grouped(vocabulary: str, key: str, title: Any) -> Choices:
    groups: dict[str, tuple[str, Choices]] = {}
    for code, entry in entries(vocabulary).items():
        groups.setdefault(entry[key], (title(entry), []))[1].append((code, label(vocabulary, code)))
    return list(groups.values())


def of_categories(codes: Collection[str]) -> Choices:
    """The named categories, or all of them where none is named."""
    return [(code, label("category", code)) for code in entries("category") if code in codes or not codes]


def emergency_categories() -> Choices:
    """The least that goes at once where somebody is in danger."""
    return [(code, label("category", code)) for code, entry in entries("category").items() if entry["emergency"]]


def usual_purposes(recipient_kind: str) -> list[str]:
    """The purposes in which a kind of recipient has a part, as codes."""
    group = entries("requester").get(recipient_kind, {}).get("group")
    return [c for c, e in entries("purpose").items() if {recipient_kind, group} & set(e.get("recipients", ()))]


def purposes(recipient_kind: str) -> Choices:
    """What it can be for: first what is usual for this recipient, then everything else."""
    usual = usual_purposes(recipient_kind)
    rest = [code for code in entries("purpose") if code not in usual]
    split = [(_("Usual for them"), _named("purpose", usual)), (_("Everything else"), _named("purpose", rest))]
    return split if usual else _named("purpose", rest)


def protecting(kind: str) -> int | None:
    """Where a kind of recipient stands among the bodies that protect people in danger; None for one that does not."""
    offered = entries("purpose")["danger"]["recipients"]
    group = entries("requester").get(kind, {}).get("group")
    return next((place for place, code in enumerate(offered) if code in {kind, group}), None)


def is_rung_back(kind: str) -> bool:
    """Whether somebody of this kind who is not known yet is rung back, or is not the one to tell at all."""
    group = entries("requester").get(kind, {}).get("group", "")
    return bool(entries("group").get(group, {}).get("rung_back"))


def purposes_to_pick() -> Choices:
    """Every purpose."""
    return [("", _("Choose")), *_named("purpose", entries("purpose"))]


def purposes_given() -> Choices:
    """What somebody gave information for; nothing chosen means the same purpose."""
    return [("", _("The same purpose")), *_named("purpose", entries("purpose"))]


def instruments() -> Choices:
    """What somebody may show, or what the law makes us tell."""
    return _named("instrument", entries("instrument"))


def person_kinds() -> Choices:
    """What a person may be to us."""
    return [("", _("Choose")), *_named("subject", [c for c in entries("subject") if c not in NOT_A_PERSON])]


def channels() -> Choices:
    """Ways of sending or saying it; the ones that others can read are marked."""
    return [(code, _channel(code)) for code in entries("channel") if code not in NOT_CHOSEN]


def channels_to_pick() -> Choices:
    """The same for a list that opens."""
    return [("", _("Choose")), *channels()]


def _channel(code: str) -> str:
    words = label("channel", code)
    return words if entries("channel")[code]["secure"] else _("%(channel)s (not secure)") % {"channel": words}


def insecure_channels() -> frozenset[str]:
    """The channels that others can read on the way."""
    return frozenset(code for code, entry in entries("channel").items() if not entry["secure"])


def _named(vocabulary: str, codes: Iterable[str]) -> Choices:
    return [(code, label(vocabulary, code)) for code in codes]


def person(row: Any) -> str:
    """How a person is shown to somebody who may know who it is."""
    return f"{row.name}, {row.reference}"
