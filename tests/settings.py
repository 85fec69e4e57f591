"""The settings of a test run: those of the demo in a folder of its own, with new keys, thrown away at the end.

- pytest-django reads them before any conftest, so the folder is chosen here.
- `CONFIDE_TEST_DATABASE=postgres` puts both databases on the PostgreSQL of `tests/postgres.py`.
"""

import atexit
import os
import shutil
import tempfile

from tests import postgres

HOME = tempfile.mkdtemp(prefix="confide-test-")
# A command such as `manage` has no other end; the tests also throw it away themselves.
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["CONFIDE_HOME"] = HOME
if postgres.WANTED:
    os.environ["CONFIDE_DATABASE_URL"] = postgres.url("confide")
    os.environ["CONFIDE_KEYS_DATABASE_URL"] = postgres.url("confide_keys")
else:
    os.environ.pop("CONFIDE_DATABASE_URL", None)
    os.environ.pop("CONFIDE_KEYS_DATABASE_URL", None)

from confide.config.demo import *  # noqa: E402, F403 - the folder has to be chosen before these are read
from confide.config.demo import DATABASES  # noqa: E402 - as late as the line before, for the folder

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

for database in DATABASES.values():
    database["ENGINE"] = f"tests.databases.{'postgresql' if postgres.WANTED else 'sqlite'}"
    if not postgres.WANTED:
        # On disk and not in memory, so that write-ahead logs, locks and raw bytes are the real ones.
        database["TEST"] = {"NAME": str(database["NAME"])}
