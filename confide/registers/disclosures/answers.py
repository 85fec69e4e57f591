"""From what was typed to the public form of a situation, without asking anybody else.

- A question that was not answered leaves its key out, so that the engine takes the cautious value or asks for it.
- What the records know (standing, team, consent, who the person is) is added by `cases.situation`, never typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from confide.registers.disclosures.rules import check_is_stale

Answers = Mapping[str, Mapping[str, Any]]

STARTS = ("asked", "lado", "dbs", "hirer", "other")
KIND_TO_TELL = {"lado": "lado", "dbs": "dbs", "hirer": "hirer"}
THEIR_OWN = frozenset({"subject", "representative", "designated_other"})
IDENTIFIED = ("identity", "recipient_identity")
OUR_CALL = "emergency_service"


def asked_of_us(answers: Answers) -> bool:
    """Whether somebody asked; else we have to tell somebody."""
    return answers.get("start", {}).get("what", "asked") == "asked"


def recipient_page(answers: Answers) -> str:
    """The question that says who would receive it: the one about the asker where that is the same person."""
    same = asked_of_us(answers) and answers.get("who_asks", {}).get("receives")
    return "who_asks" if same else "who_receives"


def recipient(answers: Answers) -> Mapping[str, Any]:
    """What was typed about whoever would receive it."""
    return answers.get(recipient_page(answers), {})


def checked_too_long_ago(answers: Any, at: datetime) -> datetime | None:
    """When somebody was identified who has to be identified again before anything goes; None where nobody has."""
    pages = [answers.get(page, {}) for page in IDENTIFIED] if isinstance(answers, dict) else []
    times = [datetime.fromisoformat(page["checked_at"]) for page in pages if page.get("checked_at")]
    return min((time for time in times if check_is_stale(time, at)), default=None)


def our_own_call(answers: Answers) -> bool:
    """Whether we rang the emergency services ourselves, which proves who they are."""
    return not asked_of_us(answers) and recipient(answers).get("kind") == OUR_CALL


def action(answers: Answers) -> str:
    """The action that the engine is asked about."""
    kind = recipient(answers).get("kind")
    if kind in THEIR_OWN and answers.get("purpose", {}).get("purpose") == "own_information":
        return "give_own"
    return "comment_to_media" if kind == "media" else "disclose"


def situation_typed(answers: Answers) -> dict[str, Any]:
    """The typed part of the situation."""
    typed = {
        "action": action(answers),
        "initiated_by": "asked_of_us" if asked_of_us(answers) else "we_tell",
        "subject": _subject(answers),
        "requester": _party(answers, "who_asks", "identity") if asked_of_us(answers) else {},
        "recipient": _recipient(answers),
        **_what(answers),
        **_circumstances(answers),
    }
    return {key: value for key, value in typed.items() if value not in ({}, None, "")}


def _recipient(answers: Answers) -> dict[str, Any]:
    page = recipient_page(answers)
    party = _party(answers, page, "identity" if page == "who_asks" else "recipient_identity")
    needs = answers.get("purpose", {}).get("need_to_know")
    return _said({**party, "role": answers.get(page, {}).get("role"), "need_to_know": needs})


def _party(answers: Answers, page: str, check: str) -> dict[str, Any]:
    typed = answers.get(page, {})
    return _said(
        {
            "kind": typed.get("kind"),
            "organisation": typed.get("organisation"),
            "identity": answers.get(check, {}).get("level"),
        }
    )


def _subject(answers: Answers) -> dict[str, Any]:
    about = answers.get("about", {}).get("about")
    which = answers.get("which_person", {})
    unlisted = which.get("kind") if about == "person" and which.get("person") == "unlisted" else None
    consent = answers.get("consent", {}).get("why_none")
    return _said({"kind": "nobody" if about == "nobody" else unlisted, "consent": _said({"state": consent})})


def _what(answers: Answers) -> dict[str, Any]:
    ask = list(answers.get("categories", {}).get("ask", ()))
    none_held = answers.get("categories", {}).get("none_held")
    return {
        "ask": ask or None,
        "held": [] if none_held else None,
        "purpose": answers.get("purpose", {}).get("purpose"),
        "provider": _provider(answers.get("provider", {})),
    }


def _provider(typed: Mapping[str, Any]) -> dict[str, Any]:
    return _said({"kind": typed.get("kind"), "purpose": typed.get("purpose"), "consent": typed.get("consent")})


def _circumstances(answers: Answers) -> dict[str, Any]:
    instrument, risk = answers.get("instrument", {}), answers.get("risk", {})
    doubt = answers.get("doubt", {}).get("doubt")
    return {
        "instrument": _said({key: instrument.get(key) for key in ("kind", "verified", "covers")}),
        "risk": _said({"to": risk.get("to"), "level": risk.get("level")}),
        "judgements": _judgements(answers),
        "anonymisable": answers.get("anonymise", {}).get("anonymisable"),
        "doubt": None if doubt is None else doubt == "yes",
        "channel": answers.get("channel", {}).get("channel"),
    }


def _judgements(answers: Answers) -> dict[str, Any]:
    pages = ("weighing", "accurate", "telling", "harm")
    typed = {key: value for page in pages for key, value in answers.get(page, {}).items()}
    return _said({key: value for key, value in typed.items() if key != "why_not"})


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", {}, [])}
