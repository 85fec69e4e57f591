"""Who: staff and teams, the people we hold information about, who may decide for them, outside bodies, and offices.

- Names and job titles of staff are in clear (1.2b); everything that identifies anybody else is sealed, names too.
- People outside one's own teams do not exist for one, but through a case that is one's own to work on.
- What decisions read about staff (agreement, induction, training) is dated rows with evidence, never a tick.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.domain import identifiers
from confide.domain.holding import CONFIDENTIAL, CONTACT, IDENTITY, NOTHING_PERSONAL, SPECIAL
from confide.domain.reading import Reader
from confide.door.fields import Code, Day, Moment, Number, Sealed, Text, YesNo
from confide.door.reading import through
from confide.door.rows import SealedRow
from confide.door.versions import as_uuid
from confide.people import glass, noting, scope
from confide.people.monitoring import Signal, Watching  # noqa: F401 - tables of this app, kept in a file of their own
from confide.people.standing_to_read import readable

GRACE_OF_A_NUMBER = 90
"""Days after which a verified number or address has to be looked up again."""


class Counter(models.Model):
    """The last number given out in a series; a locked row, so that no number is given twice."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Team(models.Model):
    """People who work together, and who share what they must know of those they look after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = Text(_("Team"), holds=NOTHING_PERSONAL)
    branch = Text(_("Branch"), holds=NOTHING_PERSONAL, blank=True)

    def __str__(self) -> str:
        return self.name


class SignIn(BaseUserManager["Staff"]):
    """The one manager that knows no scope: signing in comes before reading, and colleagues' names are no secret."""


class Staff(AbstractBaseUser):
    """A member of staff: the only ones who sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = Text(_("Name"), holds=IDENTITY, in_clear="1.2b")
    job_title = Text(_("Job title"), holds=IDENTITY, in_clear="1.2b", blank=True)
    role = Code(_("Role"), holds=NOTHING_PERSONAL, vocabulary="role")
    safety_flag = YesNo(_("Name and place of work are kept back, for their safety"), holds=SPECIAL, default=False)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    line_manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="manages")
    works_from = Day(_("Works here from"), holds=NOTHING_PERSONAL, blank=True)
    leaves_at = Moment(_("Leaves at"), holds=NOTHING_PERSONAL, blank=True)

    objects: ClassVar[SignIn] = SignIn()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override] # follows from times
        """Whether they work here now; nobody else signs in, and a session ends with the minute of leaving."""
        return self.works_at(timezone.now())

    def works_at(self, at: datetime) -> bool:
        """Whether they work here then: from the morning of the first day, until the very moment of leaving."""
        begun = self.works_from is None or self.works_from <= timezone.localdate(at)
        return begun and (self.leaves_at is None or at < self.leaves_at)


class AccessCode(models.Model):
    """A code that lets one person in once, to set a password and a second step; only its digest is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="access_codes")
    digest = models.CharField(max_length=64, unique=True)
    reason = Text(_("Why it was given"), holds=NOTHING_PERSONAL, max_length=60)
    made_at = Moment(_("Made"), holds=NOTHING_PERSONAL)
    until = Moment(_("Counts until"), holds=NOTHING_PERSONAL)
    used_at = Moment(_("Used"), holds=NOTHING_PERSONAL, blank=True)

    def __str__(self) -> str:
        return f"{self.reason} {self.made_at:%Y-%m-%d}"


class PlannedMove(models.Model):
    """A change of role, team or line manager that was arranged and takes effect on a day; the tick applies it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="moves")
    role = Code(_("Role"), holds=NOTHING_PERSONAL, vocabulary="role")
    job_title = Text(_("Job title"), holds=IDENTITY, in_clear="1.2b", blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manages = YesNo(_("Manages the team"), holds=NOTHING_PERSONAL, default=False)
    line_manager = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = Day(_("From"), holds=NOTHING_PERSONAL)
    applied_at = Moment(_("Applied"), holds=NOTHING_PERSONAL, blank=True)

    def __str__(self) -> str:
        return f"{self.staff} {self.from_on}"


class Successor(models.Model):
    """Who takes over one kind of thing from somebody who leaves; it is handed over the minute they have left."""

    leaver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="successors")
    kind = Text(_("What"), holds=NOTHING_PERSONAL, max_length=40)
    successor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    given_at = Moment(_("Handed over"), holds=NOTHING_PERSONAL, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("leaver", "kind"), name="one_successor_for_each_kind"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.leaver} / {self.successor}"


class Membership(models.Model):
    """Who works in a team, or manages it, from when until when."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    manages = YesNo(_("Manages the team"), holds=NOTHING_PERSONAL, default=False)
    from_on = Day(_("From"), holds=NOTHING_PERSONAL)
    until_on = Day(_("Until"), holds=NOTHING_PERSONAL, blank=True)

    def __str__(self) -> str:
        return f"{self.staff} / {self.team}"


class Person(SealedRow):
    """Somebody we hold information about. Who it is, is sealed; the reference is how everybody speaks of them."""

    retention = "person"

    reference = Text(_("Reference"), holds=NOTHING_PERSONAL, unique=True, max_length=20)
    kind = Code(_("What they are to us"), holds=NOTHING_PERSONAL, vocabulary="subject")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    staff = models.OneToOneField(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="person")
    work_seeker = YesNo(_("Looks for work through us"), holds=NOTHING_PERSONAL, default=False)
    added_at = Moment(_("Added"), holds=NOTHING_PERSONAL)

    name = Sealed(_("Name"), holds=IDENTITY)
    born_on = Sealed(_("Born on"), holds=IDENTITY, day=True, blank=True)
    email = Sealed(_("Email"), holds=CONTACT, blank=True)
    phone = Sealed(_("Telephone"), holds=CONTACT, blank=True)
    capacity = Sealed(_("Capacity to decide"), holds=SPECIAL, blank=True)
    safety_flag = Sealed(_("Where they are is kept back, for their safety"), holds=SPECIAL, json=True, blank=True)
    died_on = Sealed(_("Died on"), holds=SPECIAL, day=True, blank=True)

    class Meta(SealedRow.Meta):
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        if scope.sees_everybody(reader):
            return models.Q()
        return models.Q(team__in=scope.teams(reader)) | glass.through(reader) | scope.widened(reader)

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row, and tell the roster in the same transaction."""
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **options)
            noting.note(self, is_new=is_new)

    def seal_holder(self) -> uuid.UUID:
        return self.row_id

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(pk=holder) if retention == cls.retention else cls.NONE

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        return "person:read", scope.matter("person", reader, self.team_id, self.row_id)

    def about(self) -> str:
        return self.reference


class OfPerson(SealedRow):
    """The base of what is kept about a person: seen by whoever sees the person, sealed under the person's key."""

    retention = "person"
    holding_columns = ("person_id", "")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta(SealedRow.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return readable(reader, through("person", Person, reader))

    def seal_holder(self) -> uuid.UUID:
        return as_uuid(self.person_id)

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(person=holder) if retention == cls.retention else cls.NONE

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        return self.person.asked_as(reader)

    def about(self) -> str:
        return str(self.person.reference)


class Findable(OfPerson):
    """The base of what a person is found by, beside their name."""

    noted_at = Moment(_("Noted"), holds=NOTHING_PERSONAL)
    noted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta(OfPerson.Meta):
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row, and tell the roster in the same transaction."""
        with transaction.atomic():
            super().save(*args, **options)
            noting.note(self.person)


class Alias(Findable):
    """Another name that somebody is or was known by."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aliases")
    kind = Code(_("Kind of name"), holds=NOTHING_PERSONAL, vocabulary="alias")
    name = Sealed(_("Name"), holds=IDENTITY, max_length=200)

    def __str__(self) -> str:
        return self.kind


class Identifier(Findable):
    """A number that somebody else, or our payroll, knows a person by."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = Code(_("Kind of number"), holds=NOTHING_PERSONAL, vocabulary="identifier")
    number = Sealed(_("Number"), holds=IDENTITY, max_length=40)

    def __str__(self) -> str:
        return self.kind

    def clean(self) -> None:
        """Keep the number without spaces. Raises ValidationError where nobody can have it."""
        if not isinstance(self.number, str) or not self.number:
            return
        self.number = identifiers.normalised(self.number)
        if not identifiers.can_be(self.kind, self.number):
            raise ValidationError({"number": _("There is no such number. Compare it with where it is written.")})


class DesignatedOther(OfPerson):
    """Somebody who may decide for a person, with the evidence that was seen (2.2c)."""

    kind = Code(_("Kind of authority"), holds=CONFIDENTIAL, vocabulary="designated_other")
    evidence = Text(_("Kind of evidence"), holds=NOTHING_PERSONAL)
    seen_on = Day(_("Evidence seen on"), holds=NOTHING_PERSONAL, blank=True)
    from_on = Day(_("From"), holds=NOTHING_PERSONAL)
    until_on = Day(_("Until"), holds=NOTHING_PERSONAL, blank=True)

    name = Sealed(_("Name"), holds=IDENTITY)

    def __str__(self) -> str:
        return self.kind


class Organisation(models.Model):
    """The directory of bodies that we deal with, each with a number that we found ourselves.

    A number that came with a request is never entered here; what was verified long ago is looked up again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = Text(_("Name"), holds=NOTHING_PERSONAL, unique=True)
    kind = Code(_("Kind"), holds=NOTHING_PERSONAL, vocabulary="requester")
    published_number = Text(_("Published number"), holds=NOTHING_PERSONAL, blank=True, max_length=40)
    domain = Text(_("Mail domain"), holds=NOTHING_PERSONAL, blank=True)
    verified_on = Day(_("Looked up on"), holds=NOTHING_PERSONAL, blank=True)
    verified_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name

    def is_stale(self, on: date) -> bool:
        """Whether the number has to be looked up again before it is rung."""
        return self.verified_on is None or (on - self.verified_on).days > GRACE_OF_A_NUMBER


class Office(models.Model):
    """An office of the policy: who holds it, who stands in, and who decides what concerns the holder."""

    code = Code(_("Office"), holds=NOTHING_PERSONAL, vocabulary="office", primary_key=True)
    holder = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="offices_held")
    deputy = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="offices_deputised")
    alternate = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="offices_taken")
    absent_from = Day(_("Absent from"), holds=NOTHING_PERSONAL, blank=True)
    absent_until = Day(_("Absent until"), holds=NOTHING_PERSONAL, blank=True)
    delegated_on = Day(_("Delegated in writing on"), holds=NOTHING_PERSONAL, blank=True)

    def __str__(self) -> str:
        return self.code

    def is_absent(self, on: date) -> bool:
        """Whether the holder is away on that day."""
        if self.absent_from is None or on < self.absent_from:
            return False
        return self.absent_until is None or on <= self.absent_until


AGREEMENT, INDUCTION, TRAINING, OVERRIDE = "agreement", "induction", "training", "override"
STANDING = (
    (AGREEMENT, _("Confidentiality agreement signed")),
    (INDUCTION, _("Induction covered")),
    (TRAINING, _("Training received and competence shown")),
    (OVERRIDE, _("Allowed by an office to go on without training")),
)


class StandingRow(SealedRow):
    """One dated fact about a member of staff's standing. Rows are added and never changed."""

    retention = "standing"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="standing_rows")
    kind = Code(_("What"), holds=NOTHING_PERSONAL, choices=STANDING)
    agreement_version = Number(_("Version of the agreement"), holds=NOTHING_PERSONAL, blank=True)
    on = Day(_("On"), holds=NOTHING_PERSONAL)
    until = Day(_("Until"), holds=NOTHING_PERSONAL, blank=True)
    competence_shown = YesNo(_("Competence was shown"), holds=NOTHING_PERSONAL, blank=True)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = Moment(_("Recorded"), holds=NOTHING_PERSONAL)

    evidence = Sealed(_("Evidence"), holds=CONFIDENTIAL, lines=3, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        if reader.governance:
            return models.Q()
        return models.Q(staff=reader.id) | models.Q(staff__team__in=reader.managed)

    def seal_holder(self) -> uuid.UUID:
        return uuid.UUID(str(self.staff_id))

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(staff=holder) if retention == cls.retention else cls.NONE

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        return "person:read", scope.matter("standing", reader, self.staff.team_id)
