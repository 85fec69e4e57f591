"""What we hold about people: consents, entries with those whom they mention, and documents.

- A consent event is added and never changed or removed, here or in the database.
- An entry is written once. A correction is another entry that replaces it, and every version but the last stays.
- Words are sealed by what the law asks for them: special category and criminal words in documents of their own.
- Whoever else is mentioned has a row of their own, so that what is about them can be left out.
- What was asked and what was explained is sealed; what a decision has to compare is codes.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import CONFIDENTIAL, CRIMINAL, IDENTITY, NOTHING_PERSONAL, SPECIAL, Holding
from confide.domain.reading import Reader
from confide.domain.record import Information
from confide.door import policy
from confide.door.fields import Code, Codes, Day, Moment, Number, Sealed, Text
from confide.door.reading import WayBarred, through
from confide.door.rows import SealedRow
from confide.door.versions import as_uuid
from confide.people.models import DesignatedOther, OfPerson, Person, Staff
from confide.records.collation import Collated, Collation  # noqa: F401 - tables of this app, where Django looks for them
from confide.records.keeping import Due, RetentionEvent

__all__ = [
    "ConsentEvent", "Document", "Due", "Held", "Mention", "OfEntry", "RecordEntry", "RetentionEvent", "WrittenOnce",
]  # fmt: skip

LONGEST = 10_000
"""Characters of an entry."""


CLOCKS_DIFFER_BY = timedelta(minutes=5)


def check_it_has_been(occurred_at: datetime | None, recorded_at: datetime) -> None:
    """Raise ValidationError for something that is said to have happened after it was written down."""
    if occurred_at is not None and occurred_at > recorded_at + CLOCKS_DIFFER_BY:
        raise ValidationError({"occurred_at": _("This is yet to come. Say when it happened.")})


class WrittenOnce(OfPerson):
    """The base of what is added about a person and never written over."""

    class Meta(OfPerson.Meta):
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write it once."""
        if not self._state.adding:
            raise WayBarred("This is never changed; what changes is recorded beside it.")
        super().save(*args, **options)


class ConsentEvent(WrittenOnce):
    """One thing that happened to a consent: given, withheld, withdrawn, lapsed, or why it was not asked for."""

    designated_other = models.ForeignKey(DesignatedOther, null=True, blank=True, on_delete=models.PROTECT)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = Code(_("What happened"), holds=CONFIDENTIAL, vocabulary="consent_state")
    form = Code(_("Form"), holds=CONFIDENTIAL, vocabulary="consent_form")
    given_by = Code(_("By whom"), holds=CONFIDENTIAL, vocabulary="consent_by")
    covers = Codes(_("Information that it covers"), holds=CONFIDENTIAL, vocabulary="category", blank=True)
    recipients = Codes(_("Who may receive it"), holds=CONFIDENTIAL, vocabulary="requester", blank=True)
    purposes = Codes(_("What for"), holds=CONFIDENTIAL, vocabulary="purpose", blank=True)
    explained = Code(_("What, why and the consequences were explained"), holds=CONFIDENTIAL, vocabulary="answer")
    discussed_on = Day(_("Discussed on"), holds=NOTHING_PERSONAL, blank=True)
    discussed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = Code(_("Capacity to decide this"), holds=CONFIDENTIAL, vocabulary="capacity")
    expires_on = Day(_("Ends on, as agreed with the person"), holds=NOTHING_PERSONAL, blank=True)
    occurred_at = Moment(_("When it happened"), holds=NOTHING_PERSONAL)
    recorded_at = Moment(_("Recorded"), holds=NOTHING_PERSONAL)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    explanation = Sealed(
        _("What was explained: what, why and the consequences"), holds=CONFIDENTIAL, lines=5, blank=True
    )
    evidence = Sealed(_("Evidence"), holds=CONFIDENTIAL, lines=3, blank=True)

    class Meta(OfPerson.Meta):
        indexes = (models.Index(fields=("person", "-occurred_at"), name="consents_of_a_person"),)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refused."""
        raise WayBarred("A consent event is never removed.")


class Held(WrittenOnce):
    """The base of what we hold about a person: its category, what for, and the retention class of its key."""

    category = Code(_("What kind of information"), holds=CONFIDENTIAL, vocabulary="category")
    purpose = Code(_("What it was given for"), holds=CONFIDENTIAL, vocabulary="purpose")
    held_as = Text(_("Held as"), holds=NOTHING_PERSONAL, max_length=100)

    holding_columns = ("person_id", "held_as")

    class Meta(WrittenOnce.Meta):
        abstract = True

    @property
    def held_under(self) -> str:
        return self.held_as

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(person=holder, held_as=retention)

    def information(self) -> Information | None:
        return Information(self.category, self.person.kind)


class RecordEntry(Held):
    """One thing that we know of a person: of what kind, from whom, for which purpose, and since when."""

    chain = models.UUIDField(editable=False)
    """The id of the first version, by which all versions are found."""
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    kind = Code(_("What this is"), holds=NOTHING_PERSONAL, vocabulary="entry_kind")
    provided_by = Code(_("Who told us"), holds=CONFIDENTIAL, vocabulary="provided_by")
    occurred_at = Moment(_("When it happened"), holds=NOTHING_PERSONAL)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = Moment(_("Written"), holds=NOTHING_PERSONAL)
    flagged = Number(_("Remarks of the writing guide"), holds=NOTHING_PERSONAL, default=0)
    ignored = Number(_("Remarks left as they were"), holds=NOTHING_PERSONAL, default=0)

    provider_name = Sealed(_("Their name"), holds=IDENTITY, max_length=200, blank=True)
    words = Sealed(_("What you want to record"), holds=CONFIDENTIAL, lines=8, max_length=LONGEST, blank=True)
    special_words = Sealed(_("What you want to record"), holds=SPECIAL, lines=8, max_length=LONGEST, blank=True)
    criminal_words = Sealed(_("What you want to record"), holds=CRIMINAL, lines=8, max_length=LONGEST, blank=True)

    WORDS: ClassVar[Mapping[Holding, str]] = {
        CONFIDENTIAL: "words",
        SPECIAL: "special_words",
        CRIMINAL: "criminal_words",
    }

    class Meta(Held.Meta):
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=("person", "-occurred_at"), name="entries_of_a_person"),
            models.Index(fields=("chain",), name="versions_of_an_entry"),
        )
        constraints = (
            # With at most one successor each, a chain has one last version, and that is the one that counts.
            models.CheckConstraint(
                condition=models.Q(replaces=None, chain=models.F("id"))
                | (models.Q(replaces__isnull=False) & ~models.Q(chain=models.F("id"))),
                name="a_chain_begins_with_its_first_version",
            ),
        )

    @classmethod
    def words_of(cls, category: str) -> str:
        """The name of the sealed field that keeps the words of a category."""
        return cls.WORDS[policy.held_as(category)]

    @property
    def told(self) -> Any:
        """What it says, if it was typed or opened."""
        return getattr(self, self.words_of(self.category))

    @classmethod
    def current(cls) -> models.QuerySet["RecordEntry"]:
        """The versions that count: those that nothing replaced."""
        return cls.objects.filter(replaced_by=None)

    def clean(self) -> None:
        """Raise ValidationError where nothing is said, or where words are kept as something that they are not."""
        super().clean()
        kept = {name for name in self.WORDS.values() if getattr(self, name)}
        if kept != {self.words_of(self.category)}:
            raise ValidationError({self.words_of(self.category): _("Write down what you want to record.")})
        check_it_has_been(self.occurred_at, self.written_at)


class OfEntry(SealedRow):
    """The base of what belongs to an entry: seen, sealed and destroyed with it."""

    holding_columns = ("entry__person_id", "entry__held_as")
    entry: Any

    class Meta(SealedRow.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return through("entry", RecordEntry, reader)

    @property
    def held_under(self) -> str:
        return str(self.entry.held_as)

    def seal_holder(self) -> uuid.UUID:
        return as_uuid(self.entry.person_id)

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(entry__person=holder, entry__held_as=retention)

    def information(self) -> Information | None:
        found: Information | None = self.entry.information()
        return found

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        asked: tuple[str, Mapping[str, Any]] = self.entry.asked_as(reader)
        return asked

    def about(self) -> str:
        return str(self.entry.about())


class Mention(OfEntry):
    """Somebody else whom an entry speaks of, so that what is about them can be found and left out (2.6c)."""

    entry = models.ForeignKey(RecordEntry, on_delete=models.PROTECT, related_name="mentions")
    somebody = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mentioned_in")
    """Whom of those we know it is, where that is known."""
    relation = Code(_("What they are to the person"), holds=CONFIDENTIAL, vocabulary="mention_relation")

    name = Sealed(_("Name, or how they are spoken of"), holds=IDENTITY, max_length=200)

    def __str__(self) -> str:
        return self.relation


class MentionKey(models.Model):
    """That an entry mentions somebody with this key: a keyed hash, which names nobody without the key in the vault."""

    pk = models.CompositePrimaryKey("key", "entry")
    key = models.BigIntegerField()
    entry = models.ForeignKey(RecordEntry, on_delete=models.CASCADE, related_name="mention_keys")

    def __str__(self) -> str:
        return str(self.entry_id)


class Document(Held):
    """A file about a person: what it is called is sealed with the row, what is in it in pieces elsewhere."""

    entry = models.ForeignKey(RecordEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    """The entry that it came with, if it came with one."""
    media_type = Text(_("Type"), holds=NOTHING_PERSONAL, max_length=100)
    size = Number(_("Size in bytes"), holds=NOTHING_PERSONAL)
    fingerprint = Text(_("Fingerprint of what is stored"), holds=NOTHING_PERSONAL, max_length=64)
    stored_as = models.UUIDField(default=uuid.uuid4, editable=False)
    """The name in the store: of this attempt alone, so that one that fails takes nobody else's file away."""
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    added_at = Moment(_("Added"), holds=NOTHING_PERSONAL)

    file_name = Sealed(_("File name"), holds=CONFIDENTIAL, max_length=255)
    description = Sealed(_("What it is"), holds=CONFIDENTIAL, max_length=500, blank=True)

    class Meta(Held.Meta):
        indexes = (models.Index(fields=("person", "-added_at"), name="documents_of_a_person"),)

    def __str__(self) -> str:
        return self.media_type
