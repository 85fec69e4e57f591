"""What is known while somebody answers the questions: who answers, what was answered, and what the records add.

- Only the actor's own scope is read, so nothing can be chosen that the actor may not see.
- Whether a question can still change the answer is asked of the policy with everything else that is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases import situation
from confide.people.models import Organisation, Person, Staff
from confide.registers.disclosures import engine
from confide.registers.disclosures.answers import recipient, situation_typed

AGAIN = "again"
"""Beside the questions: the case, and its version, whose answers these change."""


@dataclass
class Setting:
    """One person answering at one moment."""

    actor: Staff
    at: datetime
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    person: Person | None = None
    """Whom it is about, opened."""
    about_staff: Staff | None = None
    found: Sequence[Person] = ()
    """What a search found, opened."""
    certain: bool = False
    """Whether it found one person only, by what was typed exactly."""
    past: bool = False
    """Whether the answers are only shown again; then nothing is asked of records or policy."""
    _matters: dict[tuple[str, ...], bool] = field(default_factory=dict)
    _recorded: dict[str, dict[str, Any]] = field(default_factory=dict)

    def value(self, question: str, name: str) -> Any:
        """One answer, or an empty text."""
        return self.answers.get(question, {}).get(name) or ""

    @property
    def again(self) -> bool:
        """Whether these answers change those of a case."""
        return AGAIN in self.answers

    @property
    def has_died(self) -> bool:
        """Whether it is about somebody who has died, as far as the record of them is open."""
        died_on = self.person.died_on if self.person else None
        return isinstance(died_on, date) and died_on <= timezone.localdate(self.at)

    @property
    def left_open(self) -> list[str]:
        """The questions that the decision asked for and that were not looked at again yet."""
        return list(self.answers.get(AGAIN, {}).get("open", ()))

    @left_open.setter
    def left_open(self, codes: list[str]) -> None:
        if self.again:
            self.answers[AGAIN]["open"] = codes

    @property
    def recipient_kind(self) -> str:
        return str(recipient(self.answers).get("kind") or "")

    @property
    def asked(self) -> list[str]:
        """The categories asked for."""
        return list(self.value("categories", "ask") or ())

    def answered(self, code: str, given: dict[str, Any]) -> None:
        """Take an answer; what was worked out from the others is worked out again."""
        self.answers[code] = given
        self.forget()

    def forget(self) -> None:
        """Work everything out again when it is next asked for."""
        self._matters.clear()
        self._recorded.clear()
        self.__dict__.pop("consent", None)

    def known(self, without: str = "") -> dict[str, Any]:
        """The situation as far as it is known, leaving out the answers of one question."""
        answers = {code: given for code, given in self.answers.items() if code != without}
        typed = situation_typed(answers)
        built = {**typed, **self._on_record(typed)}
        why_none = typed.get("subject", {}).get("consent")
        if why_none and built["subject"].get("consent", why_none)["state"] == "not_sought":
            # It is recorded when the answers are sent; until then it counts as if it were.
            built["subject"] = {**built["subject"], "consent": {**built["subject"].get("consent", {}), **why_none}}
        return built

    def _on_record(self, typed: dict[str, Any]) -> dict[str, Any]:
        """What is recorded about actor, person and consent; looked up once for each question that it may answer."""
        concerned: dict[str, Any] = {"person": self.person, "subject_staff": self.about_staff}
        asks = {"ask": typed.get("ask"), "purpose": typed.get("purpose"), "to": typed.get("recipient", {}).get("kind")}
        key = json.dumps([asks, None if self.person else typed.get("subject")])
        if key not in self._recorded:
            built = situation.build(typed, actor=self.actor, at=self.at, **concerned)
            self._recorded[key] = {name: built[name] for name in ("actor", "subject", "now")}
        return self._recorded[key]

    @cached_property
    def consent(self) -> dict[str, Any]:
        """What the record says about consent to this."""
        if self.past:
            return {}
        return dict(self.known("consent").get("subject", {}).get("consent", {}))

    def matters(self, code: str, facts: Sequence[str]) -> bool:
        """Whether the answers to a question could still change what may be shared."""
        key = (code, *facts)
        if key not in self._matters:
            self._matters[key] = engine.still_matters(self.known(code), facts)
        return self._matters[key]

    def directory(self, kind: str) -> list[tuple[str, str]]:
        """The bodies whose number we looked up ourselves and not too long ago: of this kind, or all where none is."""
        bodies = Organisation.objects.order_by("name")
        if self.past:
            return [(str(body.pk), _described(body)) for body in bodies]
        fresh = [body for body in bodies if not body.is_stale(timezone.localdate(self.at))]
        of_kind = [body for body in fresh if body.kind == kind]
        return [(str(body.pk), _described(body)) for body in of_kind or fresh]

    def colleagues(self) -> list[tuple[str, str]]:
        """The members of staff, by name and job title, which are no secret (1.2b)."""
        people = (
            Staff.objects.filter(Q(leaves_at=None) | Q(leaves_at__gt=self.at))
            .exclude(pk=self.actor.pk)
            .order_by("name")
        )
        return [(str(staff.pk), f"{staff.name}, {staff.job_title}") for staff in people]


def _described(body: Organisation) -> str:
    said = _("%(name)s, %(number)s, looked up on %(day)s")
    return said % {"name": body.name, "number": body.published_number, "day": date_format(body.verified_on, "j F Y")}
