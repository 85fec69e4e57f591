"""The organisation that every register is played through in."""

from tests.organisation import house

__all__ = ["house"]
