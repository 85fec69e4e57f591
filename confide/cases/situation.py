"""The situation that the policy decides on: what was typed, and what the database knows better.

- The only builder of a situation from the database. What is recorded about actor, person and consent is never typed.
- A person who could not be opened stops it, but for somebody without standing: whatever they ask, the policy leaves
  them nothing but the emergency minimum, which needs none of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from confide.cases.acting import reader_of
from confide.domain.reading import Reader
from confide.domain.refusal import Refused
from confide.door.rows import SEALED
from confide.people.ages import age_band
from confide.people.models import DesignatedOther, Person, Staff
from confide.records import consent
from confide.records.models import ConsentEvent

NEEDS = ("born_on", "capacity", "safety_flag", "died_on")
"""What has to be opened of a person before."""


def build(
    answers: Mapping[str, Any],
    *,
    actor: Staff,
    person: Person | None,
    at: datetime,
    subject_staff: Staff | None = None,
) -> dict[str, Any]:
    """A situation: `answers` (the public form, as far as typed) with everything recorded put in its place.

    `person` has been opened (`NEEDS`). Raises Refused where it could not be.
    """
    reader = reader_of(actor, at)
    team = person.team_id if person else subject_staff.team_id if subject_staff else None
    typed = dict(answers.get("subject", {}))
    if person is not None:
        typed |= _person(person, answers, reader, at)
    elif subject_staff is not None:
        typed = {"kind": "employee", **typed, "safety_flag": subject_staff.safety_flag}
    return {
        **answers,
        "actor": {**answers.get("actor", {}), **_actor(reader), **_near(reader, person, team)},
        "subject": typed or {"kind": "nobody"},
        "now": at.isoformat(),
    }


def _near(reader: Reader, person: Person | None, team: UUID | None) -> dict[str, Any]:
    """What the reader is to the person: of their team, or there through broken glass only."""
    through_glass = person is not None and person.row_id in reader.glass
    return {"in_team": reader.relation(team) != "none", "break_glass": through_glass}


def _actor(reader: Reader) -> dict[str, Any]:
    return {
        "role": reader.role,
        "agreement_signed": reader.agreement_signed,
        "inducted": reader.inducted,
        "training": reader.training,
        "override": reader.override,
    }


def _person(person: Person, answers: Mapping[str, Any], reader: Reader, at: datetime) -> dict[str, Any]:
    """What is recorded about a person, and about their consent to what is asked."""
    on = timezone.localdate(at)
    facts = {name: getattr(person, name) for name in NEEDS}
    if SEALED in facts.values():
        if reader.agreement_signed and reader.inducted:
            raise Refused(person.sealed_why or "What we hold about this person has to be opened first.", ("1.7b",))
        facts = {"born_on": None, "capacity": "", "safety_flag": True, "died_on": None}
    question = _question(answers)
    events = consent.events_for(person, at=at)
    speaking = consent.speaking(events, **question)
    died = facts["died_on"] is not None and facts["died_on"] <= on
    return {
        "kind": person.kind,
        "work_seeker": person.work_seeker,
        "deceased": died,
        "age_band": age_band(facts["born_on"], on),
        # Capacity is for one decision at one time, so what was found when consent was discussed goes first.
        "capacity": (speaking and speaking.capacity) or facts["capacity"] or "unknown",
        "safety_flag": bool(facts["safety_flag"]),
        "designated_other": _designated_other(person, speaking, at),
        "consent": _consent(events, died, question),
    }


def _consent(events: list[ConsentEvent], died: bool, question: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded of consent. A yes ends with the person; a no stands after their death (1.3f)."""
    found = consent.project(events, **question)
    return dict(consent.NOT_SOUGHT) if died and found["state"] == consent.GIVEN else found


def _question(answers: Mapping[str, Any]) -> dict[str, Any]:
    """For whom, what for and about what consent is looked at."""
    return {
        "recipient_kind": answers.get("recipient", {}).get("kind", ""),
        "purpose": answers.get("purpose", ""),
        "categories": answers.get("ask", []),
    }


def _designated_other(person: Person, speaking: Any, at: datetime) -> str:
    """The kind of authority of whoever gave consent, or of whoever has one now."""
    if speaking is not None and speaking.designated_other is not None:
        return str(speaking.designated_other.kind)
    on = timezone.localdate(at)
    current = DesignatedOther.objects.filter(Q(until_on=None) | Q(until_on__gte=on), person=person, from_on__lte=on)
    return current.order_by("-from_on").values_list("kind", flat=True).first() or "none"
