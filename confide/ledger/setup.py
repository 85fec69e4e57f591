"""Begins a ledger: its keys, and the origin that says for ever whether it is a demonstration or the real thing.

- Doing it again changes nothing. A demonstration never becomes real, nor the other way round.
- The origin holds kind, time of beginning and the signing key's hash, and every checkpoint signs it. That of a ledger
  which was restored from a backup also holds the hash of the checkpoint that it continues.
"""

import hashlib
from datetime import UTC, datetime
from typing import Literal

from django.db import transaction

from confide.ledger.errors import LedgerError, NotBegun
from confide.ledger.models import Log
from confide.ledger.notes import verifier_key
from confide.ledger.signing import mac_key, make_keys, public_key, verifiers

Kind = Literal["demo", "live"]


class WrongKind(LedgerError):
    """The ledger of this folder was begun as the other kind."""


def origin_of(kind: str, created_at: datetime, public: bytes, continues: str = "") -> str:
    """The name of a log, under a reserved domain since it is nobody's address."""
    began = created_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return _origin(kind, began, public, continues)


def is_origin(origin: str, kind: str, created_at: str, public: bytes, continues: str = "") -> bool:
    """Whether the columns of a log's row belong together and to its key. `created_at` is UTC as stored."""
    whole = created_at if "." in created_at else f"{created_at}.000000"
    return origin == _origin(kind, whole, public, continues)


def _origin(kind: str, began: str, public: bytes, continues: str) -> str:
    compact = began.replace("-", "").replace(":", "").replace(" ", "T")
    after = f"/{hashlib.sha256(continues.encode()).hexdigest()[:16]}" if continues else ""
    return f"confide.invalid/{kind}/{compact}Z/{hashlib.sha256(public).hexdigest()[:16]}{after}"


def begin(kind: Kind, at: datetime) -> Log:
    """Begin the ledger of this installation, or return the one there is.

    Raises WrongKind where it was begun as the other kind, NotBegun where its keys have gone.
    """
    with transaction.atomic():
        log = Log.objects.select_for_update().order_by("-id").first()
        if log is None:
            make_keys()
            origin = origin_of(kind, at, public_key())
            log, _ = Log.objects.get_or_create(id=1, defaults={"origin": origin, "kind": kind, "created_at": at})
    if log.kind != kind:
        raise WrongKind(f"The ledger in this folder was begun as {log.kind} and stays so. Use another CONFIDE_HOME.")
    verifiers(log.origin)
    mac_key()
    return log


def the_log() -> Log:
    """The ledger of this installation. Raises NotBegun."""
    log = Log.objects.order_by("-id").first()
    if log is None:
        raise NotBegun("The ledger has not begun. Run confide init, or confide demo to look around.")
    return log


def public_keys() -> tuple[str, str]:
    """The log's verifier keys, for witnesses and for whoever checks a proof: the plain and the dated one."""
    plain, dated = verifiers(the_log().origin)
    return verifier_key(plain), verifier_key(dated)
