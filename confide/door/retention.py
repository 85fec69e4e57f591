"""How long the policy in force keeps what: the schedule, the rule for a piece of information, and the name of its key.

- `held_as` of an entry or document is its retention class, made here once, when it is written:
  `holding_class(rule_for(category, subject_kind, age_band), on)`.
"""

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from confide.domain import holding_class as classes
from confide.domain.retention import Rule
from confide.domain.retention_schedule import ADULT, Schedule, read
from confide.door.policy import PACK
from confide.door.typed import Label


@functools.cache
def schedule() -> Schedule:
    """The schedule in force; kept for the life of the process."""
    return read(tomllib.loads(files("confide").joinpath("policy", PACK, "retention.toml").read_text("utf-8")))


def rules(on: date) -> Mapping[str, Rule]:
    """Every rule that is in force on a day, by its code."""
    return schedule().in_force(on)


def rule_for(category: str, subject_kind: str, age_band: str = ADULT) -> str:
    """The code of the rule for a category of information about such a person. Raises LookupError."""
    return schedule().rule_for(category, subject_kind, age_band)


def holding_class(code: str, on: date, generation: int = 1) -> str:
    """The retention class for what is recorded on a day; `generation` counts up after a class was destroyed."""
    return classes.holding_class(code, schedule().bucket(code), on, generation)


def words_of_rules() -> list[tuple[str, Label]]:
    """The code of every rule and what it is about in the reader's language, for choosing from."""
    listed = {rule.code: gettext_lazy(rule.record) for rule in schedule().rules}
    return [(code, format_lazy("{code}: {words}", code=code, words=words)) for code, words in listed.items()]
