"""Small files that only their owner may read, and that are there whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_once(path: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises FileExistsError where it is, and OSError with nothing left behind."""
    fresh = _written(path, data)
    try:
        # A hard link appears whole or not at all, and never over a file that is there already.
        os.link(fresh, path)
    finally:
        fresh.unlink()
    sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Write a file over whatever was there. Raises OSError with the old one left as it was."""
    fresh = _written(path, data)
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return fresh
