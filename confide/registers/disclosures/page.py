"""Everything the decision page shows, worked out before the template is reached.

- Nothing is opened here: what was not opened shows as sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.domain.decision import SENT, Basis, Condition, Decision
from confide.door.policy import explained
from confide.people.models import Organisation
from confide.registers.disclosures import changing, history, since, verdict, words
from confide.registers.disclosures.answers import checked_too_long_ago
from confide.registers.disclosures.effects import MANAGING_DIRECTOR, office_of
from confide.registers.disclosures.models import DIFFERENCES
from confide.registers.disclosures.opened import Opened
from confide.web import words as web_words

ON_CALL = "colleague"
MAY_STILL_GO = frozenset({"asked", "with_office", "to_carry_out"})
INCIDENT = "2.12b"
CONFIRMED = ("label", "art6", "art9_10", "sch1", "exemption")


def shown(case: Any, facts: Any, if_approved: Decision | None = None) -> dict[str, Any]:
    """What can be said of a case to somebody for whom its decision was opened; and what an approval would come to."""
    decision = Decision.from_json(facts.decision)
    office = case.office or office_of(decision)
    banner = verdict.verdict(case.status, facts, decision, office)
    return {
        "title": banner.title,
        "tone": banner.tone,
        "lead": verdict.lead(case.status, decision),
        "proposed": verdict.proposal(decision, office).title,
        "wording": verdict.wording(decision),
        "tell_subject": verdict.telling(decision),
        "danger": facts.risk_level == "immediate",
        "decided_at": facts.decided_at,
        "reasons": list(_reasons(decision)),
        "conditions": list(_conditions(_explained(decision, facts.situation))),
        "categories": list(_categories(decision, facts)),
        "basis_confirmed": bool(facts.basis),
        "if_approved": basis_lines(if_approved) if if_approved else [],
        "duties": [_duty(duty) for duty in decision.duties],
        "remedies": [_(remedy) for remedy in decision.remedies],
        "questions": [_(question.text) for question in decision.questions],
        "would_change": changing.changes(decision, facts),
        "would_change_before": _(words.wording("would_change", "", "before")),
        "cut_short": _(words.wording("would_change", "", "cut_short")) if decision.cut_short else "",
        "who_decides": _who_decides(case, decision, office),
        "faults": bool(decision.faults),
        **_became(case, facts),
    }


def _reasons(decision: Decision) -> Iterable[dict[str, Any]]:
    for reason in decision.reasons:
        said, tone = verdict.effect(reason.effect)
        yield {
            "clause": first(reason.clause),
            "url": _clause_url(reason.clause),
            "text": _(reason.text),
            "effect": said,
            "tone": tone,
            "categories": words.labels("category", reason.categories),
        }


def first(clauses: str) -> str:
    """The clause that leads, of several apart by spaces."""
    return clauses.partition(" ")[0]


def _clause_url(clause: str) -> str:
    return reverse("policy-detail", args=[first(clause)])


def _explained(decision: Decision, situation: Any) -> Decision:
    """With every condition, where the situation was opened for whoever reads this."""
    return explained(decision, situation) if isinstance(situation, dict) and situation else decision


def _conditions(decision: Decision) -> Iterable[dict[str, Any]]:
    for reason in decision.reasons:
        if reason.conditions:
            yield {"rule": _(reason.text), "conditions": [_condition(item) for item in reason.conditions]}


def _condition(condition: Condition) -> dict[str, Any]:
    held = {True: _("so it is"), False: _("not so"), None: _("not reached")}[condition.held]
    return {"text": _(condition.text), "held": held, "of": [_condition(item) for item in condition.of]}


def _categories(decision: Decision, facts: Any) -> Iterable[dict[str, Any]]:
    proposed = {basis.category: basis for basis in decision.basis}
    for category in decision.release:
        confirmed = (facts.basis or {}).get(category)
        yield {
            "label": words.label("category", category),
            "answer": _("May go"),
            "tone": verdict.ALLOW,
            "basis": _said(confirmed) if confirmed else _proposed(proposed.get(category)),
        }
    for kept in decision.withhold:
        said, tone = verdict.answer(kept.answer)
        yield {"label": words.label("category", kept.category), "answer": said, "tone": tone, "basis": ""}


def basis_lines(decision: Decision) -> list[dict[str, str]]:
    """What goes and on which proposed basis, for whoever confirms it."""
    return [{"label": words.label("category", basis.category), "basis": _proposed(basis)} for basis in decision.basis]


def _proposed(basis: Basis | None) -> str:
    return "" if basis is None else _said({name: getattr(basis, name) for name in CONFIRMED})


def _said(basis: Mapping[str, str]) -> str:
    return "; ".join(_(basis[name]) for name in CONFIRMED if basis.get(name))


def _duty(duty: Any) -> dict[str, Any]:
    return {
        "code": duty.duty,
        "text": _(duty.text),
        "clause": duty.clause,
        "url": _clause_url(duty.clause),
        "clock": _clock(duty.clock, duty.starts),
    }


def _clock(code: str, starts: str) -> str:
    said = {
        "now": _("Now"),
        "2_hours": _("Within 2 hours"),
        "24_hours": _("Within 24 hours"),
        "1_working_day": _("Within 1 working day"),
        "same_or_next_business_day": _("The same or the next business day"),
        "3_business_days": _("Within 3 business days"),
    }.get(code, "")
    return _("%(within)s after it went") % {"within": said} if said and starts == SENT else said


def _who_decides(case: Any, decision: Decision, office: str) -> str:
    name = words.label("office", office)
    if decided := history.decided(case):
        return decided
    if case.status == "with_office":
        return _("The %(office)s decides: %(who)s, by %(by)s.") % {
            "office": name,
            "who": case.decider.name if case.decider else "–",
            "by": moment(case.due_at),
        }
    if decision.outcome == "refer":
        return _("This is not yours to decide alone. The %(office)s decides.") % {"office": name}
    if offices := {reason.refer for reason in decision.reasons if reason.effect == "refer"}:
        named = words.label("office", offices.pop() if len(offices) == 1 else MANAGING_DIRECTOR)
        return _("Find out what is missing first. Then it is the %(office)s who decides, not you alone.") % {
            "office": named
        }
    if decision.escalation.mode == "inform":
        told = words.label("office", decision.escalation.office)
        return _("You decide, and are accountable for it. The %(office)s is told of it.") % {"office": told}
    return _("You decide, and are accountable for it. In doubt, ask the Managing Director.")


def _became(case: Any, facts: Any) -> dict[str, Any]:
    opened = facts.sent if isinstance(facts.sent, list) else [{"category": code} for code in facts.sent_categories]
    sent = [{**item, "label": words.label("category", item["category"])} for item in opened]
    return {
        "sent": sent,
        "sent_how": _sent_how(facts) if sent else "",
        "differences": ", ".join(str(dict(DIFFERENCES).get(code, code)) for code in facts.differences),
        "afterwards": bool(sent) and history.was_recorded_afterwards(case),
        "incident": web_words.clause(INCIDENT),
        "answered": _answered(facts),
        "reasons_given": facts.reasons,
        "office_question": facts.office_question,
        "office_reasons": facts.office_reasons,
    }


def _sent_how(facts: Any) -> str:
    said = _("To %(who)s, on %(when)s, by: %(channel)s. %(told)s")
    values = {
        "who": facts.sent_to,
        "when": moment(facts.sent_at),
        "channel": words.label("channel", facts.sent_channel),
    }
    return said % {**values, "told": _in_confidence(facts)}


def _in_confidence(facts: Any) -> str:
    if not facts.told_in_confidence:
        return _("They were not told that it is in confidence.")
    return {
        True: _("Told that it is in confidence, and accepted."),
        False: _("Told that it is in confidence, and not accepted."),
    }.get(facts.accepted, _("Told that it is in confidence; whether they accept that was not asked."))


def _answered(facts: Any) -> str:
    if facts.silence_reason:
        return str(facts.silence_reason)
    if not facts.answered_how:
        return ""
    values = {"when": moment(facts.answered_at), "how": words.label("channel", facts.answered_how)}
    return _("On %(when)s, by: %(how)s.") % values + f"\n{facts.answer}"


def moment(at: datetime | None) -> str:
    """A moment as people say it; a dash where there is none."""
    return date_format(timezone.localtime(at), "l j F Y, H:i") if at else "–"


def subtitle(found: Opened) -> str:
    """About whom, and asked for by whom: with names only where they are open."""
    case, facts = found.case, found.facts
    about = _about(found)
    asker = facts.requester_name if found.names else ""
    if facts.initiated_by == "asked_of_us":
        kind = words.label("requester", facts.requester_kind)
        said = (
            _("%(reference)s about %(about)s, asked for by %(asker)s (%(kind)s)")
            if asker
            else _("%(reference)s about %(about)s, asked for by: %(kind)s")
        )
        return said % {"reference": case.reference, "about": about, "asker": asker, "kind": kind}
    kind = words.label("requester", facts.recipient_kind)
    return _("%(reference)s about %(about)s, to be told: %(kind)s") % {
        "reference": case.reference,
        "about": about,
        "kind": kind,
    }


def _about(found: Opened) -> str:
    case = found.case
    if found.person is not None:
        return words.person(found.person)
    if case.person_id:
        return _("somebody whose name is not opened")
    if case.subject_staff_id:
        return str(case.subject_staff) if found.names else _("a member of staff")
    unlisted = (found.facts.answers or {}).get("which_person", {}) if found.names else {}
    if unlisted:
        return str(unlisted.get("name") or _("somebody who was not named"))
    return _("nobody on our records")


def old_check(case: Any, facts: Any, at: datetime) -> str:
    """That whoever would receive it was identified too long ago, as long as it may still go."""
    checked_at = checked_too_long_ago(facts.answers, at) if case.status in MAY_STILL_GO else None
    if checked_at is None:
        return ""
    said = _("Who they are was checked on %(when)s. A check holds for 24 hours: check it again before anything goes.")
    return said % {"when": moment(checked_at)}


def another_consent(case: Any, facts: Any, reader: Any, at: datetime) -> str:
    """That the consent has changed since, for those who decide or send, as long as it may still go."""
    theirs = reader.id in {case.opened_by_id, case.owner_id} or case.waits_for(reader)
    if not theirs or case.status not in MAY_STILL_GO or not since.is_consent_another(case, facts, at):
        return ""
    return _("The consent on record has changed since this was asked, so the answer may be another. Share nothing yet.")


def on_call() -> str:
    """The number of the on-call manager: from our own directory, never from a request."""
    number = Organisation.objects.filter(kind=ON_CALL).exclude(published_number="").order_by("name").first()
    return number.published_number if number else _("see the rota on the office wall")


def preferred(facts: Any, status: str) -> list[str]:
    """The steps in the order in which the answer suggests them."""
    if status != "asked":
        return ["take_up", "approve", "refuse", "carry_out", "complete_the_record", "answer_the_asker"]
    return {
        "share": ["decide_to_share"],
        "share_minimum": ["decide_to_share"],
        "refer": ["refer"],
        "need_information": ["ask_again"],
        "anonymise": ["ask_again"],
    }.get(facts.outcome, ["decide_not_to_share"])
