"""The certificate of destruction, as a PDF that can be archived (PDF/A) and read aloud (PDF/UA).

- It says what was destroyed by reference, rule and number, and never whose it was or what it said.
- The facts go in as data beside the template, so that nothing that is typed can become an instruction to typeset.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Literal

import typst
from django.utils import translation
from django.utils.translation import gettext as _

STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Ended:
    """One holding that was destroyed, in words."""

    reference: str
    held_as: str
    rule: str
    how_many: str
    due: str
    keys: int
    erased_on: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything that the certificate of one disposal says, in words; empty where there is nothing to say."""

    reference: str
    organisation: str
    destroyed_at: datetime
    destroyed_on: str
    erased_on: str
    decided: Sequence[tuple[str, str, str]]
    """Who did what when."""
    how: Sequence[tuple[str, str]]
    """What was done, and the words for it."""
    ended: Sequence[Ended]
    rules: Sequence[tuple[str, str]]
    """The rules it was due under, by their codes."""
    entry: str
    """The entry of the ledger that proves it."""
    origin: str
    """The ledger."""
    sample: bool = False
    """Whether it is of the sample organisation, where nothing was real."""


def certificate(said: Certificate) -> bytes:
    """The PDF. Two certificates of the same facts are the same bytes. Raises TypstError where the template is wrong."""
    facts = {**asdict(said), "language": (translation.get_language() or "en").split("-")[0], "words": _words(said)}
    del facts["destroyed_at"]
    template = files("confide.exchange").joinpath("templates", "certificate.typ").read_bytes()
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, sort_keys=True)},
        pdf_standards=STANDARDS,
        ignore_system_fonts=True,
        timestamp=int(said.destroyed_at.timestamp()),
    )


def _words(said: Certificate) -> dict[str, str]:
    """The words of the template, in the language of whoever reads it."""
    return {
        "title": _("Certificate of destruction"),
        "sample": _("Sample organisation: nothing real was destroyed, and this certifies nothing."),
        "summary": _("What is listed here was destroyed for good, under the policy and by the people named below."),
        "destroyed": _("Destroyed on"),
        "erased": _("Effectively erased on"),
        "erased_why": _(
            "From this day no copy of the key store, backups included, holds a key that opens what was destroyed."
        ),
        "how": _("How"),
        "decided": _("Who decided"),
        "what": _("What was destroyed"),
        "reference": _("Reference"),
        "held_as": _("Held as"),
        "rule": _("Rule"),
        "how_many": _("How much"),
        "due": _("Due from"),
        "keys": _("Keys"),
        "proof": _("Proof"),
        "entry": _("This destruction is entry {entry} of the ledger {origin}.").format(
            entry=said.entry, origin=said.origin
        ),
        "names": _("References are shown instead of names. What the records said is not known to this certificate."),
        "page": _("Page"),
        "of": _("of"),
    }
