"""What can be wrong with a policy pack."""

from __future__ import annotations


class PackError(ValueError):
    """The pack cannot be used; the message names the file or the policy, and what is wrong with it."""
