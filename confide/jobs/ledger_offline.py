"""Checks what was taken away from a ledger: an export, or one record with its proof. Files and a key, nothing else.

- It runs wherever Confide is installed: no Django, no database and no folder of Confide is in it, and none is made.
- A check trusts the keys that it is given. Without one an export is checked by the key in the file, which shows damage
  but not a forger.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from confide.domain.chain import Frontier, leaf_hash
from confide.jobs.said import _
from confide.ledger.ed25519 import VerifyingKey, verifying_key
from confide.ledger.errors import NoteError
from confide.ledger.notes import COSIGNATURE, Head, Signed, check_proof, decode, encode, open_note, parse_head

FORMAT = "confide-ledger-1"
MOST_BYTES = 1_000_000


class NotAnExport(ValueError):
    """The file is not an exported ledger, or something in it is not what was signed for; the sentence says what."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`verify` with what is to be checked."""
    checking = parser.add_subparsers(dest="verb", required=True).add_parser("verify")
    options(checking)


def options(checking: argparse.ArgumentParser) -> None:
    """The words with which `verify` is asked to look at files instead of a ledger."""
    checking.add_argument("--export", type=Path, metavar="FILE", help=_("check an exported ledger instead"))
    checking.add_argument("--proof", type=Path, metavar="FILE", help=_("check a record with its proof instead"))
    checking.add_argument("--record", type=Path, metavar="FILE", help=_("the record that the proof is of"))
    checking.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help=_("a key to trust: the log's, and those of witnesses; may be given several times"),
    )


def run(given: argparse.Namespace) -> int:
    """Check what was named. 0 it is genuine, 1 it is not, 2 the question was wrong."""
    try:
        keys = [verifying_key(key) for key in given.key]
        return check_export(given.export, keys) if given.export else check_record(given.proof, given.record, keys)
    except OSError as error:
        print(_("%(file)s: %(why)s") % {"file": error.filename, "why": error.strerror}, file=sys.stderr)
    except NoteError as error:
        print(_("--key: %(why)s") % {"why": error}, file=sys.stderr)
    return 2


def check_record(proof: Path, record: Path | None, keys: list[VerifyingKey]) -> int:
    """Say whether a record stands in the log as its proof says, and what it says; 1 where it does not."""
    if record is None or not keys:
        print(_("Name the record with --record and the key of the log with --key."), file=sys.stderr)
        return 2
    with record.open("rb") as file:
        body = file.read(MOST_BYTES)
    with proof.open(encoding="utf-8", errors="replace", newline="") as file:
        text = file.read(MOST_BYTES)
    try:
        position, head, signed = check_proof(text, leaf_hash(body), keys)
        _signed_by_the_log(head, signed)
    except (NoteError, NotAnExport) as error:
        print(_("This record is not proved by this file and these keys: %(why)s") % {"why": error})
        return 1
    _say_what_it_says(body)
    told = {"position": f"{position:,}", "size": f"{head.size:,}", "log": head.origin}
    print(_("It stands at place %(position)s of the %(size)s entries of %(log)s.") % told)
    _say_who_signed(head, signed)
    print(_("OK"))
    return 0


def _signed_by_the_log(head: Head, signed: Signed) -> None:
    if not any(name == head.origin for name, _kind in signed.signers):
        raise NotAnExport(_("the log itself has not signed this, by the keys given."))


def _say_what_it_says(body: bytes) -> None:
    try:
        entry = json.loads(body)
        told = {"event": str(entry["event"]), "about": str(entry["about"]), "at": str(entry["at"])}
    except (ValueError, KeyError, TypeError):
        return
    print(_("%(event)s, about %(about)s, at %(at)s") % told)


def _say_who_signed(head: Head, signed: Signed) -> None:
    for (name, kind), time in signed.signers.items():
        when = f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S} UTC" if kind == COSIGNATURE else ""
        if name != head.origin:
            print(_("Witnessed by %(name)s on %(when)s.") % {"name": name, "when": when})
        else:
            print(_("Signed by the log on %(when)s.") % {"when": when} if when else _("Signed by the log."))


def check_export(path: Path, keys: list[VerifyingKey]) -> int:
    """Say whether an exported ledger is whole and signed for; 1 names the first thing that is wrong."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = _checked(file, keys)
    except (NotAnExport, NoteError) as error:
        print(error)
        return 1
    print(_("%(number)s entries, root %(root)s") % {"number": f"{head.size:,}", "root": encode(head.root)})
    print(_("OK") if keys else _("OK, by the key in the file itself; name the key you trust with --key"))
    return 0


def tombstones_in(path: Path, known: Callable[[str], Sequence[VerifyingKey]]) -> frozenset[str]:
    """The tombstones of every shredding in an exported ledger, once it is whole and signed by one of its own keys.

    `known` gives the keys for an origin. Raises NotAnExport or NoteError.
    """
    found: set[str] = set()
    with path.open(encoding="utf-8", errors="replace") as file:
        _number, first = next(_lines(file), (1, {}))
        file.seek(0)
        _checked(file, list(known(str(first.get("checkpoint")).partition("\n")[0])))
        file.seek(0)
        for _number, line in islice(_lines(file), 1, None):
            told = json.loads(str(line.get("body"))).get("data", {}).get("shredded", [])
            found.update(str(stone) for stone in told)
    return frozenset(found)


def _checked(file: TextIO, keys: list[VerifyingKey]) -> Head:
    lines = _lines(file)
    number, first = next(lines, (1, {}))
    if first.get("format") != FORMAT:
        raise NotAnExport(_("This is not an exported ledger."))
    told = first.get("keys")
    known = keys or [verifying_key(str(text)) for text in (told if isinstance(told, list) else [])]
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
