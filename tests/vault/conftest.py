"""A key store with epoch keys of its own, and an empty ring, for every test."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from confide.vault import keyring

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> keyring.KeyRing:
    """Epoch keys and a ring that no other test has used."""
    settings.CONFIDE_KEYS = tmp_path / "keys"
    settings.CONFIDE_KEYS.mkdir(mode=0o700)
    fresh = keyring.KeyRing()
    monkeypatch.setattr(keyring, "_RING", fresh)
    return fresh
