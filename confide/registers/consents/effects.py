"""What recording, withdrawing and ending a consent writes: the event that the next decision reads."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.cases.taking import Taking
from confide.domain.clock import end_of
from confide.domain.refusal import Refused
from confide.people.models import DesignatedOther, Person
from confide.records.consent import record_consent
from confide.records.models import ConsentEvent
from confide.registers.consents.rules import GIVEN, has_ended, problems

SAID = ("state", "covers", "recipients", "purposes", "form", "given_by", "capacity", "explained", "discussed_on")
EXPLAINED = ("explanation", "evidence")


def record(taking: Taking) -> None:
    """Write what was typed as an event. Nothing is left to do, unless an end was agreed."""
    person, facts = _person(taking), taking.facts
    said = taking.answers(facts)
    if wrong := problems(said, work_seeker=person.work_seeker, on=timezone.localdate(taking.at)):
        raise ValidationError({problem.field: _(problem.sentence) for problem in wrong})
    event = record_consent(
        person,
        actor=taking.actor,
        at=taking.at,
        clauses=("2.2b", "1.7d"),
        designated_other=_designated_other(taking, person),
        discussed_by=taking.actor if facts.discussed_on else None,
        expires_on=facts.expires_on,
        **{name: said[name] for name in (*SAID, *EXPLAINED)},
    )
    facts.event = event.pk
    taking.data["state"] = event.state
    if facts.state == GIVEN and facts.expires_on:
        taking.due(end_of(facts.expires_on))
    else:
        taking.case.closed_at = taking.at


def withdraw(taking: Taking) -> None:
    """Take a consent back, at once and without a reason."""
    if taking.facts.state != GIVEN:
        raise Refused("There is nothing to take back: no consent was given.", ("2.3e",))
    _follow(taking, "withdrawn")


def record_its_end(taking: Taking) -> None:
    """Record that the agreed day has passed."""
    if taking.facts.state != GIVEN or not has_ended(taking.facts.expires_on, timezone.localdate(taking.at)):
        raise Refused(
            "A consent ends by itself only on a day that was agreed with the person, once it has passed.", ("2.3e",)
        )
    _follow(taking, "lapsed")


def _follow(taking: Taking, state: str) -> None:
    """Write an event that changes the first one, for everything that it covers."""
    first = ConsentEvent.objects.get(pk=taking.facts.event)
    same = {name: getattr(first, name) for name in SAID if name != "state"}
    event = record_consent(
        _person(taking),
        actor=taking.actor,
        at=taking.at,
        state=state,
        replaces=first,
        designated_other=first.designated_other,
        **same,
    )
    taking.data["state"] = event.state
    taking.due(None)


def _designated_other(taking: Taking, person: Person) -> DesignatedOther | None:
    facts = taking.facts
    if facts.given_by != "designated_other":
        return None
    other = DesignatedOther(
        person=person,
        kind=facts.authority,
        name=facts.other_name or _("not recorded"),
        evidence=facts.proof,
        seen_on=facts.proof_seen_on,
        from_on=facts.proof_seen_on,
    )
    other.full_clean(validate_unique=False)
    other.save()
    return other


def _person(taking: Taking) -> Person:
    if taking.person is None:
        raise Refused("Say whom it is about.")
    return taking.person
