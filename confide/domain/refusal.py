"""Refusals: the answers "no" that a person can act on.

- Each carries one sentence that says what can be done, and the clauses behind it.
- The sentence is a pattern with values, so that whoever shows it can translate both; `reason` is the English sentence.
- Anything else that goes wrong is a bug or an outage, and is not a refusal.
"""

from collections.abc import Sequence


class Refused(Exception):
    """Something was asked for that cannot be done now; nothing has been changed."""

    def __init__(self, pattern: str, clauses: Sequence[str] = (), **values: str) -> None:
        """Take a sentence, with `{name}` where one of `values` belongs, and the clauses behind it."""
        self.pattern = pattern
        self.values = values
        self.clauses = tuple(clauses)
        super().__init__(self.reason)

    @property
    def reason(self) -> str:
        """The whole sentence in English."""
        return self.pattern.format(**self.values) if self.values else self.pattern


class NotFromHere(Refused):
    """The step exists, but it does not start from the present status of the case."""

    def __init__(self, step: str, status: str) -> None:
        """Take the words for the step and for the status."""
        super().__init__("You cannot {step} a case that is {status}.", step=step, status=status)


class Incomplete(Refused):
    """The step needs facts that are not recorded yet; `missing` holds their names."""

    def __init__(self, step: str, missing: tuple[str, ...], clauses: Sequence[str] = ()) -> None:
        """Take the words for the step and the names of the facts."""
        words = ", ".join(name.replace("_", " ") for name in missing)
        super().__init__("Record {missing} before you can {step}.", clauses, missing=words, step=step)
        self.missing = missing


class Forbidden(Refused):
    """The policy says no. `reasons` holds every sentence of it, the first one being the most decisive."""

    def __init__(self, reasons: Sequence[str], clauses: Sequence[str] = ()) -> None:
        """Take the sentences and the clauses that say so."""
        self.reasons = tuple(reasons) or ("The policy gives nobody in your position this step.",)
        super().__init__(self.reasons[0], clauses)


class Stale(Refused):
    """Somebody else changed this since it was shown."""

    def __init__(self) -> None:
        """It always says the same."""
        super().__init__("Somebody else changed this while you had it open. Look at it again before you go on.")
