"""What the person something is about may be told of it, as the policy in force says it."""

import functools
import tomllib
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext

from confide.door.policy import PACK


@functools.cache
def _said() -> dict[str, Any]:
    return tomllib.loads(files("confide").joinpath("policy", PACK, "telling.toml").read_text("utf-8"))


def review_within() -> str:
    """How long something may stay unknown before that is looked at again, as a code of the clock."""
    return str(_said()["review_within"])


def spoils(exemption: str) -> bool:
    """Whether telling could spoil what information was given for under this exemption."""
    return exemption in _said()["exemptions"]


def opening(purpose: str) -> str:
    """What an opening for this purpose is called towards the person."""
    words = _said()["opening"]
    return gettext(words.get(purpose, words["default"]))
