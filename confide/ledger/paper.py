"""A root as people copy it from paper: hexadecimal, in groups of four, on lines of eight groups."""

import re

from confide.ledger.errors import NoteError

GROUP, GROUPS_A_LINE = 4, 8
ROOT = re.compile(r"[0-9a-f]{64}", re.ASCII)


def root_in_groups(root: bytes) -> list[str]:
    """The lines to print."""
    text = root.hex()
    groups = [text[place : place + GROUP] for place in range(0, len(text), GROUP)]
    return [" ".join(groups[place : place + GROUPS_A_LINE]) for place in range(0, len(groups), GROUPS_A_LINE)]


def in_groups(text: str) -> bytes:
    """The root that somebody typed, with whatever space between. Raises NoteError."""
    bare = "".join(text.split()).lower()
    if not ROOT.fullmatch(bare):
        raise NoteError("not a root on paper")
    return bytes.fromhex(bare)
