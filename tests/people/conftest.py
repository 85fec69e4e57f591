"""The organisation that these people work in."""

from tests.organisation import house

__all__ = ["house"]
