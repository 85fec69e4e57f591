"""What witnesses signed: taken in, kept, and held against the log.

- The signatures are rows beside the checkpoints. What they come to, and the newest checkpoint among them, is also in a
  file of the keys folder, so that whoever owns the database cannot put an older state back without its being found.
- The file is only ever continued: where the rows are not what it says, nothing more is added until somebody has looked.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max

from confide.ledger import reading
from confide.ledger.errors import LedgerDamaged, LedgerError, NoteError
from confide.ledger.models import Checkpoint, Cosignature
from confide.ledger.notes import open_note, parse_head
from confide.ledger.setup import the_log
from confide.ledger.signing import verifiers
from confide.ledger.tiles import signed_tree
from confide.ledger.witness import write_whole
from confide.ledger.witnessed import Kept, digests_of, kept, kept_in
from confide.ledger.witnesses import trusted
from confide.ledger.witnessing import Submission


def submission(since: int) -> Submission:
    """The newest checkpoint, with the proof that it continues the one of `since` entries. Raises LedgerError."""
    tree, newest = signed_tree(the_log())
    if newest is None:
        raise LedgerError("Nothing has been signed yet. Try again once something was recorded.")
    if since > newest.size:
        raise LedgerError(
            f"A witness has signed for {since} entries, and this ledger shows {newest.size}. Entries were removed, or "
            "an older state was put back. Run confide ledger verify with the checkpoint of the witness."
        )
    return Submission(since, tuple(tree.consistency(since) if since else ()), newest.note)


def seen_by(witness: str) -> int:
    """How many entries the newest checkpoint covers that this witness signed."""
    return Cosignature.objects.filter(witness=witness).aggregate(size=Max("size"))["size"] or 0


def take_in(note: str) -> list[Cosignature]:
    """Keep the signatures of witnesses under a checkpoint of this log; those that are new.

    Raises NoteError where nobody trusted has signed it, LedgerDamaged where it is not what this log holds.
    """
    known = [one.verifying for one in trusted()]
    head = parse_head(open_note(note, verifiers(the_log().origin)).text)
    ours = Checkpoint.objects.filter(size=head.size).first()
    text, _, lines = note.rpartition("\n\n")
    if ours is None or not ours.note.startswith(f"{text}\n\n"):
        raise LedgerDamaged("This checkpoint was signed with the key of this log, but is not one of its own.")
    open_note(note, known)
    found: dict[str, Cosignature] = {}
    for line in lines.splitlines(keepends=True):
        try:
            signers = open_note(f"{text}\n\n{line}", known).signers
        except NoteError:
            continue
        for (name, _), time in signers.items():
            at = datetime.fromtimestamp(time, UTC)
            found.setdefault(name, Cosignature(size=head.size, witness=name, line=line, at=at))
    return _store(found.values())


def _store(found: Iterable[Cosignature]) -> list[Cosignature]:
    with _alone():
        before, rows = kept(), list(reading.cosignatures())
        digests = list(digests_of(rows))
        if len(rows) < before.rows or (before.rows and digests[before.rows - 1] != before.digest):
            raise LedgerDamaged("The signatures of witnesses are not what they were. Run confide ledger verify.")
        with transaction.atomic():
            new = [row for row in found if not Cosignature.objects.filter(size=row.size, witness=row.witness).exists()]
            for row in new:
                row.save(force_insert=True)
        _remember()
    return new


def _remember() -> None:
    """Continue the file in the keys folder up to the rows there are now."""
    *_, last = ["", *digests_of(rows := list(reading.cosignatures()))]
    newest = Cosignature.objects.order_by("-size", "id").first()
    if newest is None:
        return
    note = Checkpoint.objects.get(size=newest.size).note + newest.line
    whole = Kept(len(rows), last, note)
    write_whole(kept_in(), json.dumps(asdict(whole)).encode())


def with_witnesses(checkpoint: Checkpoint) -> str:
    """The note of a checkpoint with every signature of a witness under it."""
    lines = Cosignature.objects.filter(size=checkpoint.size).order_by("id").values_list("line", flat=True)
    return checkpoint.note + "".join(lines)


@contextmanager
def _alone() -> Iterator[None]:
    with kept_in().with_suffix(".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
