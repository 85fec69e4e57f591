"""What `confide doctor` says where nothing was set up yet: one thing, with what to do."""

import json
from pathlib import Path

from confide.jobs.said import _

OF_NO_LEDGER = "session.key"
"""The one key that any command makes."""


def has_keys(there: Path) -> bool:
    """Whether there is a key of a ledger or an epoch, or what is left of a restoring, in a folder."""
    keys = (path for path in (there / "keys").rglob("*.key") if path.name != OF_NO_LEDGER)
    return (there / "restoring.json").exists() or any(keys)


def say(folder: Path, *, as_json: bool) -> int:
    """Say that there is no installation; the exit status."""
    said = _("There is no installation in {folder}.").format(folder=folder)
    do = _("Run confide init to set one up, or name the right folder with CONFIDE_HOME.")
    if as_json:
        print(json.dumps([{"check": "installation", "well": False, "said": said, "do": do}], indent=2))
    else:
        print(said, do)
    return 1
