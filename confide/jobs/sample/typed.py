"""What a member of staff of the sample typed: the answers page by page, and the situation that they amount to."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from confide.people.models import Organisation, Person

METHODS = {
    "L0": "not_checked",
    "L1": "known_to_us",
    "L2": "called_back",
    "L3": "called_back_and_confirmed",
    "L4": "reference_confirmed",
    "failed": "check_failed",
}
LOOKED_UP = frozenset({"L2", "L3", "L4"})
DONE = (
    "tell_subject_before",
    "tell_subject_after",
    "inform_managing_director",
    "keep_order",
    "ring_on_call_manager",
    "ring_999",
)
"""The duties that are ticked when something has gone. What is not told yet stays to be reviewed."""
JUDGED = ("best_interest", "wellbeing", "proportionate", "less_intrusive", "consequences")


def opening(
    kind: Mapping[str, Any], person: Person, body: Organisation | None, name: str, at: datetime
) -> dict[str, Any]:
    """Everything that opens the case: answers, situation and names."""
    tells = kind.get("initiated_by") == "we_tell"
    return {
        "answers": _answers(kind, person, body, name, at),
        "situation": _situation(kind, body, at, tells=tells),
        "requester_name": "" if tells else name,
        "recipient_name": name,
    }


def _situation(kind: Mapping[str, Any], body: Organisation | None, at: datetime, *, tells: bool) -> dict[str, Any]:
    said = kind["situation"]
    party = {"kind": kind["body"], "identity": said["recipient"]["identity"], "organisation": body.name if body else ""}
    situation = {
        "action": "disclose",
        "initiated_by": "we_tell" if tells else "asked_of_us",
        **said,
        "recipient": {**party, **said["recipient"]},
        "ask": kind["ask"],
        "held": kind.get("held", kind["ask"]),
        "purpose": kind["purpose"],
        "judgements": {**said.get("judgements", {}), "accurate_on": at.date().isoformat()},
    }
    return situation if tells else {**situation, "requester": party}


def _answers(
    kind: Mapping[str, Any], person: Person, body: Organisation | None, name: str, at: datetime
) -> dict[str, Any]:
    said = kind["situation"]
    judged = said.get("judgements", {})
    who = {"kind": kind["body"], "name": name, "organisation": body.name if body else ""}
    return {
        **_start(kind, who, _identity(said["recipient"]["identity"], body, at)),
        "about": {"about": "person"},
        "which_person": {"person": str(person.pk)},
        "categories": {"ask": kind["ask"], "none_held": kind.get("held") == []},
        "purpose": {"purpose": kind["purpose"], "why": kind["says"], "need_to_know": said["recipient"]["need_to_know"]},
        **({"consent": {"why_none": kind["consent"]}} if kind["consent"] in WHY_NONE else {}),
        **({"instrument": said["instrument"]} if "instrument" in said else {}),
        **({"risk": said["risk"]} if "risk" in said else {}),
        **({"anonymise": {"anonymisable": said["anonymisable"]}} if "anonymisable" in said else {}),
        "weighing": {code: judged[code] for code in JUDGED if code in judged},
        "accurate": {"accurate_on": at.date().isoformat()},
        **({"telling": {"telling_safe": judged["telling_safe"]}} if "telling_safe" in judged else {}),
        "channel": {"channel": said["channel"]},
    }


WHY_NONE = frozenset({"unsafe_to_seek", "not_applicable"})


def _start(kind: Mapping[str, Any], who: Mapping[str, Any], identity: Mapping[str, Any]) -> dict[str, Any]:
    if kind.get("initiated_by") == "we_tell":
        return {"start": {"what": "other"}, "who_receives": dict(who), "recipient_identity": dict(identity)}
    return {"start": {"what": "asked"}, "who_asks": {**who, "receives": True}, "identity": dict(identity)}


def _identity(level: str, body: Organisation | None, at: datetime) -> dict[str, Any]:
    check: dict[str, Any] = {"method": METHODS[level], "level": level, "checked_at": at.isoformat()}
    if level in LOOKED_UP and body is not None:
        check |= {"source": "directory", "organisation": str(body.pk), "confirmed_by": "The switchboard"}
    return check


def went(categories: list[str], name: str, channel: str, at: datetime) -> dict[str, Any]:
    """What is typed once it has gone: each category with a fingerprint, told in confidence and accepted."""
    return {
        "sent": [
            {
                "category": code,
                "sha256": hashlib.sha256(f"{code} {at}".encode()).hexdigest(),
                "what": "The page asked for",
            }
            for code in categories
        ],
        "sent_to": name,
        "sent_at": at,
        "sent_channel": channel,
        "marked": True if channel.startswith("post") else None,
        "tracking_number": "SD 0000 0000 0GB" if channel.startswith("post") else "",
        "told_in_confidence": True,
        "accepted": True,
        "to_the_recipient_decided": True,
        "duties": DONE,
    }
