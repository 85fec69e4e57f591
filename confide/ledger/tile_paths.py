"""Where a tile of the log is found: the paths of C2SP tlog-tiles, both ways."""

import re

from confide.domain.chain import TILE_HEIGHT, TILE_WIDTH
from confide.ledger.errors import NoteError

PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
MOST_LEVELS = 64


def tile_path(level: int, number: int, size: int) -> str:
    """The path of a tile as a log of `size` entries has it: partial where it is the last of its level."""
    width = min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - number * TILE_WIDTH)
    if not width >= 1:
        raise NoteError("a log of this size has no such tile")
    groups = f"{number:03}"
    groups = groups.zfill(-(-len(groups) // 3) * 3)
    parts = [groups[place : place + 3] for place in range(0, len(groups), 3)]
    path = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"{level}/{path}" + (f".p/{width}" if width < TILE_WIDTH else "")


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """The level, number and width in a path. Raises NoteError where it is not spelled as the format says."""
    found = PATH.fullmatch(path)
    if found is None:
        raise NoteError("not the path of a tile")
    level, groups, partial = found.groups()
    parts = groups.replace("x", "").split("/")
    width = int(partial or TILE_WIDTH)
    shortest = len(parts) == 1 or parts[0] != "000"
    if int(level) >= MOST_LEVELS or not shortest or (partial and width >= TILE_WIDTH):
        raise NoteError("not the path of a tile")
    return int(level), int("".join(parts)), width
