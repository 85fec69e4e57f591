"""How the decision page says what the matter is: one sentence, its tone, and what to say to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confide.domain.decision import Decision
from confide.registers.disclosures import words

ALLOW, REFER, REFUSE, PLAIN, DANGER = "allow", "refer", "refuse", "plain", "danger"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The banner: its sentence and its tone."""

    title: str
    tone: str


def verdict(status: str, facts: Any, decision: Decision, office: str) -> Verdict:
    """The banner of a case."""
    if status == "asked":
        return proposal(decision, office)
    if status == "carried_out" and facts.sent_as_decided is False:
        return Verdict(_("Shared, but not as decided"), REFUSE)
    said = {
        "with_office": (_("Waiting for the %(office)s to decide"), REFER),
        "to_carry_out": (_("Decided: share this, then record what went"), ALLOW),
        "to_answer": (_("Decided: do not share this"), REFUSE),
        "to_complete": (_("Shared in an emergency: complete the record"), DANGER),
        "carried_out": (_("Shared and recorded"), ALLOW),
        "answered": (_("Not shared, and the person asking was answered"), PLAIN),
        "silent": (_("Not shared, and nobody was answered"), PLAIN),
        "withdrawn": (_("Withdrawn"), PLAIN),
    }
    title, tone = said[status]
    return Verdict(title % {"office": words.label("office", office)}, tone)


def proposal(decision: Decision, office: str) -> Verdict:
    """What the engine proposes, before anybody has decided."""
    said = {
        "share": (_("You can share this information"), ALLOW),
        "share_minimum": (_("You can share part of this, and no more"), ALLOW),
        "anonymise": (_("Share it without saying who it is"), REFER),
        "need_information": (_("Find out more before you decide"), REFER),
        "refer": (_("Refer this to the %(office)s"), REFER),
        "refuse": (_("Do not share this information"), REFUSE),
        "none_held": (_("We hold nothing of this to share"), PLAIN),
    }
    title, tone = said[decision.outcome]
    return Verdict(title % {"office": words.label("office", office)}, tone)


def wording(decision: Decision) -> str:
    """What to say to whoever asked, where even a refusal would tell them something; else nothing."""
    if not decision.neither_confirm_nor_deny:
        return ""
    return _(
        "We do not say whether we know anybody, whoever asks. If you need something from us, write to our office "
        "and say who you are, what you need and under which power. We will look at it and answer you."
    )


def telling(decision: Decision) -> str:
    """When the person is told that this is shared; nothing where there is nobody to tell."""
    if decision.tell_subject in {"not_applicable", "no"}:
        return ""
    return words.label("tell_subject", decision.tell_subject)


def effect(code: str) -> tuple[str, str]:
    """What a rule does to the answer, in words, and its tone."""
    return {
        "permit": (_("Supports sharing"), ALLOW),
        "bar": (_("Bars sharing"), REFUSE),
        "question": (_("Has to be established"), REFER),
        "refer": (_("Needs a second opinion"), REFER),
        "anonymise": (_("Anonymise first"), REFER),
        "missing": (_("Is not met"), PLAIN),
    }.get(code, (code, PLAIN))


def answer(code: str) -> tuple[str, str]:
    """What is answered for one category that is kept back, in words, and its tone."""
    return {
        "refuse": (_("Keep back"), REFUSE),
        "refer": (_("Keep back until it is decided"), REFER),
        "anonymise": (_("Only without saying who it is"), REFER),
        "question": (_("Keep back until it is established"), REFER),
    }.get(code, (code, PLAIN))
