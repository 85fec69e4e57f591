"""What stands in the way of looking after an installation, in a sentence that says what to do."""


class KeepingError(Exception):
    """Something cannot be done as asked; nothing was half done. The message holds nothing personal."""


class Busy(KeepingError):
    """Another backup, rotation or restoring is at work."""
