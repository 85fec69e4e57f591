"""The organisation that cases are opened and changed in."""

from tests.organisation import house

__all__ = ["house"]
