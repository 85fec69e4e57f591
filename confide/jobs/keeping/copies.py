"""The copies of attached files: which of them a new backup carries on with, and which it makes anew.

- A file is sealed and never changed once it is written, so one copy serves every backup for as long as it is whole.
- Its size is looked at each time. Each is read through once a week, a few at each backup, so that none takes long.
- What a drill finds damaged is made anew at the next backup. The damaged copy stays: a target may be write-once.
"""

import json
import logging
import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from confide.jobs.keeping.manifest import Manifest
from confide.jobs.keeping.targets import Kept, digest_of, keep
from confide.vault.files import replace

DAMAGED = "damaged-copies.json"
TURN, TURNS = timedelta(minutes=10), 7 * 24 * 6
"""A week, in turns as long as the time between two backups. Each copy has one of its own, by its digest."""

logger = logging.getLogger(__name__)


def carried(
    source: Path, folder: Path, before: Manifest | None, *, at: datetime, damaged: Collection[str]
) -> dict[str, Kept]:
    """A whole copy of every file: the one that the backup before had, or a new one. Raises OSError."""
    known = before.files if before else {}
    turns = _turns(before.made_at, at) if before else frozenset()
    found = {}
    for name, path in _files(source):
        copy = known.get(name)
        if copy is not None and (copy.name in damaged or not _is_whole(folder, copy, read=_turn(copy) in turns)):
            logger.warning("the copy %s in the data target is damaged or gone, and is made anew", copy.name)
            copy = None
        if copy is None or copy.size != path.stat().st_size:
            copy = keep(path, folder, f"files/{uuid.uuid4()}")
        found[name] = copy
    return found


def not_whole(folder: Path, made: Manifest) -> list[str]:
    """The copies of a backup that are not what was kept; reads all of them."""
    return [copy.name for copy in made.files.values() if not _is_whole(folder, copy, read=True)]


def remember(home: Path, damaged: Collection[str]) -> None:
    """Note copies that no backup may carry on with. A name is never used twice, so nothing needs to be forgotten."""
    replace(home / DAMAGED, json.dumps(sorted({*damaged, *remembered(home)})).encode())


def remembered(home: Path) -> frozenset[str]:
    """The copies that were noted."""
    path = home / DAMAGED
    return frozenset(json.loads(path.read_bytes())) if path.exists() else frozenset()


def _files(source: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        # What is only arriving is nobody's yet, and has its key in the memory of one process.
        if path.is_file() and not name.startswith("arriving/"):
            yield name, path


def _is_whole(folder: Path, copy: Kept, *, read: bool) -> bool:
    path = folder / copy.name
    try:
        return path.stat().st_size == copy.size and (not read or digest_of(path) == copy.digest)
    except OSError:
        # Gone, or a disk that does not give it back.
        return False


def _turns(before: datetime, at: datetime) -> frozenset[int]:
    """The turns that have come since a backup, so that none is left out whenever the next one is made."""
    first, last = (int(moment.timestamp() // TURN.total_seconds()) for moment in (before, at))
    return frozenset(turn % TURNS for turn in range(max(first, last - TURNS) + 1, last + 1))


def _turn(copy: Kept) -> int:
    return int(copy.digest[:8], 16) % TURNS
