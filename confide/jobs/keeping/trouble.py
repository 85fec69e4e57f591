"""What stands in the way of looking after an installation, in a sentence that says what to do."""

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _

from confide.ledger.errors import LedgerError
from confide.vault.errors import VaultError


class KeepingError(Exception):
    """Something cannot be done as asked; nothing was half done. The message holds nothing personal."""


class Busy(KeepingError):
    """Another backup, rotation or restoring is at work."""


TROUBLES = (KeepingError, VaultError, LedgerError, Error, OSError)
"""Everything that a command or the tick answers with a sentence."""


def sentence(error: Exception) -> str:
    """One line about one of the TROUBLES, for whoever looks after the server."""
    if isinstance(error, Error):
        # The message of a database can quote a value, but for the one about its file.
        if "malformed" in str(error) or "not a database" in str(error):
            return _("A database is damaged. Stop, keep the folder as it is, and restore with confide restore.")
        if "is full" in str(error):
            return _("The disk is full. Make room; nothing was half written.")
        return _("A database could not be used ({kind}). See that it runs, and try again.").format(
            kind=type(error).__name__
        )
    if isinstance(error, OSError):
        return f"{error.filename or settings.CONFIDE_HOME}: {error.strerror}."
    return str(error)
