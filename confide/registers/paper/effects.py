"""What each step does: says where the paper is and until when, and lets it end in the ways that there are.

- While it is out, the case belongs to whoever has it, and so it is handed over when they leave.
- What happened is kept in the timeline as well, since the next answer takes the place of the last.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases.keeping import kept
from confide.cases.models import Case, CaseEvent
from confide.cases.register import named
from confide.cases.taking import Taking
from confide.domain import retention
from confide.domain.clock import due_at, end_of
from confide.domain.refusal import Refused
from confide.door.reading import reading, system
from confide.door.retention import holding_class, rule_for, rules, schedule
from confide.people.models import Staff
from confide.people.readers import reader_for
from confide.records.held_as import class_under
from confide.records.holdings import WHOLE, bars
from confide.records.shredded import check_shredded
from confide.registers.paper.keeping import away
from confide.registers.paper.models import Paper
from confide.registers.paper.rules import (
    LOOKED_INTO_WITHIN,
    OFFICES,
    RULE,
    SOON_GONE,
    VISITORS_BOOK,
    latest_back,
)

CABINET, DISCLOSURE = "cabinet", "disclosure"
LOOK_INTO_IT = "look_into_it"
TAKE_OUT = "take_out"


def record(taking: Taking) -> None:
    """Write down what it is and where it belongs; what is soon gone has its day from now on."""
    facts, case, today = taking.facts, taking.case, timezone.localdate(taking.at)
    _cabinet(facts)
    if facts.written_on is None or facts.written_on > today:
        raise ValidationError({"written_on": _("Say when it was written; this day is missing, or yet to come.")})
    if facts.kind not in SOON_GONE:
        _is_a_file(taking)
    rule = RULE if facts.kind in SOON_GONE else rule_for(facts.category, case.person.kind)
    on = facts.written_on
    facts.held_as = class_under(rule, case.person, on) if case.person else holding_class(rule, on)
    facts.destroy_by = _destroy_by(facts, today) if facts.kind in SOON_GONE else None
    taking.data |= {"kind": facts.kind, "held_as": facts.held_as}
    _at_rest(taking)


def take_out(taking: Taking) -> None:
    """Somebody has it until a time that they say; a key holder opened the cabinet."""
    facts, actor = taking.facts, taking.actor
    with system("see who holds a key"):
        cabinet = named(CABINET).facts.objects.filter(case__reference=facts.cabinet).first()
        holders = Staff.objects.filter(username__in=cabinet.key_holders.split(", ") if cabinet else ())
        here = sorted(who.username for who in holders if who.works_at(taking.at))
    opened = str(taking.given.get("unlocked_by") or "").strip() or actor.username
    if opened not in here:
        said = _("Only who holds a key unlocks it: {names}.").format(names=", ".join(here))
        raise ValidationError({"unlocked_by": said})
    facts.unlocked_by = opened
    _tell(taking, facts.why_out)
    _with(taking, actor)


def carry_off_site(taking: Taking) -> None:
    """It leaves the building, with the one who signed for it and who keeps it by them."""
    facts = taking.facts
    if facts.stays_with_me is not True:
        raise ValidationError(
            {"stays_with_me": _("Nothing is left in a vehicle with nobody in it. Take it with you, or leave it here.")}
        )
    taking.data["carried"] = facts.carried
    _with(taking, taking.actor)


def keep_longer(taking: Taking) -> None:
    """The same person has it for longer, for a reason that the timeline keeps, until it has been out for too long."""
    _tell(taking, taking.facts.why_out)
    _with(taking, taking.case.owner)


def give_to_a_colleague(taking: Taking) -> None:
    """Somebody else of those who see it has it from now on, until the same time; the timeline says who."""
    facts, case = taking.facts, taking.case
    colleague = Staff.objects.filter(username=facts.colleague.strip()).first()
    if colleague is None or colleague == taking.actor or not _may_have_it(colleague, taking):
        raise ValidationError({"colleague": _("Name a colleague who works with this person and sees this paper.")})
    facts.colleague, case.owner = colleague.username, colleague
    _tell(taking, _("To {name}.").format(name=colleague.name))


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
    _tell(taking, taking.facts.what_happened)
    _look_into_it(taking)


def report_missing(taking: Taking) -> None:
    """An office hears of it now."""
    taking.facts.back_by = None
    _tell(taking, taking.facts.what_happened)
    for office in OFFICES:
        try:
            taking.office(office)
            break
        except Refused:
            continue
    taking.due(due_at(LOOKED_INTO_WITHIN, taking.at))


def find_it(taking: Taking) -> None:
    """It is in its place again; where it was meanwhile is looked into."""
    taking.office("")
    _tell(taking, taking.facts.what_happened)
    _at_rest(taking)
    _look_into_it(taking)


def give_up_the_search(taking: Taking) -> None:
    """It is lost; that is a breach of somebody's confidence, to be handled as one."""
    taking.office("")
    taking.due(None)
    _look_into_it(taking)


def by_disposal_only(facts: Paper) -> Refused | None:
    """A file is never shredded on its own, by whomever."""
    if facts.kind in SOON_GONE:
        return None
    return Refused("A file is destroyed by a disposal, to which two people agree.", ("2.8i", "2.8j"))


def shred(taking: Taking) -> None:
    """What was written for a while is destroyed when its work is done."""
    facts = taking.facts
    _nothing_stops_it(taking)
    check_shredded(facts, [RULE] if facts.kind == VISITORS_BOOK else None, taking.actor, taking.at)
    if facts.shredded_on < facts.written_on:
        raise ValidationError({"shredded_on": _("It was written after that day.")})
    taking.data["paper_level"] = facts.paper_level
    _gone(taking)


def hand_on(taking: Taking) -> None:
    """It goes to somebody outside, with a disclosure about the same person that was carried out."""
    facts, case = taking.facts, taking.case
    facts.disclosure = facts.disclosure.strip().upper()
    about = {"register": DISCLOSURE, "status": "carried_out", "person": case.person_id}
    if not case.person_id or not Case.objects.filter(reference=facts.disclosure, **about).exists():
        said = _("There is no disclosure about the same person with this reference that was carried out.")
        raise ValidationError({"disclosure": said})
    _nothing_stops_it(taking)
    taking.data["with"] = facts.disclosure
    _gone(taking)


def _is_a_file(taking: Taking) -> None:
    """Raises ValidationError unless it is known how long it is kept."""
    wrong = {}
    if not taking.facts.category:
        wrong["category"] = _("Say what is in it, so that it is known how long it is kept.")
    if taking.case.person is None:
        wrong["person_reference"] = _("A file is about somebody. For anything else choose another kind.")
    if wrong:
        raise ValidationError(wrong)


def _may_have_it(colleague: Staff, taking: Taking) -> bool:
    """Whether somebody sees this case without its being given to them, and is not whom it is about."""
    with reading(reader_for(colleague, taking.at)):
        seen = Case.objects.filter(pk=taking.case.pk).exists()
    return seen and colleague.pk != taking.case.subject_staff_id and colleague.works_at(taking.at)


def _nothing_stops_it(taking: Taking) -> None:
    """Raises Refused while a hold, or anything else open about the person, keeps everything about them."""
    holding = (taking.case.holder(), WHOLE)
    # Paper that is away, this or other, does not keep this from its day.
    with system("tell paper that is away from what keeps it"):
        papers = {bar.reference for bar in away([holding[0]])}
    stopped = [bar for bar in bars([holding]).get(holding, []) if bar.reference not in papers]
    if stopped:
        raise kept(stopped, taking.case.reference)


def _cabinet(facts: Paper) -> None:
    """Hold the cabinet that it belongs in until the end of the transaction. Raises ValidationError without one."""
    cabinets = Case.objects.select_for_update(of=("self",)).filter(register=CABINET, closed_at=None)
    if cabinets.filter(reference=facts.cabinet).first() is None:
        raise ValidationError({"cabinet": _("There is no cabinet in use with this reference.")})


def _with(taking: Taking, who: Staff) -> None:
    facts = taking.facts
    _in_time(facts.back_by, taking)
    taking.case.owner = who
    taking.due(_first(facts.back_by, facts.destroy_by))


def _in_time(back_by: datetime | None, taking: Taking) -> None:
    """Raises ValidationError for a time that is past or missing, or by which it has been out for too long."""
    paper, at = schedule().paper, taking.at
    latest = latest_back(at, _out_since(taking), paper.days_out, paper.days_out_in_all)
    if latest <= at:
        said = _("It has been out for {days} days. Bring it back; whoever needs it still takes it out again.")
        raise ValidationError({"back_by": said.format(days=paper.days_out_in_all)})
    if back_by is None or not at < back_by <= latest:
        said = _("Choose a time to come, and no later than {latest}.")
        raise ValidationError({"back_by": said.format(latest=date_format(timezone.localtime(latest), "j F Y, H:i"))})


def _out_since(taking: Taking) -> datetime:
    """When it was taken out of its cabinet; now, where that is what happens."""
    if taking.step == TAKE_OUT:
        return taking.at
    with system("see since when paper is out"):
        taken = CaseEvent.objects.filter(case=taking.case, step=TAKE_OUT).order_by("-at").first()
    return taken.at if taken else taking.at


def _at_rest(taking: Taking) -> None:
    """Nobody has it: the case is its opener's again, as far as they are still here."""
    case = taking.case
    taking.facts.back_by = None
    case.owner = case.opened_by if case.opened_by.works_at(taking.at) else case.owner
    taking.due(_first(None, taking.facts.destroy_by))


def _gone(taking: Taking) -> None:
    taking.facts.back_by = None
    taking.due(None)


def _first(back_by: datetime | None, destroy_by: date | None) -> datetime | None:
    ends = [back_by, end_of(destroy_by) if destroy_by else None]
    return min((end for end in ends if end), default=None)


def _look_into_it(taking: Taking) -> None:
    """Once, until it was done."""
    if not any(duty.code == LOOK_INTO_IT and duty.done_at is None for duty in taking.earlier()):
        taking.duty(LOOK_INTO_IT, "2.8g", due_at(LOOKED_INTO_WITHIN, taking.at))


def _tell(taking: Taking, said: str) -> None:
    """Have the timeline keep it, whatever is answered later."""
    taking.note = "\n".join(part for part in (said, taking.note) if part)


def _destroy_by(facts: Paper, today: date) -> date:
    """The day by which its work is done, by the schedule of today."""
    circumstances = frozenset({"same_day"} if SOON_GONE[facts.kind] else ())
    known = retention.Happened({"recorded": facts.written_on})
    found = retention.due(rules(today)[RULE], known, schedule().calendar, circumstances)
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
