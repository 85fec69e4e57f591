"""What a record about a person is: the kinds of entry, and what the policy is asked about one before it opens."""

from dataclasses import dataclass

FACT = "fact"
PROFESSIONAL_JUDGEMENT = "professional_judgement"
REPORTED_BY_OTHER = "reported_by_other"


@dataclass(frozen=True, slots=True, order=True)
class Information:
    """A kind of information about a kind of person."""

    category: str
    """A code of the pack's list."""
    subject: str
    """What the person is to us, a code of the pack's list."""
