"""How the decision page says what the matter is: one sentence, its tone, and what to say to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.domain.decision import Decision
from confide.registers.disclosures import words
from confide.web import words as web_words

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
        return Verdict(_("Shared otherwise than the policy would have it"), REFUSE)
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


def became(case: Case, facts: Any) -> str:
    """The same in a few words for a list, where nothing is opened: what became of it, and not what was proposed."""
    if case.status == "asked":
        return _("Proposed: %(answer)s") % {"answer": words.label("outcome", facts.outcome).lower()}
    if case.status == "carried_out" and facts.sent_as_decided is False:
        return _("Shared otherwise than decided")
    return {
        "carried_out": _("Shared and recorded"),
        "answered": _("Not shared; answered"),
        "silent": _("Not shared; nobody was answered"),
        "to_carry_out": _("To be shared"),
        "to_answer": _("Not to be shared"),
    }.get(case.status) or web_words.code(case.status)


TONES = {"share": ALLOW, "share_minimum": ALLOW, "none_held": PLAIN, "refuse": REFUSE}


def proposal(decision: Decision, office: str) -> Verdict:
    """What the engine proposes, before anybody has decided."""
    if decision.outcome == "refer":
        return Verdict(_("Refer this to the %(office)s") % {"office": words.label("office", office)}, REFER)
    return Verdict(_(words.wording("outcome", decision.outcome, "title")), TONES.get(decision.outcome, REFER))


def lead(status: str, decision: Decision) -> str:
    """What the proposal means for whoever reads it; nothing once somebody has decided."""
    return _(words.wording("outcome", decision.outcome, "lead")) if status == "asked" else ""


def wording(decision: Decision) -> dict[str, str]:
    """What to say to whoever asked, where even a refusal would tell them something; else nothing."""
    if not decision.neither_confirm_nor_deny:
        return {}
    return {name: _(words.wording("neither_confirm_nor_deny", "", name)) for name in ("title", "lead")}


def telling(decision: Decision) -> str:
    """When the person is told that this is shared; nothing where there is nobody to tell."""
    if decision.tell_subject in {"not_applicable", "no"}:
        return ""
    return words.label("tell_subject", decision.tell_subject)


EFFECTS = {"permit": ALLOW, "bar": REFUSE, "question": REFER, "refer": REFER, "anonymise": REFER}


def effect(code: str) -> tuple[str, str]:
    """What a rule does to the answer, in words, and its tone."""
    return _(words.wording("effect", code, "label")), EFFECTS.get(code, PLAIN)


def answer(code: str) -> tuple[str, str]:
    """What is answered for one category that is kept back, in words, and its tone."""
    return {
        "refuse": (_("Keep back"), REFUSE),
        "refer": (_("Keep back until it is decided"), REFER),
        "anonymise": (_("Only without saying who it is"), REFER),
        "question": (_("Keep back until it is established"), REFER),
    }.get(code, (code, PLAIN))
