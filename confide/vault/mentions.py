"""Mention keys: how an index finds who is mentioned without holding a name.

- A mention key is the first 64 bits of a keyed hash; without the key of this installation it says nothing.
- Names are shared, so a key tells where somebody called so may be mentioned; what it says there has to be read.
- One key for all of them, under a holder and a retention class of its own; destroying it empties the index of meaning.
"""

import hmac
import uuid
from collections.abc import Iterable
from datetime import datetime

from confide.vault.keyring import data_key

HOLDER = uuid.UUID("00000000-0000-4000-8000-6d656e74696f")
RETENTION = "mention"


def mention_keys(words: Iterable[str], *, at: datetime) -> set[int]:
    """The keys (-2**63 to 2**63 - 1) of names and numbers as `domain.mentions` spells them. Raises Shredded."""
    secret = data_key(HOLDER, RETENTION, create=True, at=at).secret
    return {int.from_bytes(hmac.digest(secret, word.encode(), "sha256")[:8], signed=True) for word in words}
