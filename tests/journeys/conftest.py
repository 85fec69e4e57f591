"""What every journey begins with: the small organisation on a running site, and somebody signed in.

- `as_(house.ama)` is a window in which Ama chose herself on the demo's page, as a person would.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from confide.people.models import Staff
from tests.organisation import house

__all__ = ["house"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Everything here needs a browser."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture
def as_(browse: Callable[..., Page]) -> Callable[..., Page]:
    """Open a window as somebody: `as_(house.ama, width=360)`."""

    def signed_in(staff: Staff, **options: Any) -> Page:
        page = browse(**options)
        page.goto("/sign-in/")
        page.get_by_role("button", name=f"Be {staff.name}").click()
        page.wait_for_url("**/")
        return page

    return signed_in
