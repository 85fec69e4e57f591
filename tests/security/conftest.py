"""The organisation that is read in every way there is."""

from tests.organisation import house

__all__ = ["house"]
