"""Signed notes, checkpoints and proof files: the text forms in which a log speaks to the outside.

- Formats: C2SP signed-note, tlog-checkpoint, tlog-cosignature (Ed25519) and tlog-proof.
- Everything is checked before it is believed, and a text that is not exactly in its format is refused.
- A note counts when a known key has signed it and no known key's signature is wrong; unknown keys are ignored.
- Keys come in as values with `sign` or `verify`; there is no cryptography here but hashing.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from confide.domain.chain import HASH_BYTES, ProofError, verify_inclusion
from confide.ledger.errors import NoteError

LOG_SIGNATURE = 1
COSIGNATURE = 4
MOST_SIGNATURES = 100
KEY_ID_BYTES = 4
PROOF_HEADER = "c2sp.org/tlog-proof@v1"


class Verifying(Protocol):
    """A public key: who signs, with which algorithm byte."""

    @property
    def name(self) -> str:
        """The name in the signature line."""

    @property
    def algorithm(self) -> int:
        """LOG_SIGNATURE or COSIGNATURE."""

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise NoteError unless the signature is right."""


class Signing(Verifying, Protocol):
    """A private key."""

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A note whose signatures were checked: its text, the time each known signer gave, and how many are unknown.

    A signer is a name and an algorithm byte; the time is in POSIX seconds, 0 where that kind of signature has none.
    """

    text: str
    signers: dict[tuple[str, int], int]
    unknown: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The checkpoint's text, unsigned."""
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"


def encode(value: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(value).decode("ascii")


def decode(text: str) -> bytes:
    """Standard base64, strictly: one spelling for each value. Raises NoteError."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    if encode(value) != text:
        raise NoteError("not base64 in its one spelling")
    return value


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """The four bytes that tell signatures apart (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:KEY_ID_BYTES]


def is_name(name: str) -> bool:
    """Whether this can name a key: not empty, no space, no plus."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def verifier_key(key: Verifying) -> str:
    """The text form of a public key: name, key id, and algorithm with key in base64."""
    public = bytes([key.algorithm]) + key.public
    return f"{key.name}+{key_id(key.name, key.algorithm, key.public).hex()}+{encode(public)}"


def parse_verifier_key(text: str) -> tuple[str, int, bytes]:
    """The name, algorithm byte and public key in a verifier key. Raises NoteError."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise NoteError("not a verifier key")
    name, given_id, key = parts[0], parts[1], decode(parts[2])
    if len(key) != 33 or key[0] not in (LOG_SIGNATURE, COSIGNATURE):
        raise NoteError("a verifier key of an unknown kind")
    if given_id != key_id(name, key[0], key[1:]).hex():
        raise NoteError("a verifier key whose id does not fit")
    return name, key[0], key[1:]


def sign_note(text: str, signers: Iterable[Signing], *, time: int = 0) -> str:
    """The note `text` with a line from each signer. `time` (POSIX seconds) goes into cosignatures only."""
    if not text.endswith("\n") or _has_controls(text):
        raise NoteError("a note is lines of text")
    return text + "\n" + "".join(signature_line(text, signer, time) for signer in signers)


def signature_line(text: str, signer: Signing, time: int) -> str:
    """One signature line over a note's text."""
    if signer.algorithm == COSIGNATURE:
        signature = struct.pack(">Q", time) + signer.sign(_dated(text, time))
    else:
        signature = signer.sign(text.encode())
    return f"— {signer.name} {encode(key_id(signer.name, signer.algorithm, signer.public) + signature)}\n"


def open_note(note: str, known: Iterable[Verifying]) -> Signed:
    """Check a note against known keys. Raises NoteError where it is malformed, unsigned or wrongly signed."""
    text, lines = _cut(note)
    keys = {(key.name, key_id(key.name, key.algorithm, key.public)): key for key in known}
    signers: dict[tuple[str, int], int] = {}
    for line in lines:
        name, signature = _signature(line)
        key = keys.pop((name, signature[:KEY_ID_BYTES]), None)
        if key is not None:
            signers[name, key.algorithm] = _check(text, signature[KEY_ID_BYTES:], key)
    if not signers:
        raise NoteError("nobody known has signed this")
    return Signed(text, signers, len(lines) - len(signers))


def parse_head(text: str) -> Head:
    """The checkpoint in a note's text. Raises NoteError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("not a checkpoint")
    root = decode(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteError("a checkpoint with a root of another length")
    return Head(lines[0], parse_number(lines[1]), root)


def parse_number(text: str) -> int:
    """A decimal number without leading zeroes. Raises NoteError."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 19:
        raise NoteError("not a number")
    return int(text)


def proof_text(position: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """A proof file: the position, the inclusion proof, and the signed checkpoint it leads to."""
    lines = [PROOF_HEADER, f"index {position}", *(encode(step) for step in proof), ""]
    return "\n".join(lines) + "\n" + checkpoint


def check_proof(proof: str, leaf: bytes, known: Iterable[Verifying]) -> tuple[int, Head, Signed]:
    """Check a proof file for a leaf hash, offline: its position, the head it leads to, and who signed that.

    Raises NoteError. Whether these signers are enough, and the origin is the right one, is for the caller to say.
    """
    head, gap, checkpoint = proof.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != PROOF_HEADER:
        raise NoteError("not a proof file")
    if lines and lines[0].startswith("extra "):
        decode(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise NoteError("a proof file without a position")
    position = parse_number(lines[0].removeprefix("index "))
    signed = open_note(checkpoint, known)
    claimed = parse_head(signed.text)
    try:
        verify_inclusion(position, claimed.size, leaf, [decode(line) for line in lines[1:]], claimed.root)
    except ProofError as error:
        raise NoteError(str(error)) from None
    return position, claimed, signed


def _has_controls(text: str) -> bool:
    return any(letter < " " and letter != "\n" for letter in text)


def _cut(note: str) -> tuple[str, list[str]]:
    """The text of a note and its signature lines."""
    end = note.rfind("\n\n")
    if end < 0 or not note.endswith("\n") or _has_controls(note):
        raise NoteError("not a signed note")
    lines = note[end + 2 : -1].split("\n")
    if not lines[0] or len(lines) > MOST_SIGNATURES:
        raise NoteError("a note without signatures, or with too many")
    return note[: end + 1], lines


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not is_name(parts[1]):
        raise NoteError("a malformed signature line")
    signature = decode(parts[2])
    if len(signature) <= KEY_ID_BYTES:
        raise NoteError("a signature that is too short")
    return parts[1], signature


def _check(text: str, signature: bytes, key: Verifying) -> int:
    """Check one signature; the time it gives, or 0."""
    if key.algorithm != COSIGNATURE:
        key.verify(signature, text.encode())
        return 0
    if len(signature) < 8:
        raise NoteError("a cosignature that is too short")
    (time,) = struct.unpack(">Q", signature[:8])
    key.verify(signature[8:], _dated(text, time))
    return int(time)


def _dated(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
