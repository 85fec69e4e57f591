"""Reads the policies of a pack and refuses what could be misread later.

- Every policy has an id of its own and says in words what it means. An annotation nobody knows is an error.
- The text is kept formatted, so that a difference between two versions is a difference in meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from confide.authority import engine
from confide.authority.engine import Document, Schema
from confide.authority.faults import PackError

PERMIT, FORBID = "permit", "forbid"


@dataclass(frozen=True, slots=True)
class Family:
    """A folder of policies: which annotations they must and may carry, and which effects they may have."""

    folder: str
    required: frozenset[str]
    allowed: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset({PERMIT})
    of_forbids: frozenset[str] = frozenset()
    """Annotations that only a forbid carries; `allowed` are a permit's."""


TERMS = Family("terms", frozenset({"id", "text"}))
RULES = Family(
    "rules",
    frozenset({"id", "clause", "text"}),
    frozenset({"unmet", "minimum"}),
    frozenset({PERMIT, FORBID}),
    frozenset({"remedy", "refer", "question", "anonymise"}),
)
DUTIES = Family(
    "duties", frozenset({"id"}), frozenset({"text", "clause", "duty", "clock", "starts", "tell", "silence"})
)
STEPS = Family(
    "steps",
    frozenset({"id", "clause", "text"}),
    frozenset(),
    frozenset({FORBID}),
    frozenset({"remedy"}),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: its id, whether it permits or forbids, its annotations, and its parsed form."""

    id: str
    effect: str
    notes: Mapping[str, str]
    document: Document
    file: str

    def note(self, name: str) -> str:
        """An annotation, or an empty text."""
        return self.notes.get(name, "")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one family, which is validated whole, and its policies."""

    text: str
    policies: tuple[Policy, ...]


def read(folder: Path, family: Family) -> Source:
    """Every policy of a family, by the order of its files. Raises PackError."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / family.folder).glob("*.cedar"))}
    policies = [policy for name, text in texts.items() for policy in parsed(text, family, f"{family.folder}/{name}")]
    return Source("\n".join(texts.values()), unique(policies))


def parsed(text: str, family: Family, file: str) -> list[Policy]:
    """The policies of one file. Raises PackError."""
    try:
        documents, formatted = engine.documents(text), engine.formatted(text)
    except ValueError as error:
        raise PackError(f"{file}: {error}") from error
    if formatted.strip() != text.strip():
        raise PackError(f"{file}: this is not formatted; cedar format with a width of 100 makes it so")
    return [_policy(document, family, file) for document in documents]


def _policy(document: Document, family: Family, file: str) -> Policy:
    notes = {name: value or "" for name, value in document.get("annotations", {}).items()}
    effect = str(document["effect"])
    name = notes.get("id", "")
    where = f"{file}: {name or 'a policy without an id'}"
    if effect not in family.effects:
        raise PackError(f"{where}: this family has no {effect}")
    missing = [note for note in sorted(family.required) if not notes.get(note)]
    optional = family.of_forbids if effect == FORBID else family.allowed
    strange = sorted(notes.keys() - family.required - optional)
    if missing or strange:
        raise PackError(
            f"{where}: " + ", ".join([f"no @{n}" for n in missing] + [f"@{n} is unknown here" for n in strange])
        )
    return Policy(name, effect, notes, document, file)


def unique(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies, unless two have the same id. Raises PackError."""
    seen: dict[str, Policy] = {}
    for policy in policies:
        if policy.id in seen:
            raise PackError(f"{policy.file}: there are two policies called {policy.id}")
        seen[policy.id] = policy
    return tuple(seen.values())


def fits(source: Source, schema: Schema) -> None:
    """Raise PackError unless every policy fits the schema."""
    if complaints := schema.complaints(source.text):
        raise PackError("; ".join(f"{name}: {message}" for name, message in complaints))


def every(policies: Iterable[Policy], is_so: Callable[[Policy], bool], complaint: str) -> None:
    """Raise PackError naming the first policy of which something is not so."""
    for policy in policies:
        if not is_so(policy):
            raise PackError(f"{policy.file}: {policy.id}: {complaint}")
