"""Which kinds of information about a person a purpose opens for a reader, and why it does not open the others.

- Whether the person is the reader's to look after is asked before, with the row; here it is the purpose that counts.
- Nothing about the person themselves is needed to answer, so nothing has to be opened to ask.
- The same question has the same answer for a day while the policy is the same, so it is asked once.
"""

import functools
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby

from confide.domain.decision import Reason
from confide.domain.reading import Reader
from confide.domain.record import Information
from confide.door import policy

Actor = tuple[tuple[str, str | bool], ...]


def kept_back(
    reader: Reader, kinds: Iterable[Information], serving: str, at: datetime, *, through_glass: bool = False
) -> dict[Information, str]:
    """For each kind of information why it stays sealed, in a sentence or two; empty where it opens."""
    found: dict[Information, str] = {}
    for subject, alike in groupby(sorted(kinds, key=lambda kind: kind.subject), key=lambda kind: kind.subject):
        categories = {kind.category for kind in alike}
        reasons = why_not(reader, subject, categories, serving, at, through_glass=through_glass)
        found |= {Information(category, subject): _said(reasons[category]) for category in categories}
    return found


def why_not(
    reader: Reader,
    subject: str,
    categories: Collection[str],
    serving: str,
    at: datetime,
    *,
    through_glass: bool = False,
) -> Mapping[str, tuple[Reason, ...]]:
    """The same for one kind of person, as reasons with their clauses; `through_glass` where that is the only way."""
    if not serving:
        return dict.fromkeys(categories, (NO_PURPOSE,))
    actor: Actor = (
        ("role", reader.role),
        ("agreement_signed", reader.agreement_signed),
        ("inducted", reader.inducted),
        ("training", reader.training),
        ("override", reader.override),
        ("in_team", not through_glass),
        ("break_glass", through_glass),
    )
    return _asked(actor, subject, tuple(sorted(categories)), serving, _day(at), policy.pack().bundle)


NO_PURPOSE = Reason("1.7b", "", "Say what you need it for.", "bar", ())


@functools.lru_cache(maxsize=4_096)
def _asked(
    actor: Actor, subject: str, categories: tuple[str, ...], serving: str, day: str, _bundle: str
) -> Mapping[str, tuple[Reason, ...]]:
    return policy.withheld(
        {
            "action": "view",
            "actor": dict(actor),
            "subject": {"kind": subject},
            "ask": list(categories),
            "purpose": serving,
            "now": day,
        }
    )


def _day(at: datetime) -> str:
    """The beginning of a day in UTC."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0).isoformat()


def _said(reasons: tuple[Reason, ...]) -> str:
    return " ".join(policy.sentence(reason) for reason in reasons)
