"""What can go wrong in the ledger. No message holds personal data."""


class LedgerError(Exception):
    """Anything that the ledger refuses."""


class EntryError(LedgerError, ValueError):
    """What was to be recorded cannot be an entry."""


class NoTransaction(LedgerError, RuntimeError):
    """An entry was to be recorded outside the transaction of the change it records."""


class NotBegun(LedgerError):
    """The ledger has no origin or no keys yet, or they do not belong together; the sentence says what to do."""


class NotSealedYet(LedgerError):
    """The entry is not under a checkpoint yet, so nothing can be proved about it."""


class LedgerDamaged(LedgerError):
    """The tree does not continue what was signed last, so nothing more is signed until somebody has looked."""


class ClockBehind(LedgerError):
    """The clock stands before what was signed last, so nothing is signed until it has caught up or was set."""


class NoteError(LedgerError, ValueError):
    """A signed note, a checkpoint or a proof is malformed, or nobody known has signed it."""
