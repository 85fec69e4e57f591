"""What every test can count on: both databases, a closed network, and skips that are counted by their reason.

- A test that uses the database uses both, because a sealed field needs its key.
- Marks: `postgres` is worth running on PostgreSQL too, `sqlite` makes sense on SQLite only, `browser` needs a Chromium,
  `slow` is left to the full matrix.
- `CONFIDE_TEST_DEPTH=thorough` tries ten times as many examples of every property.
"""

import os
import shutil

import pytest
from hypothesis import settings

from tests.settings import HOME

pytest_plugins = ["tests.browser", "tests.skips"]

ON_THE_DATABASE = {"db", "transactional_db", "live_server"}

# Tests assert work and never time, so no example has a deadline.
settings.register_profile("usual", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("CONFIDE_TEST_DEPTH", "usual"))


def pytest_unconfigure() -> None:
    """Throw the folder of this process away; worker processes end without saying goodbye to atexit."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test that uses a database both of them, and leave its other wishes as they are."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        args, wishes = (marker.args, marker.kwargs) if marker else ((), {})
        if marker is None and not ON_THE_DATABASE & set(getattr(item, "fixturenames", ())):
            continue
        item.add_marker(pytest.mark.django_db(*args, **{"databases": "__all__", **wishes}), append=False)
