"""What a reader looks at a record for: the purposes of their job, and the usual one.

- Which purpose opens what is for the policy to say; this only spares people choosing.
"""

import functools
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from confide.domain.reading import Reader
from confide.door.policy import PACK, codes, pack

PERSONAL = frozenset({"personal", "special_category", "criminal", "safeguarding"})
"""The classes of what is held about somebody."""
SENSITIVE = PERSONAL - {"personal"}


def of_a_job(reader: Reader) -> list[tuple[str, str]]:
    """The purposes that are part of the reader's job, with their words."""
    words = pack().vocabulary
    return [(code, label) for code, label in codes("purpose") if reader.role in _jobs(words.facts("purpose", code))]


def usual(reader: Reader, *, relation: str, subject: str) -> str:
    """What the reader would open the record of such a person for; empty where their job says nothing."""
    asked = {"role": reader.role, "relation": relation, "subject": subject}
    for row in _usual():
        if all(row[name] == asked[name] for name in asked if name in row):
            return str(row["purpose"])
    return ""


def about_somebody() -> list[str]:
    """The categories of what is held about somebody."""
    words = pack().vocabulary
    return [code for code in words.codes("category") if words.facts("category", code)["class"] in PERSONAL]


def asks_again(categories: Iterable[str]) -> bool:
    """Whether one of these is so sensitive that whoever opens it proves again who they are."""
    words = pack().vocabulary
    return any(words.facts("category", category)["class"] in SENSITIVE for category in categories)


@functools.cache
def _usual() -> tuple[dict[str, Any], ...]:
    text = files("confide").joinpath("policy", PACK, "purposes.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["usual"])


def _jobs(said: Any) -> tuple[str, ...]:
    jobs: tuple[str, ...] = said["jobs"]
    return jobs
