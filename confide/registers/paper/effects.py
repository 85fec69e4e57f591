"""What each step does: says where the paper is and until when, and lets it end in the ways that there are.

- While it is out, the case belongs to whoever has it, and so it is handed over when they leave.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.models import Case
from confide.cases.register import named
from confide.cases.taking import Taking
from confide.domain import retention
from confide.domain.clock import due_at, end_of
from confide.domain.refusal import Refused
from confide.door.retention import holding_class, rule_for, rules, schedule
from confide.people.models import Staff
from confide.records.held_as import class_under
from confide.records.holdings import bars
from confide.records.shredded import check_shredded
from confide.registers.paper.models import Paper
from confide.registers.paper.rules import (
    LOOKED_INTO_WITHIN,
    OFFICES,
    RULE,
    RULES,
    SOON_GONE,
    may_be_out_until,
)

CABINET, DISCLOSURE = "cabinet", "disclosure"
LOOK_INTO_IT = "look_into_it"


def record(taking: Taking) -> None:
    """Write down what it is and where it belongs; what is soon gone has its day from now on."""
    facts, case, today = taking.facts, taking.case, timezone.localdate(taking.at)
    _cabinet(facts)
    if facts.written_on is None or facts.written_on > today:
        raise ValidationError({"written_on": _("Say when it was written; this day is missing, or yet to come.")})
    if not facts.category and facts.kind not in SOON_GONE:
        raise ValidationError({"category": _("Say what is in it, so that it is known how long it is kept.")})
    rule = _rule(facts, case)
    facts.held_as = (
        class_under(rule, case.person, facts.written_on) if case.person else holding_class(rule, facts.written_on)
    )
    facts.destroy_by = _destroy_by(facts) if facts.kind in SOON_GONE else None
    taking.data |= {"kind": facts.kind, "held_as": facts.held_as}
    _at_rest(taking)


def take_out(taking: Taking) -> None:
    """Somebody has it until a time that they say; a key holder opened the cabinet."""
    facts, actor = taking.facts, taking.actor
    holders = _cabinet(facts).key_holders.split(", ")
    opened = facts.unlocked_by.strip() or actor.username
    if opened not in holders:
        said = _("Only who holds a key unlocks it: {names}.").format(names=", ".join(holders))
        raise ValidationError({"unlocked_by": said})
    facts.unlocked_by = opened
    _with(taking, actor)


def carry_off_site(taking: Taking) -> None:
    """It leaves the building, with somebody who keeps it by them."""
    facts = taking.facts
    if taking.case.status == RULES.workflow.initial:
        take_out(taking)
    if facts.stays_with_me is not True:
        raise ValidationError(
            {"stays_with_me": _("Nothing is left in a vehicle with nobody in it. Take it with you, or leave it here.")}
        )
    taking.data["carried"] = facts.carried
    _with(taking, taking.actor)


def keep_longer(taking: Taking) -> None:
    _with(taking, taking.case.owner)


def give_to_a_colleague(taking: Taking) -> None:
    """Somebody else has it from now on, until the same time."""
    facts = taking.facts
    colleague = Staff.objects.filter(username=facts.colleague.strip()).first()
    if colleague is None or colleague == taking.actor or not colleague.works_at(taking.at):
        raise ValidationError({"colleague": _("Nobody else here has this user name.")})
    facts.colleague, taking.case.owner = colleague.username, colleague


def bring_back(taking: Taking) -> None:
    """It is in its place again; what is not in it any more is looked into."""
    _at_rest(taking)
    if taking.facts.complete is False:
        _look_into_it(taking)


def move(taking: Taking) -> None:
    """It belongs somewhere else from now on."""
    _cabinet(taking.facts)


def report_unsafe(taking: Taking) -> None:
    """It lay where it should not; it is looked into whether somebody saw it."""
    taking.facts.unsafe_on = timezone.localdate(taking.at)
    taking.data["left_where"] = taking.facts.left_where
    _look_into_it(taking)


def report_missing(taking: Taking) -> None:
    """An office hears of it now."""
    taking.facts.back_by = None
    for office in OFFICES:
        try:
            taking.office(office)
            break
        except Refused:
            continue
    taking.due(due_at(LOOKED_INTO_WITHIN, taking.at))


def find_it(taking: Taking) -> None:
    taking.office("")
    bring_back(taking)


def give_up_the_search(taking: Taking) -> None:
    """It is lost; that is a breach of somebody's confidence, to be handled as one."""
    taking.office("")
    taking.due(None)
    _look_into_it(taking)


def shred(taking: Taking) -> None:
    """What was written for a while is destroyed when its work is done. A file goes by a disposal only."""
    facts, case = taking.facts, taking.case
    if facts.kind not in SOON_GONE:
        raise Refused("A file is destroyed by a disposal, to which two people agree.", ("2.8i", "2.8j"))
    holding = (case.holder(), facts.held_as)
    # Other paper that is away does not keep this from its day.
    if stopped := [bar for bar in bars([holding]).get(holding, []) if bar.why != RULES.title]:
        references = ", ".join(sorted({bar.reference for bar in stopped}))
        raise Refused("It must be kept while {references} is open.", ("2.8j",), references=references)
    check_shredded(facts, [RULE, _rule(facts, case)], taking.actor, taking.at)
    taking.data["paper_level"] = facts.paper_level
    _gone(taking)


def hand_on(taking: Taking) -> None:
    """It goes to somebody outside, with a disclosure about the same person that was carried out."""
    facts, case = taking.facts, taking.case
    facts.disclosure = facts.disclosure.strip().upper()
    found = Case.objects.filter(register=DISCLOSURE, reference=facts.disclosure).first()
    if found is None or found.status != "carried_out" or found.person_id != case.person_id:
        said = _("There is no disclosure about the same person with this reference that was carried out.")
        raise ValidationError({"disclosure": said})
    taking.data["with"] = found.reference
    _gone(taking)


def _cabinet(facts: Paper) -> Paper:
    """The cabinet that it belongs in. Raises ValidationError."""
    cabinets = named(CABINET).facts.objects
    found = cabinets.filter(case__reference=facts.cabinet, case__closed_at=None).first()
    if found is None:
        raise ValidationError({"cabinet": _("There is no cabinet in use with this reference.")})
    return found


def _with(taking: Taking, who: Staff) -> None:
    facts = taking.facts
    if not may_be_out_until(facts.back_by, taking.at):
        raise ValidationError({"back_by": _("Choose a time to come, two weeks from now at the latest.")})
    taking.case.owner = who
    taking.due(_first(facts.back_by, facts.destroy_by))


def _at_rest(taking: Taking) -> None:
    taking.facts.back_by = None
    taking.due(_first(None, taking.facts.destroy_by))


def _gone(taking: Taking) -> None:
    taking.facts.back_by = None
    taking.due(None)


def _first(back_by: datetime | None, destroy_by: object) -> datetime | None:
    ends = [back_by, end_of(destroy_by) if destroy_by else None]
    return min((end for end in ends if end), default=None)


def _look_into_it(taking: Taking) -> None:
    """Once, until it was done."""
    if not any(duty.code == LOOK_INTO_IT and duty.done_at is None for duty in taking.earlier()):
        taking.duty(LOOK_INTO_IT, "2.8g", due_at(LOOKED_INTO_WITHIN, taking.at))


def _rule(facts: Paper, case: Case) -> str:
    """The row of the schedule that it is kept by."""
    if facts.kind in SOON_GONE:
        return RULE
    return rule_for(facts.category, case.person.kind if case.person else "nobody")


def _destroy_by(facts: Paper) -> object:
    """The day by which its work is done."""
    circumstances = frozenset({"same_day"} if SOON_GONE[facts.kind] else ())
    known = retention.Happened({"recorded": facts.written_on})
    found = retention.due(rules(facts.written_on)[RULE], known, schedule().calendar, circumstances)
    if isinstance(found, retention.Waiting):
        raise Refused("How long this is kept cannot be said.", ("2.8k",))
    return found.on


def sample(step: str, at: datetime) -> dict[str, object]:
    """What one would type for a step."""
    back = at + timedelta(hours=6)
    typed: dict[str, dict[str, object]] = {
        "open": {
            "kind": "notebook",
            "cabinet": "CB-00001",
            "written_on": timezone.localdate(at) - timedelta(days=2),
            "what": "Blue notebook, Harrow Road round",
        },
        "take_out": {"why_out": "Review with the family this afternoon.", "back_by": back},
        "carry_off_site": {
            "to_where": "The day centre and back",
            "carried": "by_hand",
            "stays_with_me": True,
            "back_by": back,
        },
        "bring_back": {"complete": True},
        "give_to_a_colleague": {"colleague": "ben"},
        "keep_it_longer": {"back_by": back, "why_out": "The review goes on tomorrow."},
        "move": {"cabinet": "CB-00001"},
        "report_unsafe": {"left_where": "desk", "what_happened": "It lay on the printer when I came in."},
        "report_missing": {"what_happened": "Not in the cabinet, and nobody has signed for it."},
        "find_it": {"what_happened": "It had slipped behind the drawer.", "complete": True},
        "give_up_the_search": {"what_was_done": "Searched both offices; the person was told."},
        "shred": {"paper_level": "P-5", "shredded_on": timezone.localdate(at), "witness": "ben"},
        "hand_on": {"disclosure": "DI-00001"},
    }
    return typed.get(step, {})
