"""The one write path: a case is opened and changed here, checked, applied and recorded in one transaction.

- The case is loaded under the actor's own scope; what one may not see does not exist.
- Workflow asks whether the step may be taken now, the policy whether by this person; then effects, facts, status,
  timeline and ledger entry are written together, or none of them.
- What a step has to know is opened before the transaction, so that a refusal does not take the trace of it back.
- A form that was sent twice counts once; a case that somebody else changed meanwhile is Stale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from confide.cases.acting import acting
from confide.cases.models import Case, CaseEvent, Facts, SentKey
from confide.cases.register import Register, of
from confide.cases.taking import Taking
from confide.domain.reading import Reader
from confide.domain.refusal import Forbidden, Refused, Stale
from confide.domain.register import OPEN, TO_SUCCESSOR
from confide.domain.workflow import Step, complete
from confide.door.opening import DECISION, actor_of, open_rows
from confide.door.policy import may_each, sentences
from confide.door.reading import system
from confide.door.recording import Who, record
from confide.people.models import Person, Staff, Team
from confide.people.numbering import next_number

NOTHING: Mapping[str, Any] = {}
DECIDING = frozenset({"office", "line_manager", "managing_director"})
"""Relations of those who decide what somebody else brought."""


class CaseNotFound(Http404):
    """There is no such case, or person, for whoever asks."""


def open_case(
    register: Register,
    given: Mapping[str, Any],
    *,
    actor: Staff,
    at: datetime,
    person: Person | None = None,
    subject_staff: Staff | None = None,
    team: Team | None = None,
    key: str = "",
) -> Case:
    """Open a case with what was typed. Raises Refused, ValidationError for a fact that is wrong, or CaseNotFound."""
    with acting(actor, at) as reader:
        if (sent := _sent(key, actor)) is not None:
            return sent
        about = _find_person(register, person)
        case = _new(register, actor=actor, at=at, person=about, subject_staff=subject_staff, team=team)
        _permit(case, OPEN, reader)
        given = _guard(register, OPEN, given, actor=actor, at=at)
        _open(OPEN, case, [about] if about else [], reader=reader, at=at)
        with transaction.atomic():
            if not _first(key, actor, case):
                return _sent(key, actor) or case
            case.number = next_number(register.rules.name)
            case.reference = f"{register.rules.prefix}-{case.number:05d}"
            taking = _taking(OPEN, case, register.facts(case=case), given, actor=actor, at=at)
            taking.clauses.append(register.rules.clauses[0])
            return _write(register, taking, None)


def perform(
    step: str,
    case: Case,
    *,
    actor: Staff,
    at: datetime,
    expecting: int,
    given: Mapping[str, Any] = NOTHING,
    key: str = "",
) -> Case:
    """Take a step on a case, in the version that the actor saw. Raises Refused, ValidationError or CaseNotFound."""
    with acting(actor, at) as reader:
        try:
            return _take(Attempt(step, case, actor, at, expecting, given, key), reader)
        except Refused:
            # The same form may have counted between the look for it and the check of the version.
            if (sent := _sent(key, actor)) is not None:
                return sent
            raise


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that somebody wants to take, with what they typed and the version that they saw."""

    step: str
    case: Case
    actor: Staff
    at: datetime
    expecting: int
    given: Mapping[str, Any]
    key: str


def _take(wanted: Attempt, reader: Reader) -> Case:
    if (sent := _sent(wanted.key, wanted.actor)) is not None:
        return sent
    register, step = of(wanted.case), wanted.step
    facts = _load(register, wanted.case)
    seen = facts.case
    taken = _check(register, seen, step, wanted.expecting)
    _permit(seen, step, reader)
    given = _guard(register, step, wanted.given, actor=wanted.actor, at=wanted.at)
    if (stopped := _stopped(register, step, facts)) is not None:
        raise stopped
    _open(step, seen, [facts, seen.person] if seen.person else [facts], reader=reader, at=wanted.at)
    with transaction.atomic():
        if not _first(wanted.key, wanted.actor, seen):
            return _sent(wanted.key, wanted.actor) or seen
        _lock(seen, wanted.expecting)
        taking = _taking(step, seen, facts, given, actor=wanted.actor, at=wanted.at)
        taking.clauses.append(taken.clause)
        return _write(register, taking, taken)


def why_not_open(register: Register, actor: Staff, at: datetime) -> Refused | None:
    """Why `actor` could open no case now, as far as that is known before anything is typed; nothing where they can."""
    with acting(actor, at) as reader:
        case = _new(register, actor=actor, at=at, person=None, subject_staff=None, team=None)
        return _refusals(case, [OPEN], reader)[0]


def steps_for(case: Case, actor: Staff, at: datetime) -> list[tuple[Step, Refused | None]]:
    """The steps from where the case stands, each with the refusal that the actor would get, if any."""
    with acting(actor, at) as reader:
        register = of(case)
        steps = register.rules.workflow.steps_from(case.status)
        refusals = _refusals(case, [step.name for step in steps], reader)
        facts = register.facts.objects.filter(case=case).first() if register.stops else None
        listed = zip(steps, refusals, strict=True)
        return [(step, refused or _stopped(register, step.name, facts)) for step, refused in listed]


def hand_on(case: Case, *, leaver: Staff, successor: Staff, at: datetime) -> None:
    """Give what somebody who leaves had in hand on one case to their named successor, whatever its status.

    To be called in the transaction that ends their time here, by the tick; the successor stands in the timeline.
    """
    seen = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    for part in ("owner", "decider"):
        if getattr(seen, f"{part}_id") == leaver.pk:
            setattr(seen, part, successor)
    seen.save()
    people, data = (leaver.id, successor.id), {"version": seen.version}
    _note_beside(seen, TO_SUCCESSOR, "system:tick", successor, at, before=seen.status, people=people, data=data)


def let_go(case: Case, step: str, *, by: Staff | None, about: str, at: datetime) -> None:
    """Take a step that ends a case because what it is about was destroyed, by the case of the reference `about`.

    To be called in the transaction that destroys it; who may do that was asked there. After a restoring nobody does it
    again, and no line of the timeline says that somebody did.
    """
    seen = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    # A restored case may stand somewhere from where nobody could take the step; what it is about is gone all the same.
    taken = next(each for each in of(seen).rules.workflow.steps if each.name == step)
    before, seen.status, seen.closed_at, seen.due_at = seen.status, taken.target, at, None
    seen.office, seen.decider = "", None
    seen.save()
    data = {"from": before, "to": seen.status, "version": seen.version, "by": about}
    who = by.id if by else "system:restore"
    _note_beside(seen, step, who, by, at, before=before, clauses=(taken.clause,), data=data)


def _note_beside(
    case: Case,
    step: str,
    actor: Who,
    by: Staff | None,
    at: datetime,
    *,
    before: str,
    data: Mapping[str, Any],
    people: Sequence[UUID] = (),
    clauses: Sequence[str] = (),
) -> None:
    """Write down what became of a case without a step of its own: in the ledger, and for somebody in the timeline."""
    subjects = [who for who in (*people, case.concerned()) if who]
    action = f"{case.register}:{step}"
    entry = record(action, at=at, actor=actor, about=case.reference, clauses=clauses, subjects=subjects, data=data)
    if by is not None:
        line = {"step": step, "actor": by, "at": at, "clauses": list(clauses), "ledger_entry": entry.pk}
        CaseEvent(case=case, from_status=before, to_status=case.status, **line).save()


# Finding and checking.


def _load(register: Register, case: Case) -> Facts:
    """The facts of a case, sealed, with the case and whom it is about."""
    found = register.facts.objects.select_related("case__person").filter(pk=case.pk).first()
    if found is None:
        raise CaseNotFound
    return found


def _lock(case: Case, expecting: int) -> None:
    """Hold the case until the end of the transaction. Raises Stale where it is not the version that was checked."""
    now = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).values_list("version", flat=True).first()
    if now != expecting:
        raise Stale


def _find_person(register: Register, person: Person | None) -> Person | None:
    if person is None:
        if register.needs_person:
            raise Refused("Say whom it is about.")
        return None
    found = Person.objects.filter(pk=person.pk).first()
    if found is None:
        raise CaseNotFound
    return found


def _check(register: Register, case: Case, step: str, expecting: int) -> Step:
    if case.version != expecting:
        raise Stale
    return register.rules.workflow.step(step, case.status)


def _permit(case: Case, step: str, reader: Reader) -> None:
    """Raises Forbidden with every reason of the policy, unless it lets the reader take the step."""
    if (refusal := _refusals(case, [step], reader)[0]) is not None:
        raise refusal


def _refusals(case: Case, names: Sequence[str], reader: Reader) -> list[Forbidden | None]:
    """What the policy says about each of these steps, asked in one go."""
    rules, actor, matter = of(case).rules, _actor(case, reader), case.matter(reader)
    permissions = may_each([(rules.action(name), actor, matter) for name in names])
    return [None if found.allowed else Forbidden(sentences(found), found.clauses) for found in permissions]


def _stopped(register: Register, step: str, facts: Facts | None) -> Refused | None:
    """What the case itself says against a step, whoever takes it."""
    stop = register.stops.get(step)
    return stop(facts) if stop and facts is not None else None


def _actor(case: Case, reader: Reader) -> dict[str, Any]:
    """The actor, holding the case's office where the case was given to them in the holder's place."""
    return actor_of(reader, offices=_offices(case, reader))


def _offices(case: Case, reader: Reader) -> list[str]:
    """The case's office, where the case came to the reader in the holder's place."""
    return [case.office] if case.office and case.waits_for(reader) else []


# Sent twice.


def _counts(key: str) -> bool:
    """Whether it can be a key of ours; one that was tampered with counts for nothing."""
    return bool(key) and key.isprintable()


def _sent(key: str, actor: Staff) -> Case | None:
    """The case that this form already opened or changed, also where the step took it out of the actor's sight."""
    if not _counts(key):
        return None
    with system("find what was sent before"):
        sent = SentKey.objects.select_related("case").filter(key=key, actor=actor).first()
    return sent.case if sent else None


def was_sent(key: str, actor: Staff) -> bool:
    """Whether this form counted already, also where its case is not the actor's to see any more."""
    return _sent(key, actor) is not None


def _first(key: str, actor: Staff, case: Case) -> bool:
    """Claim the key of a form; False where another request claimed it first."""
    if not _counts(key):
        return True
    try:
        with transaction.atomic():
            SentKey.objects.create(key=key, actor=actor, case_id=case.pk)
    except IntegrityError:
        return False
    return True


# Writing.


def _new(
    register: Register,
    *,
    actor: Staff,
    at: datetime,
    person: Person | None,
    subject_staff: Staff | None,
    team: Team | None,
) -> Case:
    rules = register.rules
    about_staff = subject_staff.pk if subject_staff else person.staff_id if person else None
    of_team = team.pk if team else person.team_id if person else None
    return Case(
        register=rules.name,
        status=rules.workflow.initial,
        opened_by=actor,
        owner=actor,
        person=person,
        subject_staff_id=about_staff,
        team_id=of_team or actor.team_id,
        opened_at=at,
        confined=rules.confined,
    )


def _guard(register: Register, step: str, given: Mapping[str, Any], *, actor: Staff, at: datetime) -> Mapping[str, Any]:
    """What was typed, with what the guard found out about it."""
    guard = register.guards.get(step)
    return {**given, **(guard(given, actor, at) or {})} if guard else given


def _open(step: str, case: Case, rows: list[Any], *, reader: Reader, at: datetime) -> None:
    """Open what the step has to know, by the very permission to take it. A step without effects knows nothing."""
    register = of(case)
    if step not in register.effects:
        return
    asked = (register.rules.action(step), case.matter(reader))
    open_rows(rows, purpose=DECISION, at=at, part_of=asked, offices=_offices(case, reader))


def _taking(step: str, case: Case, facts: Any, given: Mapping[str, Any], *, actor: Staff, at: datetime) -> Taking:
    taking = Taking(step=step, case=case, facts=facts, given=given, actor=actor, at=at, person=case.person)
    taking.note = str(given.get("note") or "")
    for name in of(case).asked_by(step):
        if name in given:
            setattr(facts, name, given[name])
    return taking


def _write(register: Register, taking: Taking, step: Step | None) -> Case:
    """Effects, facts, status, duties, timeline and ledger entry, all inside the transaction that is open."""
    case, workflow, before = taking.case, register.rules.workflow, taking.case.status if step else ""
    if effect := register.effects.get(taking.step):
        effect(taking)
    if step is not None:
        complete(step, {name: getattr(taking.facts, name, None) for name in step.needs})
        case.status = step.target
        if step.by in DECIDING:
            case.decided_by = taking.actor
    if case.status in workflow.final:
        case.closed_at = taking.at
    taking.facts.full_clean(exclude=["case"], validate_unique=False)
    # A step may take the case out of the actor's own sight; what was permitted is still written whole.
    with system("write what was permitted"):
        case.save()
        taking.facts.save()
        for duty in taking.duties:
            duty.save()
        _record(register, taking, before)
    return case


def _record(register: Register, taking: Taking, before: str) -> None:
    case, clauses = taking.case, list(dict.fromkeys(taking.clauses))
    concerned = case.concerned()
    entry = record(
        register.rules.action(taking.step),
        at=taking.at,
        actor=taking.actor.id,
        about=case.reference,
        clauses=clauses,
        subjects=[concerned] if concerned else [],
        data={
            "from": before,
            "to": case.status,
            "version": case.version,
            "sealed": taking.facts.digests(),
            **taking.data,
        },
    )
    line = {"step": taking.step, "actor": taking.actor, "at": taking.at, "clauses": clauses}
    states = {"from_status": before, "to_status": case.status}
    event = CaseEvent(case=case, ledger_entry=entry.pk, note=taking.note, **line, **states)
    event.full_clean(exclude=["case", "actor"], validate_unique=False)
    event.save()
