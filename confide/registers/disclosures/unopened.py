"""What a case still says where nothing of it opens for whoever asked or shared: in codes, which name nobody.

- Whoever has no agreement, induction or training yet may share the least that helps in an emergency. So they are shown
  what that is, whom to ring and what has to be done, whatever else stays shut.
"""

from __future__ import annotations

from typing import Any

from confide.people.models import Staff
from confide.registers.disclosures import history, page, words
from confide.registers.disclosures.opened import Opened, works_on


def shown(found: Opened, actor: Staff) -> dict[str, Any]:
    """What the page shows beside the reason why the rest is sealed."""
    case, facts = found.case, found.facts
    danger = facts.risk_level == "immediate"
    view: dict[str, Any] = {"danger": danger, "on_call": page.on_call()}
    if not works_on(case, actor):
        return view
    if case.status == "to_complete":
        view["tell_now"] = words.labels("category", facts.release)
        view["tell_whom"] = words.label("requester", facts.recipient_kind)
    view["share_first"] = danger and case.status == "asked"
    # Ticking asks for the same standing as opening does; what has to be done is in view without it.
    view["kept_duties"] = [{**duty, "tick": ""} for duty in history.duties(case, facts, found.duties)]
    return view
