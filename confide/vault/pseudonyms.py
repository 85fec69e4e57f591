"""Pseudonyms: how the ledger names a person without naming them.

- A pseudonym is keyed by a data key of its own, so destroying that key makes every entry about the person name nobody.
- The same person has the same pseudonym everywhere in one installation, and another one in every other installation.
"""

import hmac
import uuid
from datetime import datetime

from confide.vault.keyring import data_key

RETENTION = "pseudonym"
"""The retention class of pseudonym keys; prefetch (holder, RETENTION) for a page of people."""


def pseudonym(holder: uuid.UUID, *, at: datetime) -> str:
    """`p-` and 20 hex digits (80 bits). Raises Shredded once the person's pseudonym key has been destroyed."""
    key = data_key(holder, RETENTION, create=True, at=at)
    return f"p-{hmac.digest(key.secret, b'ledger', 'sha256').hex()[:20]}"
