"""What would change an answer, as the page says it: facts to establish, never something to enter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from confide.domain.decision import Decision
from confide.registers.disclosures import words

NO_PART = "f_purpose_recipient"


def changes(decision: Decision, facts: Any) -> list[Mapping[str, str]]:
    """What would have to be so, and what the answer would be then where that was asked."""
    found = [{"text": _(change.text), "then": _then(change.outcome)} for change in decision.would_change]
    return [*found, *_another_purpose(decision, facts)]


def _then(outcome: str) -> str:
    return words.label("outcome", outcome).lower()


def _another_purpose(decision: Decision, facts: Any) -> Iterator[Mapping[str, str]]:
    """Where this kind of recipient has no part in the purpose: the purposes in which it has one."""
    fitting = [code for code in words.usual_purposes(facts.recipient_kind) if code != facts.purpose]
    if fitting and NO_PART in {reason.rule for reason in decision.reasons}:
        named = words.labels("purpose", fitting)
        said = _("it is in fact for a purpose in which this kind of recipient has a part: %(purposes)s")
        yield {"text": said % {"purposes": named}, "then": _("then it is decided anew")}
