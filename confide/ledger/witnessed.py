"""Holds what witnesses signed against the log, for verification.

- The keys folder remembers the newest checkpoint that a witness signed and a digest over all their signatures, so an
  older state, a signature taken away and one that was changed are all found, whoever owns the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from confide.ledger import reading
from confide.ledger.ed25519 import VerifyingKey
from confide.ledger.errors import LedgerError, NoteError
from confide.ledger.faults import Fault, Faults
from confide.ledger.judge import Anchors
from confide.ledger.lineage import Lineage
from confide.ledger.notes import COSIGNATURE, Head, open_note, parse_head
from confide.ledger.witnesses import trusted

FILE = "witnessed.json"
FITS, WRONG, UNKNOWN = "fits", "wrong", "unknown"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the keys folder remembers: how many signatures there are, a digest of all, the newest checkpoint signed."""

    rows: int = 0
    digest: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The newest checkpoint that a witness signed: how many entries, by whom, and when by their clock."""

    size: int
    witness: str
    at: datetime


def kept() -> Kept:
    """What the keys folder remembers. Raises LedgerError where that is damaged."""
    try:
        told = json.loads(kept_in().read_text(encoding="utf-8"))
        return Kept(int(told["rows"]), str(told["digest"]), str(told["note"]))
    except FileNotFoundError:
        return Kept()
    except (ValueError, KeyError, TypeError):
        raise LedgerError(f"What witnesses signed last is damaged ({FILE}). Restore it with the keys folder.") from None


def kept_in() -> Path:
    """The file of the keys folder that remembers it."""
    return Path(settings.CONFIDE_KEYS) / "ledger" / FILE


def digests_of(rows: Iterable[reading.Signed]) -> Iterator[str]:
    """For each signature the digest over it and all before it."""
    digest = b""
    for row in rows:
        digest = hashlib.sha256(digest + repr(tuple(row)).encode()).digest()
        yield digest.hex()


def check_witnessed(logs: Lineage, signed: dict[int, bytes], faults: Faults) -> tuple[Witnessed | None, Anchors]:
    """Check every signature of a witness, and let the newest checkpoint that one signed count as signed.

    Says which that is, and at which sizes a witness vouches for the root or does not.
    """
    rows, keys = list(reading.cosignatures()), {one.verifying.name: one.verifying for one in trusted()}
    try:
        before = kept()
    except LedgerError as error:
        faults.whole(None, "altered", str(error))
        before = Kept()
    _check_digest(rows, before, faults)
    held, broken = set[int](), set[int]()
    for row in rows:
        found = _fits(row, logs, signed, keys)
        if found == FITS:
            held.add(row.size or 0)
        elif found == WRONG:
            broken.add(row.size or 0)
            detail = f"the signature of a witness under the checkpoint of {row.size} entries is not as it was given"
            faults.add(Fault(None, None, "checkpoint", detail))
    newest, size = _add_newest(before.note, logs, keys, signed, faults)
    return newest, Anchors(frozenset(held) | size, frozenset(broken))


def _check_digest(rows: list[reading.Signed], before: Kept, faults: Faults) -> None:
    if len(rows) < before.rows:
        gone = before.rows - len(rows)
        faults.add(Fault(None, None, "removed", f"{gone} of the signatures that witnesses gave are gone"))
    elif before.rows and list(digests_of(rows))[before.rows - 1] != before.digest:
        faults.add(Fault(None, None, "altered", "the signatures of witnesses are not those that were taken in"))


def _fits(row: reading.Signed, logs: Lineage, signed: dict[int, bytes], keys: dict[str, VerifyingKey]) -> str:
    """Whether a signature is under a checkpoint of this log. One by a witness that nobody trusts is not judged."""
    witness = (row.witness or b"").decode(errors="replace")
    if row.size not in signed:
        return WRONG
    if witness not in keys:
        return UNKNOWN
    text = Head(logs.origin_of(row.size), row.size, signed[row.size]).text()
    try:
        time = open_note(f"{text}\n{(row.line or b'').decode()}", [keys[witness]]).signers[witness, COSIGNATURE]
    except (NoteError, UnicodeDecodeError):
        return WRONG
    return FITS if row.at == f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S}.000000".encode() else WRONG


def _add_newest(
    note: str, logs: Lineage, keys: dict[str, VerifyingKey], signed: dict[int, bytes], faults: Faults
) -> tuple[Witnessed | None, frozenset[int]]:
    if not note:
        return None, frozenset()
    try:
        head = parse_head(open_note(note, logs.verifiers()).text)
    except NoteError:
        faults.whole(None, "checkpoint", "the checkpoint that a witness signed last is not one of this log")
        return None, frozenset()
    size = add_head(head, logs, signed, faults)
    try:
        (witness, _), time = next(iter(open_note(note, keys.values()).signers.items()))
    except NoteError:
        # By a witness that is trusted no more; what it saw is still what the log was.
        return None, size
    return Witnessed(head.size, witness, datetime.fromtimestamp(time, UTC)), size


def add_head(head: Head, logs: Lineage, signed: dict[int, bytes], faults: Faults) -> frozenset[int]:
    """Let a head from elsewhere count as signed, whatever the database says; its size."""
    held = logs.held(head.origin)
    if held is not None and head.size > held:
        lost = head.size - held
        faults.whole(None, "removed", f"restored from a backup: {lost} entries of the trusted log are lost")
        return frozenset()
    if signed.setdefault(head.size, head.root) != head.root:
        detail = f"another tree of {head.size} entries was signed than the trusted one"
        faults.add(Fault(None, None, "checkpoint", detail))
        signed[head.size] = head.root
    return frozenset({head.size})
