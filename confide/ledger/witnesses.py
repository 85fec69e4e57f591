"""The witnesses that this installation trusts: a file in the keys folder, out of reach of whoever owns the database.

- Each has its verifier key, its address where it can be asked, and the digest of the token with which it may read
  checkpoints and tiles from the site. The token itself is shown once and kept nowhere.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from confide.ledger.ed25519 import VerifyingKey, verifying_key
from confide.ledger.errors import LedgerError, NoteError
from confide.ledger.notes import COSIGNATURE
from confide.ledger.witness import write_whole

FILE = "witnesses.json"


@dataclass(frozen=True, slots=True)
class Trusted:
    """A witness: its verifier key, its address or nothing, and the digest of its token."""

    key: str
    url: str
    token: str

    @property
    def verifying(self) -> VerifyingKey:
        """Its key. Raises NoteError where the file holds none."""
        return verifying_key(self.key)


def trusted() -> list[Trusted]:
    """Everybody trusted. Raises LedgerError where the file is damaged."""
    path = _path()
    try:
        found = [Trusted(str(one["key"]), str(one["url"]), str(one["token"])) for one in json.loads(path.read_text())]
        return [one for one in found if one.verifying]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, NoteError):
        raise LedgerError(f"The list of witnesses is damaged ({path.name}). Restore it with the keys folder.") from None


def trust(key: str, url: str = "", make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """Trust a witness from now on; the token with which it may read. Raises NoteError where the key is not one."""
    if verifying_key(key).algorithm != COSIGNATURE:
        raise NoteError("This is the key of a log. A witness prints its own with: confide witness init NAME")
    token = make()
    others = [one for one in trusted() if one.key != key]
    _write([*others, Trusted(key, url.rstrip("/"), _digest(token))])
    return token


def distrust(name: str) -> int:
    """Trust nobody of this name any more; how many there were."""
    before = trusted()
    after = [one for one in before if one.verifying.name != name]
    if len(after) < len(before):
        _write(after)
    return len(before) - len(after)


def witness_with(token: str) -> Trusted | None:
    """Whoever this token was made for."""
    digest = _digest(token)
    return next((one for one in trusted() if hmac.compare_digest(one.token, digest)), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _path() -> Path:
    return Path(settings.CONFIDE_KEYS) / "ledger" / FILE


def _write(witnesses: list[Trusted]) -> None:
    write_whole(_path(), json.dumps([asdict(one) for one in witnesses], indent=1).encode())
