"""A ledger as lines of JSON that somebody can take away and check on their own, without any database.

- The first line holds the log's public keys and its newest checkpoint, every other line one entry with its place and
  leaf hash; entries that no checkpoint covers yet are left out.
- A check trusts the key that it is given. Without one it uses the key in the file, which shows damage but not a forger.
"""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from confide.domain.chain import Frontier, leaf_hash
from confide.ledger.errors import NoteError
from confide.ledger.models import Checkpoint, Entry, Leaf
from confide.ledger.notes import Head, decode, encode, open_note, parse_head
from confide.ledger.setup import public_keys
from confide.ledger.signing import verifying_key

FORMAT = "confide-ledger-1"
AT_ONCE = 1000


class NotAnExport(ValueError):
    """The file is not an exported ledger, or something in it is not what was signed for; the sentence says what."""


def write(file: TextIO) -> None:
    """Write everything that the newest checkpoint covers."""
    newest = Checkpoint.objects.order_by("-size").first()
    size, note = (newest.size, newest.note) if newest else (0, "")
    first = {"format": FORMAT, "keys": public_keys(), "checkpoint": note}
    file.write(json.dumps(first, ensure_ascii=False) + "\n")
    places = Leaf.objects.filter(position__lt=size).order_by("position").values_list("position", "entry_id", "hash")
    rows = places.iterator(chunk_size=AT_ONCE)
    while batch := list(itertools.islice(rows, AT_ONCE)):
        bodies = dict(Entry.objects.filter(id__in=[row[1] for row in batch]).values_list("id", "body"))
        for position, entry, leaf in batch:
            body = bytes(bodies.get(entry, b"")).decode("utf-8", errors="replace")
            line = {"position": position, "entry": entry, "leaf": encode(bytes(leaf)), "body": body}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def check(path: Path, key: str | None) -> int:
    """Say whether an exported ledger is whole and signed for; 1 names the first thing that is wrong."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = _checked(file, key)
    except (NotAnExport, NoteError) as error:
        print(error)
        return 1
    print(_("%(number)s entries, root %(root)s") % {"number": f"{head.size:,}", "root": encode(head.root)})
    print(_("OK") if key else _("OK, by the key in the file itself; name the key you trust with --key"))
    return 0


def tombstones_in(path: Path) -> frozenset[str]:
    """The tombstones of every shredding that an exported ledger tells of, once the export is whole."""
    found: set[str] = set()
    with path.open(encoding="utf-8", errors="replace") as file:
        _checked(file, None)
        file.seek(0)
        for _number, line in itertools.islice(_lines(file), 1, None):
            told = json.loads(str(line.get("body"))).get("data", {}).get("shredded", [])
            found.update(str(stone) for stone in told)
    return frozenset(found)


def _checked(file: TextIO, key: str | None) -> Head:
    lines = _lines(file)
    number, first = next(lines, (1, {}))
    if first.get("format") != FORMAT:
        raise NotAnExport(_("This is not an exported ledger."))
    known = [verifying_key(text) for text in ([key] if key else first.get("keys", []))]
    head = parse_head(open_note(str(first.get("checkpoint")), known).text)
    tree = Frontier()
    for number, line in lines:
        tree.append(_leaf(number, line, tree.size))
    if (tree.size, tree.root()) != (head.size, head.root):
        raise NotAnExport(
            _("The checkpoint was signed over %(signed)s entries with another root; here are %(found)s.")
            % {"signed": head.size, "found": tree.size}
        )
    return head


def _lines(file: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, text in enumerate(file, start=1):
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict):
            raise NotAnExport(_("Line %(number)s is not readable.") % {"number": number})
        yield number, line


def _leaf(number: int, line: dict[str, Any], expected: int) -> bytes:
    """The leaf hash of the entry on a line, computed from what it says."""
    if line.get("position") != expected:
        raise NotAnExport(
            _("Line %(number)s: place %(expected)s was expected here; an entry was removed, inserted or moved.")
            % {"number": number, "expected": expected}
        )
    leaf = leaf_hash(str(line.get("body")).encode())
    if leaf != decode(str(line.get("leaf"))):
        raise NotAnExport(_("Line %(number)s: the entry was altered.") % {"number": number})
    return leaf
