"""What asking and passing on do: the question goes to an office, with a time, once nobody is named in it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.register import every
from confide.cases.taking import Taking
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.domain.refusal import Refused
from confide.people.find import is_anybody_named
from confide.people.models import Staff
from confide.people.numbering import PERSON_PREFIX
from confide.registers.advice.rules import ANSWERED_WITHIN, MANAGING_DIRECTOR, clause_for, office_for


def nobody_named(given: Mapping[str, Any], _actor: Staff, at: datetime) -> None:
    """Warn where the question names somebody we know; whoever says that it cannot be asked otherwise goes on."""
    question = str(given.get("question") or "")
    if given.get("names_somebody") is True or not (refers_to_a_record(question) or is_anybody_named(question, at)):
        return
    sentence = _(
        "This seems to name somebody we know. Take the name out, or say below that it cannot be asked without."
    )
    raise ValidationError({"question": sentence})


def refers_to_a_record(text: str) -> bool:
    """Whether a text holds the reference of a person or of a case, which names somebody to whoever looks it up."""
    prefixes = "|".join([PERSON_PREFIX, *(register.rules.prefix for register in every())])
    return re.search(rf"\b(?:{prefixes})(?:-\d+|\d{{5,}})\b", text, re.IGNORECASE) is not None


def ask(taking: Taking) -> None:
    """Give the question to the office that answers it, by the end of the next working day."""
    facts = taking.facts
    _give(taking, office_for(facts.kind, facts.asked_of))
    taking.clauses.append(clause_for(facts.kind, taking.case.office))
    taking.data["kind"] = facts.kind


def pass_on(taking: Taking) -> None:
    """A line manager who cannot answer asks the Managing Director, with a new time."""
    if taking.case.office == MANAGING_DIRECTOR:
        raise Refused("The Managing Director answers it, or nobody does.", ("1.7l",))
    _give(taking, MANAGING_DIRECTOR)


def answer(taking: Taking) -> None:
    """Whoever asked takes it from here; whoever answered still sees it."""
    taking.case.office = ""
    taking.due(None)


def _give(taking: Taking, office: str) -> None:
    taking.office(office)
    on = timezone.localdate(taking.at)
    taking.due(due_at(ANSWERED_WITHIN, taking.at, bank_holidays(Nation.ENGLAND, on)))
