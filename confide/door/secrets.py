"""Short secrets of the product's own, such as what a second step is worked out from: sealed, and opened for that only.

- All of them are sealed under one key of the installation, apart from what is held about anybody.
"""

import base64
import uuid
from datetime import datetime

from confide.vault.keyring import data_key
from confide.vault.sealing import seal, unseal

HOLDER = uuid.UUID("5f1c0a52-6f0e-5b63-9a57-1f4d6b1f0c11")
RETENTION = "sign_in"
PLACE = {"table": "secrets", "row": HOLDER, "field": "secret", "version": 0}


def sealed(secret: str, *, at: datetime) -> str:
    """A secret as it may be kept. Must not run inside a transaction on the key store."""
    key = data_key(HOLDER, RETENTION, create=True, at=at)
    return base64.b64encode(seal(secret.encode(), key, **PLACE)).decode("ascii")  # type: ignore[arg-type] # as declared


def opened(kept: str, *, at: datetime) -> str:
    """The secret again. Raises SealBroken where it was tampered with."""
    key = data_key(HOLDER, RETENTION, create=False, at=at)
    return unseal(base64.b64decode(kept), key, **PLACE).decode()  # type: ignore[arg-type] # as declared
