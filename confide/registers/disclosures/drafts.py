"""Answers that do not count yet: kept sealed for the one who typed them, taken up again, or thrown away.

- A draft of somebody else does not exist.
- Answers to questions that no longer apply are dropped when another is kept, so nothing stale reaches the decision.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from confide.cases.models import Case, Draft, SentKey
from confide.door.opening import open_rows
from confide.door.rows import SEALED
from confide.people.models import Person, Staff
from confide.registers.disclosures.questions import QUESTIONS
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.setting import AGAIN, Setting


def begin(actor: Staff, answers: dict[str, Any], at: datetime) -> Draft:
    """Keep the first answers."""
    draft = Draft(owner=actor, register=RULES.name, updated_at=at)
    draft.answers = answers
    draft.save()
    return draft


def find(pk: UUID, actor: Staff, at: datetime) -> Draft | None:
    """The actor's own draft, opened; None where there is none, or none that opens any more."""
    draft = Draft.objects.filter(pk=pk, owner=actor, register=RULES.name).first()
    if draft is not None:
        open_rows([draft], purpose="draft", at=at)
    return None if draft is None or draft.answers is SEALED else draft


def key(pk: UUID) -> str:
    """What makes a draft count once, however often it is sent."""
    return f"draft-{pk}"


def sent(pk: UUID, actor: Staff) -> Case:
    """The case that a draft became. Raises Http404 where there never was one of the actor's."""
    known = SentKey.objects.filter(key=key(pk), actor=actor).values_list("case_id", flat=True).first()
    case = Case.objects.filter(pk=known).first() if known else None
    if case is None:
        raise Http404
    return case


def mine(actor: Staff) -> list[Draft]:
    """What the actor began and has not sent, the latest first; nothing is opened."""
    return list(Draft.objects.filter(owner=actor, register=RULES.name).order_by("-updated_at"))


def setting(draft: Draft, actor: Staff, at: datetime) -> Setting:
    """What is known so far, with whomever it is about."""
    answers = {code: dict(given) for code, given in (draft.answers or {}).items()}
    known = Setting(actor=actor, at=at, answers=answers)
    attach(known)
    return known


def attach(known: Setting) -> None:
    """Find whomever the answers are about, within the actor's own scope."""
    known.forget()
    about = known.value("about", "about")
    known.person = _person(known.value("which_person", "person"), known.at) if about == "person" else None
    known.about_staff = _staff(known.value("which_staff", "staff")) if about == "staff" else None


def _person(pk: str, at: datetime) -> Person | None:
    person = Person.objects.filter(pk=pk).first() if _is_id(pk) else None
    if person is not None:
        open_rows([person], purpose="decision", at=at)
    return person


def _staff(pk: str) -> Staff | None:
    return Staff.objects.filter(pk=pk).first() if _is_id(pk) else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def keep(draft: Draft, known: Setting, at: datetime) -> None:
    """Save what is known now, without answers to questions that do not apply any more."""
    idle = {question.code for question in QUESTIONS if not question.applies(known)}
    draft.answers = {code: given for code, given in known.answers.items() if code not in idle}
    draft.updated_at = at
    draft.save()


__all__ = ["AGAIN", "attach", "begin", "find", "keep", "key", "mine", "sent", "setting"]
