"""The organisation that is read in every way there is, the windows of its people, and what is logged meanwhile."""

import io
import logging

import pytest

from tests.disclosures.conftest import today, window
from tests.organisation import house
from tests.security.sheets import Sheets
from tests.web.conftest import cases, held

__all__ = ["cases", "held", "house", "today", "window"]


@pytest.fixture
def sheets(today, window) -> Sheets:
    """Every form there is, in the hands of somebody who may send it."""
    return Sheets(today, window)


@pytest.fixture
def logged(caplog):
    """What the site's own log says: its handler, its filter, its format, and everything from the lowest level up."""
    handler = next(each for each in logging.getLogger().handlers if each.get_name() == "stderr")
    lines, level = io.StringIO(), logging.getLogger().level
    # Put in place without flushing: what the handler wrote to before may be the closed output of another test.
    before, handler.stream = handler.stream, lines
    logging.getLogger().setLevel(logging.DEBUG)
    yield lines
    logging.getLogger().setLevel(level)
    handler.stream = before
