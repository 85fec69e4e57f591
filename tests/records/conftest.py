"""The small organisation, for everything about what is held of its people."""

from tests.organisation import house

__all__ = ["house"]
