"""What a witness signs and what it turns away: the rules of C2SP tlog-witness, without any file, clock or network.

- A witness signs a checkpoint only where a proof shows that it adds to the one it signed before, so a log that was
  rolled back, or that tells two stories, gets no signature from it.
- The numbers are those of the protocol: 400 malformed, 403 not signed by the log, 404 a log not known, 409 the proof
  starts elsewhere than where the witness stands, 422 the proof does not hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from confide.domain.chain import EMPTY_ROOT, HASH_BYTES, ProofError, verify_consistency
from confide.ledger.errors import LedgerError, NoteError
from confide.ledger.notes import Head, Verifying, decode, encode, open_note, parse_head, parse_number

MOST_STEPS = 63
MALFORMED, NOT_SIGNED, UNKNOWN_LOG, ELSEWHERE, NOT_PROVED = 400, 403, 404, 409, 422


class TurnedAway(LedgerError):
    """A checkpoint that is not signed: the status of the protocol, and why in a sentence."""

    def __init__(self, status: int, why: str) -> None:
        """Take both."""
        super().__init__(why)
        self.status = status


class StandsElsewhere(TurnedAway):
    """The proof does not start at the checkpoint that the witness signed last, which covers `size` entries."""

    def __init__(self, size: int, why: str) -> None:
        """Take where the witness stands."""
        super().__init__(ELSEWHERE, why)
        self.size = size


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, with the proof that it adds to the tree of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        """As it is sent."""
        return "\n".join([f"old {self.old}", *(encode(step) for step in self.proof), "", self.checkpoint])

    @property
    def head(self) -> Head:
        """What the checkpoint says, whoever signed it. Raises NoteError."""
        return parse_head(self.checkpoint[: self.checkpoint.rfind("\n\n") + 1])


def parse_submission(text: str) -> Submission:
    """Read what was sent. Raises TurnedAway."""
    try:
        submission = _read(text)
        size = submission.head.size
    except (NoteError, IndexError):
        raise TurnedAway(MALFORMED, "This is not a checkpoint with its proof, or something in it is damaged.") from None
    if submission.old > size:
        raise TurnedAway(MALFORMED, f"The proof starts at {submission.old} entries, but the checkpoint covers {size}.")
    return submission


def _read(text: str) -> Submission:
    opening, gap, checkpoint = text.partition("\n\n")
    old, *steps = opening.split("\n")
    proof = tuple(decode(step) for step in steps)
    if (
        not (gap and old.startswith("old "))
        or len(steps) > MOST_STEPS
        or any(len(step) != HASH_BYTES for step in proof)
    ):
        raise NoteError("not a proof and a checkpoint")
    return Submission(parse_number(old.removeprefix("old ")), proof, checkpoint)


def check(submission: Submission, logs: Mapping[str, Sequence[Verifying]], latest: Mapping[str, Head]) -> Head:
    """What may be signed. `logs` has the keys of each log known, `latest` what was signed last. Raises TurnedAway."""
    head = submission.head
    if head.origin not in logs:
        raise TurnedAway(UNKNOWN_LOG, f"This witness does not know the log {head.origin}.")
    try:
        open_note(submission.checkpoint, logs[head.origin])
    except NoteError:
        raise TurnedAway(NOT_SIGNED, "The log has not signed this, or its signature is wrong.") from None
    before = latest.get(head.origin, Head(head.origin, 0, EMPTY_ROOT))
    if submission.old != before.size:
        raise StandsElsewhere(before.size, _why_elsewhere(head.size, before.size))
    _check_proof(before, head, submission.proof)
    return head


def _why_elsewhere(size: int, known: int) -> str:
    if size < known:
        return (
            f"This checkpoint covers {size} entries, but {known} were signed for here already. It is an old copy, or "
            "the log was rolled back. Nothing was signed."
        )
    return f"A proof from {known} entries onwards is needed: confide ledger checkpoint --since {known}"


def _check_proof(before: Head, head: Head, proof: Sequence[bytes]) -> None:
    if not before.size:
        if proof or (not head.size and head.root != EMPTY_ROOT):
            raise TurnedAway(NOT_PROVED, "The first checkpoint of a log needs no proof, and an empty log has one root.")
        return
    try:
        verify_consistency(before.size, head.size, proof, before.root, head.root)
    except ProofError:
        raise TurnedAway(NOT_PROVED, _two_stories(before.size, head.size)) from None


def _two_stories(known: int, size: int) -> str:
    if known == size:
        return (
            f"The log has signed two different records of {size} entries: what was signed for here is no longer what "
            "it shows. Somebody rewrote it. Nothing was signed; keep both."
        )
    return (
        f"The {size} entries do not continue the {known} that were signed for here. Something before was altered or "
        "removed, or the proof is damaged. Nothing was signed; keep both."
    )
