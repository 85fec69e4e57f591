"""The spine: one case for every matter of every register, with its facts, its timeline and its duties.

- A case is changed by `cases.perform` and by nothing else.
- It is seen by those who work on it, by their team unless it is confined, by the office it waits for, by whoever
  decided it and by whoever looks after all registers; never by the member of staff it is about, unless they brought it.
- Without the standing to read what others do, only one's own and what waits for oneself is there, in files too.
- Whoever decided it has the matter before them, and no longer the person it is about.
- Facts, events and duties are seen by whoever sees their case, and sealed under the key of the person it is about.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.domain.reading import Reader
from confide.door.fields import Code, Moment, Number, Sealed, Text, YesNo
from confide.door.reading import through
from confide.door.rows import SealedRow
from confide.door.versions import Row
from confide.people.models import Person, Staff, Team
from confide.people.standing_to_read import readable


class Case(Row):
    """One matter: where it stands, whose it is, and until when."""

    register = Text(_("Register"), holds=NOTHING_PERSONAL, max_length=60)
    number = Number(_("Number"), holds=NOTHING_PERSONAL)
    reference = Text(_("Reference"), holds=NOTHING_PERSONAL, max_length=20, unique=True)
    status = Text(_("Status"), holds=NOTHING_PERSONAL, max_length=60)
    opened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="cases_opened")
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="cases_owned")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    subject_staff = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_about_them"
    )
    office = Code(_("Office that decides"), holds=NOTHING_PERSONAL, vocabulary="office", blank=True)
    decider = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_to_decide")
    decided_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_decided", editable=False
    )
    due_at = Moment(_("Due"), holds=NOTHING_PERSONAL, blank=True)
    opened_at = Moment(_("Opened"), holds=NOTHING_PERSONAL)
    closed_at = Moment(_("Closed"), holds=NOTHING_PERSONAL, blank=True)
    confined = YesNo(_("Confined"), holds=NOTHING_PERSONAL, default=False)

    class Meta(Row.Meta):
        constraints = (models.UniqueConstraint(fields=("register", "number"), name="one_case_for_each_number"),)
        indexes = (
            models.Index(fields=("register", "status"), name="cases_by_status"),
            models.Index(fields=("owner", "closed_at", "due_at"), name="cases_by_owner"),
            models.Index(fields=("office", "closed_at"), name="cases_by_office"),
        )

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        decided = models.Q(decided_by=reader.id) & ~models.Q(subject_staff__isnull=False, subject_staff=reader.id)
        return cls.in_hand(reader) | decided

    @classmethod
    def in_hand(cls, reader: Reader) -> models.Q:
        """The cases that the reader, their team or their office works on: the way to the people they are about."""
        mine = models.Q(opened_by=reader.id) | models.Q(owner=reader.id)
        waits = models.Q(decider=reader.id) | models.Q(office__in=reader.offices)
        waits |= models.Q(office__in=reader.standby, due_at__lt=Now(), closed_at=None)
        near = models.Q(confined=False)
        if not reader.governance:
            near &= models.Q(team__in=reader.teams | reader.managed)
        return mine | (
            (waits | readable(reader, near)) & ~models.Q(subject_staff__isnull=False, subject_staff=reader.id)
        )

    def matter(self, reader: Reader) -> Mapping[str, Any]:
        """What the policy decides by."""
        return {
            "id": self.reference,
            "register": self.register,
            "opened_by": str(self.opened_by_id),
            "owner": str(self.owner_id),
            "handler": str(self.owner_id),
            "office": self.office,
            "subject_staff": str(self.subject_staff_id or ""),
            "author": "",
            "respondent": "",
            "team_relation": reader.relation(self.team_id),
            "confined": self.confined,
            "handover": "",
            # Whoever sees a case sees it lastingly; what glass shows is a person, for whom no case is opened.
            "through_glass": self._state.adding and self.person_id in reader.glass,
        }

    def waits_for(self, reader: Reader) -> bool:
        """Whether it was given to the reader, or comes to them because it is late."""
        return self.decider_id == reader.id or bool(self.office and self.office in reader.standby)

    def holder(self) -> uuid.UUID:
        """Whose key seals what is written about it: the person's, or its own where it is about nobody."""
        return uuid.UUID(str(self.person_id or self.subject_staff_id or self.pk))

    def concerned(self) -> uuid.UUID | None:
        """The person it is about, if any."""
        found = self.person_id or self.subject_staff_id
        return uuid.UUID(str(found)) if found else None


class OfCase(SealedRow):
    """The base of what belongs to a case: seen by whoever sees the case."""

    retention = "case"
    case: Any

    class Meta(SealedRow.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return through("case", Case, reader)

    def seal_holder(self) -> uuid.UUID:
        holder: uuid.UUID = self.case.holder()
        return holder

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        if retention != cls.retention:
            return cls.NONE
        nobody = models.Q(case__person=None, case__subject_staff=None, case=holder)
        return nobody | models.Q(case__person=holder) | models.Q(case__person=None, case__subject_staff=holder)

    def subject(self) -> uuid.UUID | None:
        concerned: uuid.UUID | None = self.case.concerned()
        return concerned

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        case: Case = self.case
        # Whoever it waits for, and whoever decided it, has taken it over for reading, and only for that.
        taken_over = case.waits_for(reader) or case.decided_by_id == reader.id
        return f"{case.register}:read", {**case.matter(reader), "handover": str(reader.id) if taken_over else ""}

    def about(self) -> str:
        return str(self.case.reference)

    def matter(self) -> str:
        return str(self.case.reference)


class Facts(OfCase):
    """The base of the facts that a register keeps about its cases."""

    id = None  # type: ignore[assignment] # the case is the key
    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="%(class)s")

    class Meta(OfCase.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.case)


class CaseEvent(OfCase):
    """A line of a case's timeline; written by `perform`, together with the ledger entry that it names."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    step = Text(_("Step"), holds=NOTHING_PERSONAL, max_length=60)
    actor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = Moment(_("When"), holds=NOTHING_PERSONAL)
    clauses = models.JSONField(_("Clauses"), default=list, blank=True)
    from_status = Text(_("From"), holds=NOTHING_PERSONAL, max_length=60, blank=True)
    to_status = Text(_("To"), holds=NOTHING_PERSONAL, max_length=60)
    ledger_entry = models.BigIntegerField()

    note = Sealed(_("Note"), holds=CONFIDENTIAL, lines=4, blank=True)

    class Meta(OfCase.Meta):
        ordering: ClassVar[tuple[str, ...]] = ("at", "ledger_entry")

    def __str__(self) -> str:
        return f"{self.case} {self.step}"


class Duty(OfCase):
    """Something to be done about a case, with its clause and its clock; ticked when done, chased until then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties")
    code = Text(_("Duty"), holds=NOTHING_PERSONAL, max_length=60)
    clause = Text(_("Clause"), holds=NOTHING_PERSONAL, max_length=20)
    due_at = Moment(_("Due"), holds=NOTHING_PERSONAL, blank=True)
    done_at = Moment(_("Done"), holds=NOTHING_PERSONAL, blank=True)
    done_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    remark = Sealed(_("Remark"), holds=CONFIDENTIAL, lines=2, blank=True)

    class Meta(OfCase.Meta):
        verbose_name_plural = "duties"
        ordering: ClassVar[tuple[str, ...]] = ("due_at", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "code"), condition=models.Q(done_at=None), name="an_open_duty_once_in_a_case"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None) | ~(models.Q(done_at=None) | models.Q(done_by=None)),
                name="who_did_a_duty_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.code}"


class Draft(SealedRow):
    """Answers that do not count yet: sealed for the one who typed them, and for nobody else."""

    retention = "draft"

    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="drafts")
    register = Text(_("Register"), holds=NOTHING_PERSONAL, max_length=60)
    updated_at = Moment(_("Last changed"), holds=NOTHING_PERSONAL)

    answers = Sealed(_("Answers"), holds=CONFIDENTIAL, json=True, blank=True)

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        return models.Q(owner=reader.id)

    def seal_holder(self) -> uuid.UUID:
        return uuid.UUID(str(self.owner_id))

    @classmethod
    def of_holding(cls, holder: uuid.UUID, retention: str) -> models.Q:
        return models.Q(owner=holder) if retention == cls.retention else cls.NONE

    def asked_as(self, reader: Reader) -> tuple[str, Mapping[str, Any]]:
        nobody = dict.fromkeys(("handler", "office", "subject_staff", "author", "respondent"), "")
        mine = {"id": "draft", "register": self.register, "opened_by": str(self.owner_id), "owner": str(self.owner_id)}
        rest = {"team_relation": "none", "confined": True, "handover": ""}
        return "draft:read", {**mine, **nobody, **rest}


class SentKey(models.Model):
    """The key of a form that was sent: sent twice, it counts once."""

    key = models.CharField(max_length=80)
    actor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "actor"), name="a_form_counts_once"),)

    def __str__(self) -> str:
        return self.key
