"""What every test can count on: both databases, a closed network, and tools that say why they skip.

- A test that uses the database uses both, because a sealed field needs its key.
- On PostgreSQL only what is marked `postgres` is worth running again, so only that is.
"""

import os

import pytest

POSTGRES = os.environ.get("CONFIDE_TEST_DATABASE") == "postgres"


def pytest_configure(config: pytest.Config) -> None:
    """On PostgreSQL, choose what is marked for it unless the command line chose already."""
    if POSTGRES and not config.option.markexpr:
        config.option.markexpr = "postgres"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every database test both databases, and leave its other wishes as they are."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(*marker.args, **marker.kwargs, databases="__all__"), append=False)
