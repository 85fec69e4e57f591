"""Ed25519 keys under a name: the one place in the ledger with cryptography.

- No Django and no files: a witness and whoever checks a proof need nothing else of this installation.
"""

import functools
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from confide.ledger.errors import NoteError
from confide.ledger.notes import parse_verifier_key


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """An Ed25519 public key under a name."""

    name: str
    algorithm: int
    public: bytes

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise NoteError unless `signature` is this key's over `message`."""
        try:
            _public(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise NoteError("a signature that is wrong") from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key (its 32-byte seed) under a name."""

    name: str
    algorithm: int
    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return _private(self.seed).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return _private(self.seed).sign(message)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise NoteError unless `signature` is this key's over `message`."""
        VerifyingKey(self.name, self.algorithm, self.public).verify(signature, message)


def verifying_key(text: str) -> VerifyingKey:
    """The key in a verifier key's text form. Raises NoteError."""
    return VerifyingKey(*parse_verifier_key(text))


@functools.lru_cache(maxsize=64)
def _public(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


@functools.lru_cache(maxsize=16)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
