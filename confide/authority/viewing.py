"""Which categories of information may be looked at for a purpose, and why the others may not."""

from __future__ import annotations

from collections.abc import Mapping

from confide.authority import reasons
from confide.authority.outcome import REFUSE, Answer
from confide.authority.pack import Pack
from confide.authority.situation import Situation
from confide.authority.slice import Parts
from confide.authority.verdicts import Verdict, ask
from confide.domain.decision import Reason

UNCLEAR = Reason("", "", "The policy could not work this out, so it is not allowed.", "bar", ())
Why = Mapping[str, tuple[Reason, ...]]


def withheld(situation: Situation, pack: Pack) -> Why:
    """For each category that is asked for the reasons against it; none where it may be looked at."""
    verdicts = ask([(situation, category) for category in situation.asked], Parts(pack))
    return {verdict.category: _why(situation, verdict, pack) for verdict in verdicts}


def _why(situation: Situation, verdict: Verdict, pack: Pack) -> tuple[Reason, ...]:
    if verdict.faults:
        return (UNCLEAR,)
    if verdict.allowed:
        return ()
    return reasons.reasons(situation.action, [Answer(verdict, REFUSE)], pack) or (UNCLEAR,)
