"""The recovery kit: a key pair whose private half exists only as three people's words, any two of which make it again.

- X25519, and HPKE (RFC 9180) to seal for it; the private half is split by SLIP-0039, in words with a checksum that can
  be printed and typed.
- Only the public half stays here, so that an epoch key can be sealed for the kit each week without calling anybody.
- One share tells nothing about the key. What two people type is held in memory only, and never written anywhere.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from confide.vault.errors import KeyStoreError, VaultError
from confide.vault.files import replace

CUSTODIANS, NEEDED, WORDS = 3, 2, 33
FORMAT = "confide-recovery-1"
PUBLIC_FILE = "recovery.json"
# The first four letters of a word tell it from every other on the list.
_BY_START = {word[:4]: word for word in WORDLIST}
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class BadShares(VaultError):
    """What was typed does not make a recovery key; the sentence says which part to look at again."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The public half, as it is kept here. `proved_at` is when two shares were last typed and made the key again."""

    public: bytes
    made_at: datetime
    proved_at: datetime | None = None

    @property
    def name(self) -> str:
        """Eight hex digits by which custodians know which kit their page belongs to."""
        return hashlib.sha256(self.public).hexdigest()[:8]

    def seal(self, name: str, secret: bytes) -> bytes:
        """Seal a secret so that two custodians together can open it, and only under its own name."""
        return _SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(self.public), info=_info(name))


@dataclass(frozen=True, slots=True)
class Recovered:
    """The private half, made again from shares. Opens what was sealed for the kit."""

    kit_public: bytes
    _secret: bytes = field(repr=False)

    def open(self, name: str, sealed: bytes) -> bytes:
        """The secret that was sealed under this name. Raises KeyStoreError."""
        try:
            return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(self._secret), info=_info(name))
        except (InvalidTag, ValueError):
            raise KeyStoreError(
                f"The escrowed key {name} does not open with these shares: it is damaged, or of another recovery kit."
            ) from None


def make_kit(at: datetime) -> tuple[Kit, tuple[str, ...]]:
    """A new kit, and the words of its three shares. Nothing is written."""
    private = X25519PrivateKey.generate()
    groups = generate_mnemonics(1, [(NEEDED, CUSTODIANS)], private.private_bytes_raw())
    return Kit(private.public_key().public_bytes_raw(), at), tuple(groups[0])


def check_share(words: str) -> str:
    """One share as typed, in its plain spelling; four letters of a word are enough. Raises BadShares."""
    spelled = " ".join(_BY_START.get(word[:4], word) for word in words.lower().split())
    try:
        Share.from_mnemonic(spelled)
    except MnemonicError:
        raise BadShares(_what_is_wrong(spelled)) from None
    return spelled


def recover(shares: Sequence[str]) -> Recovered:
    """Make the recovery key again from two shares. Raises BadShares."""
    spelled = [check_share(words) for words in shares]
    if len(set(spelled)) < NEEDED:
        raise BadShares("Two different shares are needed. Ask a second custodian for theirs.")
    try:
        secret = combine_mnemonics(spelled[:NEEDED])
        public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    except (MnemonicError, ValueError):
        raise BadShares("These shares are not of the same recovery kit. Compare the kit numbers on them.") from None
    return Recovered(public, secret)


def read_kit(keys: Path) -> Kit | None:
    """The kit of this keys folder, or None where none was made. Raises KeyStoreError where its file is damaged."""
    path = keys / PUBLIC_FILE
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_bytes())
        proved = kept["proved_at"] and datetime.fromisoformat(kept["proved_at"])
        kit = Kit(base64.b64decode(kept["public"], validate=True), datetime.fromisoformat(kept["made_at"]), proved)
        right = kept["format"] == FORMAT and kit.name == kept["kit"]
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise KeyStoreError(
            f"{PUBLIC_FILE} in {keys} is damaged, so no key can be escrowed for that kit. While the server lives, make "
            "a new kit with confide init --new-kit; in the escrow target, take the file away: the shares are enough."
        )
    return kit


def write_kit(keys: Path, kit: Kit) -> None:
    """Keep the public half of a kit, in place of any before it."""
    replace(keys / PUBLIC_FILE, spell_kit(kit))


def spell_kit(kit: Kit) -> bytes:
    """The file that keeps the public half."""
    kept = {
        "format": FORMAT,
        "kit": kit.name,
        "public": base64.b64encode(kit.public).decode(),
        "made_at": _stamp(kit.made_at),
        "proved_at": kit.proved_at and _stamp(kit.proved_at),
    }
    return (json.dumps(kept, indent=2) + "\n").encode()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _info(name: str) -> bytes:
    return b"confide/escrow/1/" + name.encode()


def _what_is_wrong(spelled: str) -> str:
    words = spelled.split()
    strange = [str(place) for place, word in enumerate(words, start=1) if word not in WORDLIST]
    if strange:
        return f"Word {', '.join(strange)} is not on the list of words. Look at it again."
    if len(words) != WORDS:
        return f"A share has {WORDS} words, and these are {len(words)}."
    return "The checksum does not fit: one of the words is another one on the paper. Read the share again."
