"""Copies of a pack with something changed, to see what the loader makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from confide.authority.engine import formatted

PACKS = Path(__file__).resolve().parents[2] / "confide" / "policy"


def copy(to: Path, name: str = "example") -> Path:
    """A copy of a pack that may be spoilt."""
    folder = to / name
    shutil.copytree(PACKS / name, folder)
    return folder


def add_rule(folder: Path, text: str, file: str = "rules/zz-added.cedar", *, as_is: bool = False) -> Path:
    """Add a file of policies, formatted unless it is wanted as it is."""
    (folder / file).write_text(text if as_is else formatted(text).strip() + "\n")
    return folder


def replace(folder: Path, file: str, old: str, new: str) -> Path:
    """Change a file's text; the old text must be there."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return folder
