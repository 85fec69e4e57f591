"""The index of who is mentioned where: written with each entry, asked for one person, emptied when one is shredded.

- It holds keyed hashes and ids of entries. Names are shared, so it says where to look and not who is meant.
- Asked with the names of somebody it finds what is spelt rightly; the rest is for the sweep of `records.collating`.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.domain.mentions import Known, keys_of, mentioned
from confide.door.mentions import keys
from confide.people import roster
from confide.people.models import Person
from confide.records.holdings import WHOLE, Ending, Keeper, keep, nothing
from confide.records.models import Mention, MentionKey, RecordEntry

IN_WORDS = ("provider_name", *RecordEntry.WORDS.values())
"""Where an entry may mention somebody."""


def texts(values: Iterable[object]) -> Iterable[str]:
    """Those values that are words."""
    return (value for value in values if isinstance(value, str) and value)


def index(entry: RecordEntry, mentions: Collection[Mention], known: Known | None = None) -> None:
    """Write the keys of a new entry, in its transaction. `known` are the people we know, where that is at hand."""
    written = [getattr(entry, name) for name in IN_WORDS] + [mention.name for mention in mentions]
    known = roster.known_names() if known is None else known
    words = {word for text in texts(written) for word in mentioned(text, known)}
    found = keys(words) if words else set()
    MentionKey.objects.bulk_create([MentionKey(key=key, entry=entry) for key in sorted(found)])


def mentioning(person: Person) -> set[UUID]:
    """The ids of the entries that may mention somebody, whoever they are about."""
    line = roster.roster().line(person.pk.hex)
    if line is None:
        return set()
    codes = [line.reference, *line.numbers]
    sought = keys(keys_of(line.names, codes, roster.nicknames()))
    return set(MentionKey.objects.filter(key__in=sought).values_list("entry_id", flat=True))


def forget(holder: UUID, held_as: str, _ending: Ending) -> int:
    """Remove the keys of what is held about somebody, in the act that destroys it; how many there were.

    With everything about them their names go, from the roster and from every older copy of it.
    """
    if held_as == WHOLE:
        roster.forget([holder], at=timezone.now())
    holding = Q(entry__person=holder) & (Q() if held_as == WHOLE else Q(entry__held_as=held_as))
    return MentionKey.objects.filter(holding).delete()[0]


keep(Keeper("mention_keys", _("Index of who is mentioned"), held=nothing, let_go=forget))
