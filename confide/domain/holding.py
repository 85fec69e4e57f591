"""What a field holds: declared once for each field, and read by everything that must treat it accordingly.

- It decides what is sealed and with what, what may reach a log, what is shredded, and what a demo scrubs.
"""

from enum import Enum


class Holding(Enum):
    """The kinds of content a field can have, in the order of the harm that a leak would do."""

    NOTHING_PERSONAL = "nothing_personal"
    """Codes, dates of our own work, words about nobody."""
    COMMERCIAL = "commercial"
    """What suppliers and clients told us about their business (2.11)."""
    IDENTITY = "identity"
    """Who somebody is: names, dates of birth, numbers given by others."""
    CONTACT = "contact"
    """How and where to reach somebody."""
    CONFIDENTIAL = "confidential"
    """Anything told in confidence that is not of the kinds below."""
    SPECIAL = "special"
    """Special category data: health, care, beliefs, origin (UK GDPR Article 9)."""
    CRIMINAL = "criminal"
    """Convictions, allegations, disclosure certificates (UK GDPR Article 10)."""


NOTHING_PERSONAL = Holding.NOTHING_PERSONAL
COMMERCIAL = Holding.COMMERCIAL
IDENTITY = Holding.IDENTITY
CONTACT = Holding.CONTACT
CONFIDENTIAL = Holding.CONFIDENTIAL
SPECIAL = Holding.SPECIAL
CRIMINAL = Holding.CRIMINAL

IN_CLEAR = frozenset({NOTHING_PERSONAL, COMMERCIAL})
"""What free text may hold without being sealed."""
