"""A disposal: what is due is looked at, kept longer with a reason, or destroyed once somebody else has agreed.

- Whoever holds a record may propose; the Managing Director approves, and where they proposed it themselves their
  alternate does. So two different people have looked at it.
- Nothing is destroyed before its day, while a hold or an open matter stops it, or after something was added to it.
- Paper is shredded, as finely as its rule asks, with a witness. Electronic records are destroyed with their key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

APPROVES = "managing_director"

RULES = Rules(
    name="disposal",
    plural="disposals",
    prefix="DP",
    title="Disposals",
    clauses=("2.8j", "2.8i", "1.7a"),
    opening="review",
    workflow=Workflow(
        initial="under_review",
        final=frozenset({"kept", "destroyed", "withdrawn"}),
        steps=(
            Step("keep_longer", ("under_review",), "kept", clause="2.8j", by="handler",
                 needs=("review_on", "why_kept")),
            Step("propose", ("under_review",), "proposed", clause="2.8j", by="handler"),
            Step("approve", ("proposed",), "approved", clause="2.8j", by="office"),
            Step("refuse", ("proposed",), "under_review", clause="2.8j", by="office", needs=("why_refused",)),
            Step("destroy", ("approved",), "destroyed", clause="2.8i", by="governance"),
            Step("withdraw", ("under_review", "proposed", "approved"), "withdrawn", clause="2.8j", by="handler"),
        ),
    ),
)  # fmt: skip


class WrongLine(ValueError):
    """A line does not say what is to be destroyed; the message is that line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One holding that somebody names: the reference of whose it is, and as what it is held."""

    reference: str
    held_as: str


def asked(typed: str, whole: str) -> tuple[Asked, ...]:
    """The holdings that were typed: `P-00012 CR-01`, or the reference alone for `whole`; by lines or commas."""
    return tuple(dict.fromkeys(_asked(line, whole) for line in typed.replace(",", "\n").splitlines() if line.strip()))


def _asked(line: str, whole: str) -> Asked:
    words = line.split()
    if len(words) > 2:
        raise WrongLine(line.strip())
    reference, *held_as = words
    return Asked(reference.upper(), held_as[0] if held_as else whole)


def is_due(from_on: date | None, today: date) -> str:
    """Why something may not go yet: empty where it may."""
    if from_on is None:
        return "waits"
    return "early" if today < from_on else ""


def spoken(holdings: Iterable[tuple[str, str]], whole: str) -> str:
    """Holdings in one line: references, and as what they are held where it is not everything."""
    return ", ".join(reference if held_as == whole else f"{reference} {held_as}" for reference, held_as in holdings)
