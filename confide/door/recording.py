"""Writing down what happened, and asking the policy: the two things that go from here to ledger and authority.

- The ledger gets pseudonyms, references, clauses and codes. Names of people are turned into pseudonyms here.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from confide.ledger.append import Json, append
from confide.ledger.models import Entry
from confide.vault.errors import Shredded
from confide.vault.keyring import provide
from confide.vault.pseudonyms import RETENTION, pseudonym

Who = UUID | str
"""A person's id, or `system:<name>` for the product itself."""


def record(
    event: str,
    *,
    at: datetime,
    actor: Who,
    about: str,
    clauses: Sequence[str] = (),
    subjects: Sequence[Who] = (),
    data: Mapping[str, Json] | None = None,
) -> Entry:
    """Append an entry to the ledger in the transaction that is open. Raises the ledger's errors, or Shredded."""
    people = [who for who in (actor, *subjects) if isinstance(who, UUID)]
    # A pseudonym's key is made when it is made, whatever the time of the event itself.
    now = timezone.now()
    provide([(who, RETENTION) for who in people], at=now)
    return append(
        event,
        at=at,
        actor=_named(actor, now),
        about=about,
        clauses=list(clauses),
        subjects=_subjects(subjects, now),
        data=dict(data or {}),
    )


def named(who: Who) -> str:
    """What the ledger calls somebody now. Raises Shredded."""
    return _named(who, timezone.now())


def _named(who: Who, now: datetime) -> str:
    return pseudonym(who, at=now) if isinstance(who, UUID) else who


def _subjects(people: Sequence[Who], now: datetime) -> list[str]:
    """The pseudonyms of those who still have one; whoever was forgotten stays so."""
    named = []
    for who in dict.fromkeys(people):
        with suppress(Shredded):
            named.append(_named(who, now))
    return named
