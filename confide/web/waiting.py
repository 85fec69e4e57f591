"""A file that came with a form that could not be taken yet waits for it, so that nobody has to choose it twice.

- It waits as it arrived: sealed under a key of this process, without a name on the disk, in no backup and no session.
  The form carries a token, which is worth something to the one who chose the file and to nobody else.
- It is let go when it was taken, given up, or after half an hour. Of one person a few wait, of everybody a few more.
- Where it is gone (another process, a restart, too late) the form asks for the file again and says so.
"""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from confide.people import clockwork
from confide.records.documents import set_aside
from confide.records.inspecting import MOST_BYTES
from confide.web.uploads import FIELD, SetAside

TOKEN = "file_waiting"  # noqa: S105 - the name of a field, and no secret
WAITS = timedelta(minutes=30)
OF_ONE, OF_ALL = 3, 20
"""How many files of at most 50 MB may wait: each takes its room on the disk."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for the form that it belongs to."""

    token: str
    owner: Any
    file: SetAside
    until: datetime

    field = TOKEN

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return self.file.name or ""


_waiting: dict[str, Waiting] = {}
# Two requests that read one file at once would each move the other's place in it.
_alone = threading.Lock()


def hold(request: Any) -> Waiting | None:
    """Let the file that came with a form wait, or go on waiting; nothing where none came, or none that is whole."""
    file, owner = request.FILES.get(FIELD), request.user.pk
    if not isinstance(file, SetAside):
        return find(owner, request.POST.get(TOKEN, ""))
    if not file.token and not file.lost and file.spool.size <= MOST_BYTES:
        file.token = _keep(owner, file, timezone.now())
    return find(owner, file.token)


def find(owner: Any, token: str) -> Waiting | None:
    """The file with that token, where it still waits for a form of theirs."""
    let_old_ones_go(timezone.now())
    found = _waiting.get(token)
    return found if found is not None and found.owner == owner else None


def bring_back(request: Any) -> None:
    """Put the file that waits beside what was sent, as if it had come with it; one that was chosen anew counts."""
    found = None if FIELD in request.FILES else find(request.user.pk, request.POST.get(TOKEN, ""))
    if found is not None and (file := _copied(found.file)) is not None:
        file.token = found.token
        request.FILES[FIELD] = file


def let_go(owner: Any, token: str) -> None:
    """Throw away a file that waits for a form of theirs, if there is one."""
    if (found := find(owner, token)) is not None:
        _drop([found])


def let_all_go(owner: Any) -> None:
    """Throw away whatever waits for somebody."""
    _drop([each for each in list(_waiting.values()) if each.owner == owner])


def let_old_ones_go(at: datetime) -> int:
    """Throw away what waited for too long; how much that was."""
    return _drop([each for each in list(_waiting.values()) if each.until <= at])


def _keep(owner: Any, file: SetAside, at: datetime) -> str:
    kept = _copied(file)
    if kept is None:
        return ""
    let_old_ones_go(at)
    mine = [each for each in list(_waiting.values()) if each.owner == owner]
    _drop(mine[: max(0, len(mine) - OF_ONE + 1)])
    _drop(list(_waiting.values())[: max(0, len(_waiting) - OF_ALL + 1)])
    token = secrets.token_urlsafe(24)
    with _alone:
        _waiting[token] = Waiting(token, owner, kept, at + WAITS)
    return token


def _copied(file: SetAside) -> SetAside | None:
    """The same file, set aside once more: what comes with a request is let go with it."""
    try:
        spool = set_aside()
        with _alone:
            for part in file.spool.parts():
                spool.write(part)
    except (OSError, ValueError):
        # The disk is full, or the file was let go just now: then it is chosen again.
        return None
    return SetAside(spool, file.name, file.content_type, lost=False)


def _drop(those: list[Waiting]) -> int:
    with _alone:
        for each in those:
            _waiting.pop(each.token, None)
            each.file.close()
    return len(those)


clockwork.add("files that wait for a form", let_old_ones_go)
