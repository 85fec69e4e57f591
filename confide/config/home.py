"""Where Confide keeps its things, and the one secret that Django itself needs.

- Everything lives under one folder: `CONFIDE_HOME` where set, `var` in a checkout, the user's data folder otherwise.
- `keys/` is only ever readable by its owner; the session secret in it has nothing to do with sealing.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit


def home(environ: Mapping[str, str], checkout: Path) -> Path:
    """The folder that everything lives under."""
    if named := environ.get("CONFIDE_HOME"):
        return Path(named).expanduser().resolve()
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Confide"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "confide"


def folder(path: Path, mode: int = 0o750) -> Path:
    """Make `path` where it is absent and return it."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    return path


def secret(path: Path) -> str:
    """The secret kept in `path`, made at first use. Processes that start at the same time agree on one."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            # A hard link appears whole or not at all, so nobody ever reads half a secret.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii")


def sqlite(path: Path) -> dict[str, object]:
    """Django's settings for an embedded database that forgets what it deletes and queues its writers."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; "
            "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def postgresql(url: str) -> dict[str, object]:
    """Django's settings for `postgresql://user:password@host:port/name`; a folder in `?host=` is a socket."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def database(url: str | None, embedded: Path) -> dict[str, object]:
    """PostgreSQL where a URL names one, the embedded database otherwise."""
    return postgresql(url) if url else sqlite(embedded)
