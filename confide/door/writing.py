"""The writing guide of the policy in force."""

import functools
import tomllib
from importlib.resources import files

from confide.domain.writing_guide import Guide, Remark, guide, remarks
from confide.door.policy import PACK


@functools.cache
def writing_guide() -> Guide:
    """The guide; read once a process."""
    return guide(tomllib.loads(files("confide").joinpath("policy", PACK, "writing.toml").read_text("utf-8")))


def remarks_on(text: str) -> list[Remark]:
    """What the guide remarks on a text."""
    return remarks(text, writing_guide())
