"""The organisation, in a database that other threads and processes see."""

from tests.disclosures.conftest import today, window
from tests.organisation import house

__all__ = ["house", "today", "window"]
